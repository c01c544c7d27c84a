package org.postbound.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postbound.DeliveryOptions;
import org.postbound.DsnNotify;
import org.postbound.DsnReturn;
import org.postbound.Envelope;
import org.postbound.ForwardPath;
import org.postbound.InvalidEmailException;
import org.postbound.SmtpReply;
import org.postbound.mime.RenderedMessage;

class EnvelopeCommandsTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final String[] EVERYTHING = {
        "SIZE 100000", "8BITMIME", "DSN", "REQUIRETLS", "MT-PRIORITY MIXER", "FUTURERELEASE 86400 2026-01-02T00:00:00Z"
    };
    private static final DeliveryOptions EVERY_OPTION = new DeliveryOptions(
            Optional.of(DsnReturn.HDRS),
            Optional.of("order+1=x y"),
            true,
            OptionalInt.of(-3),
            Optional.of(Instant.parse("2026-01-01T12:00:00.5Z")));

    private static Capabilities offering(String... lines) {
        List<String> reply = new ArrayList<>(List.of("mx.test"));
        reply.addAll(List.of(lines));
        return Capabilities.of(new SmtpReply(250, reply));
    }

    private static EnvelopeCommands commands(Envelope envelope, String text, String... offered) {
        return EnvelopeCommands.of(
                new RenderedMessage(envelope, Sessions.wire(text)), offering(offered), true, false, NOW);
    }

    private static InvalidEmailException refused(Envelope envelope, String text, String... offered) {
        return assertThrows(InvalidEmailException.class, () -> commands(envelope, text, offered));
    }

    private static Envelope with(DeliveryOptions options) {
        return new Envelope("a@from.test", List.of(ForwardPath.of("b@to.test")), options);
    }

    private static Envelope held(String until) {
        return with(new DeliveryOptions(
                Optional.empty(), Optional.empty(), false, OptionalInt.empty(), Optional.of(Instant.parse(until))));
    }

    @Test
    void everyOption_isWrittenWhereItIsOffered() {
        Envelope envelope = new Envelope(
                "a@from.test",
                List.of(
                        ForwardPath.of("b@to.test"),
                        new ForwardPath(
                                "c@to.test",
                                Set.of(DsnNotify.DELAY, DsnNotify.SUCCESS, DsnNotify.FAILURE),
                                Optional.of("c+x@old.test")),
                        new ForwardPath("d@to.test", Set.of(DsnNotify.NEVER), Optional.empty())),
                EVERY_OPTION);
        EnvelopeCommands commands = commands(envelope, "\r\n\u00e9\r\n", EVERYTHING);
        assertEquals(
                "MAIL FROM:<a@from.test> SIZE=6 BODY=8BITMIME RET=HDRS ENVID=order+2B1+3Dx+20y REQUIRETLS"
                        + " MT-PRIORITY=-3 HOLDUNTIL=2026-01-01T12:00:00Z",
                commands.mail().line());
        assertEquals(
                List.of(
                        "RCPT TO:<b@to.test>",
                        "RCPT TO:<c@to.test> NOTIFY=SUCCESS,FAILURE,DELAY ORCPT=rfc822;c+2Bx@old.test",
                        "RCPT TO:<d@to.test> NOTIFY=NEVER"),
                commands.recipients().stream().map(Command.Rcpt::line).toList());
    }

    @Test
    void withoutExtensions_commandsAreBare() {
        EnvelopeCommands commands = commands(Envelope.of("", "b@to.test"), "a\r\n");
        assertEquals("MAIL FROM:<>", commands.mail().line());
    }

    @ParameterizedTest
    @CsvSource({
        "DSN, deliveryOptions.dsnReturn",
        "REQUIRETLS, deliveryOptions.requireTls",
        "MT-PRIORITY, deliveryOptions.mtPriority",
        "FUTURERELEASE, deliveryOptions.holdUntil"
    })
    void optionThatIsNotOffered_isNamed(String missing, String field) {
        String[] offered = List.of(EVERYTHING).stream()
                .filter(line -> !line.startsWith(missing))
                .toArray(String[]::new);
        InvalidEmailException invalid = refused(with(EVERY_OPTION), "a\r\n", offered);
        assertEquals(field, invalid.field());
        assertTrue(invalid.getMessage().contains("does not offer " + missing), invalid.getMessage());
    }

    @Test
    void optionOfOneRecipient_isNamedWithItsIndex() {
        Envelope notify = new Envelope(
                "a@from.test",
                List.of(
                        ForwardPath.of("b@to.test"),
                        new ForwardPath("c@to.test", Set.of(DsnNotify.NEVER), Optional.empty())),
                DeliveryOptions.NONE);
        assertEquals("forwardPaths[1].dsnNotify", refused(notify, "a\r\n").field());
        Envelope original = new Envelope(
                "a@from.test",
                List.of(new ForwardPath("c@to.test", Set.of(), Optional.of("d@to.test"))),
                DeliveryOptions.NONE);
        assertEquals(
                "forwardPaths[0].originalRecipient", refused(original, "a\r\n").field());
    }

    @Test
    void envelopeIdWithoutDsn_isNamed() {
        DeliveryOptions options =
                new DeliveryOptions(Optional.empty(), Optional.of("id"), false, OptionalInt.empty(), Optional.empty());
        assertEquals(
                "deliveryOptions.envelopeId", refused(with(options), "a\r\n").field());
    }

    @ParameterizedTest
    @CsvSource({"SIZE, MAIL FROM:<a@from.test> SIZE=3", "MT-PRIORITY, MAIL FROM:<a@from.test> MT-PRIORITY=0"})
    void priorityOfZero_isTheDefault_soItIsSaidWhereItIsOfferedAndAsksNothingElsewhere(String offered, String mail) {
        DeliveryOptions options =
                new DeliveryOptions(Optional.empty(), Optional.empty(), false, OptionalInt.of(0), Optional.empty());
        assertEquals(mail, commands(with(options), "a\r\n", offered).mail().line());
    }

    @Test
    void requireTls_needsVerifiedTls() {
        InvalidEmailException invalid = assertThrows(
                InvalidEmailException.class,
                () -> EnvelopeCommands.of(
                        new RenderedMessage(with(EVERY_OPTION), Sessions.wire("a\r\n")),
                        offering(EVERYTHING),
                        false,
                        false,
                        NOW));
        assertEquals("deliveryOptions.requireTls", invalid.field());
    }

    @Test
    void eightBitMessage_needs8BitMime() {
        assertEquals(
                "message",
                refused(Envelope.of("", "b@to.test"), "\r\n\u00e9\r\n", "SIZE").field());
    }

    @ParameterizedTest
    @CsvSource({"SIZE 3, true", "SIZE 2, false", "SIZE 0, true", "SIZE, true", "SIZE none, true"})
    void size_isComparedWithTheLimit(String offered, boolean fits) {
        Envelope envelope = Envelope.of("", "b@to.test");
        if (fits) {
            assertEquals(
                    "MAIL FROM:<> SIZE=3",
                    commands(envelope, "a\r\n", offered).mail().line());
        } else {
            assertEquals("message", refused(envelope, "a\r\n", offered).field());
        }
    }

    @Test
    void nonAsciiAddress_isNamed() {
        Envelope envelope = new Envelope(
                "a@from.test",
                List.of(ForwardPath.of("b@to.test"), ForwardPath.of("j\u00f6@to.test")),
                DeliveryOptions.NONE);
        assertEquals("forwardPaths[1].address", refused(envelope, "a\r\n").field());
        assertEquals(
                "reversePath",
                refused(Envelope.of("j\u00f6@from.test", "b@to.test"), "a\r\n").field());
    }

    @Test
    void addressInUnicode_isSaidToAServerThatTakesIt() {
        Envelope envelope = new Envelope(
                "a@from.test",
                List.of(
                        ForwardPath.of("j\u00f6@to.test"),
                        new ForwardPath("b@to.test", Set.of(), Optional.of("\"j\u00f6+x=\\y\"@old.test"))),
                DeliveryOptions.NONE);
        EnvelopeCommands commands = commands(envelope, "a\r\n", "SMTPUTF8", "8BITMIME", "DSN");
        assertEquals("MAIL FROM:<a@from.test> SMTPUTF8", commands.mail().line());
        assertEquals(
                List.of(
                        "RCPT TO:<j\u00f6@to.test>",
                        "RCPT TO:<b@to.test> ORCPT=utf-8;\"j\\x{F6}\\x{2B}x\\x{3D}\\x{5C}y\"@old.test"),
                commands.recipients().stream().map(Command.Rcpt::line).toList());
    }

    @Test
    void headerInUnicode_isSaidToAServerThatTakesIt() {
        Envelope envelope = Envelope.of("a@from.test", "b@to.test");
        String text = "Subject: \u00e9\r\n";
        assertEquals(
                "MAIL FROM:<a@from.test> BODY=8BITMIME SMTPUTF8",
                commands(envelope, text, "8BITMIME", "SMTPUTF8").mail().line());
        InvalidEmailException invalid = refused(envelope, text, "8BITMIME");
        assertEquals("message header", invalid.field());
        assertTrue(invalid.getMessage().contains("does not offer SMTPUTF8"), invalid.getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        "LIMITS RCPTMAX=2, 2",
        "limits rcptmax=1, 1",
        "LIMITS MAILMAX=1, 3",
        "LIMITS RCPTMAX=0, 3",
        "LIMITS RCPTMAX=many, 3",
        "LIMITS RCPTDOMAINMAX=1, 1",
        "LIMITS RCPTDOMAINMAX=2, 3",
        "LIMITS RCPTMAX=2 RCPTDOMAINMAX=9, 2"
    })
    void recipientsBeyondTheLimit_areLeftOut(String offered, int taken) {
        Envelope envelope = Envelope.of("a@from.test", "b@to.test", "c@other.test", "d@TO.test");
        EnvelopeCommands commands = EnvelopeCommands.of(
                new RenderedMessage(envelope, Sessions.wire("a\r\n")), offering(offered), true, true, NOW);
        assertEquals(taken, commands.recipients().size());
        assertEquals(
                envelope.forwardPaths().subList(0, taken).stream()
                        .map(ForwardPath::address)
                        .toList(),
                commands.recipients().stream().map(Command.Rcpt::forwardPath).toList());
    }

    @Test
    void recipientsBeyondTheLimit_areRefused_whereAllOrNoneIsWanted() {
        InvalidEmailException invalid =
                refused(Envelope.of("a@from.test", "b@to.test", "c@to.test", "d@to.test"), "a\r\n", "LIMITS RCPTMAX=2");
        assertEquals("forwardPaths", invalid.field());
        assertTrue(invalid.getMessage().contains("PartialDelivery"), invalid.getMessage());
    }

    @ParameterizedTest
    @CsvSource({"FUTURERELEASE 60", "FUTURERELEASE 999999 2026-01-01T06:00:00Z"})
    void holdingTooLong_isToldBeforeMail(String offered) {
        assertEquals(
                "deliveryOptions.holdUntil",
                refused(held("2026-01-01T12:00:00Z"), "a\r\n", offered).field());
    }

    @Test
    void holdThatIsOver_isNotAskedFor() {
        assertEquals(
                "MAIL FROM:<a@from.test>",
                commands(held("2025-12-31T00:00:00Z"), "a\r\n").mail().line());
    }

    @Test
    void keywordsAndMechanisms_areReadInAnyCase() {
        Capabilities capabilities = offering("starttls", "Auth login", "AUTH=plain LOGIN", "", "SIZE  7 ");
        assertTrue(capabilities.offers("STARTTLS"));
        assertEquals(
                List.of("LOGIN", "PLAIN"),
                capabilities.authMechanisms().stream().distinct().toList());
        assertEquals(7, capabilities.maxSize().orElseThrow());
    }
}
