package org.postbound.ra;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.postbound.DeliveryOptions;
import org.postbound.Disposition;
import org.postbound.DsnNotify;
import org.postbound.Email;
import org.postbound.Envelope;
import org.postbound.ForwardPath;
import org.postbound.InvalidEmailException;
import org.postbound.Receipt;
import org.postbound.RecipientOutcome;
import org.postbound.outbox.Due;
import org.postbound.smtp.ScriptedServer;

/** RedirectTo and AllowedRecipients hold for all that is sent, in whatever way. */
class AddressingTest {
    private static final String STAGING = "staging@qa.test";
    private static final String ORIGINAL = "X-Original-Recipients: b@to.test\r\n";

    private interface Use {
        void with(StubContainer container) throws Exception;
    }

    private static void withOutbox(Use use) throws Exception {
        try (IdlePort idle = new IdlePort();
                StubContainer container = StubContainer.startWithOutbox(idle.port())) {
            use.with(container);
        }
    }

    private static void direct(ScriptedServer.Script script, Use use) throws Exception {
        try (ScriptedServer server = ScriptedServer.start(script);
                StubContainer container = StubContainer.start(server.port())) {
            use.with(container);
        }
    }

    private static Email email(String... recipients) {
        return Email.builder().from("a@from.test").to(recipients).text("Hello").build();
    }

    private static List<Due> due(StubContainer container) {
        return container.outbox.takeDue("default", Instant.MAX, 100);
    }

    private static List<String> recipients(Due due) {
        return due.envelope().forwardPaths().stream().map(ForwardPath::address).toList();
    }

    private static String content(StubContainer container, Due due) throws Exception {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        container.outbox.content(due).writeTo(octets);
        return octets.toString(StandardCharsets.US_ASCII);
    }

    private static long withheld(StubContainer container) throws Exception {
        return new FactoryMonitor(container.factory.context()).getRecipientsWithheld();
    }

    @Test
    void redirected_isWhatTheServerIsTold() throws Exception {
        direct(
                client -> {
                    client.greet();
                    assertEquals(ORIGINAL.strip(), client.takeMessage(STAGING).get(0));
                    client.reply("250 queued");
                },
                container -> {
                    container.factory.setRedirectTo(STAGING);
                    Receipt receipt = StubContainer.send(container.handle(container.connect()));
                    assertEquals(Disposition.ACCEPTED, receipt.disposition());
                    assertEquals(1, receipt.recipients().size());
                    assertEquals(STAGING, receipt.recipients().get(0).address());
                    assertTrue(receipt.recipients().get(0).isAccepted());
                });
    }

    @Test
    void redirected_isWhatATransactionKeeps_whateverKindOfMessage() throws Exception {
        withOutbox(container -> {
            container.factory.setRedirectTo(STAGING);
            SmtpManagedConnection connection = container.connect();
            container.begin(connection, "t1");
            SmtpConnectionHandle handle = container.handle(connection);
            MimeMessage mime = new MimeMessage(
                    jakarta.mail.Session.getInstance(new Properties()),
                    new ByteArrayInputStream(
                            "From: a@from.test\r\nTo: b@to.test\r\n\r\nHello\r\n".getBytes(StandardCharsets.US_ASCII)));
            handle.send(mime);
            handle.send(Envelope.of("a@from.test", "b@to.test"), mime);
            handle.send(email("b@to.test"));
            handle.sendAll(List.of(email("b@to.test")));
            StubContainer.send(handle);
            container.commit(connection);
            List<Due> due = due(container);
            assertEquals(5, due.size());
            for (Due one : due) {
                assertEquals(List.of(STAGING), recipients(one));
                assertTrue(content(container, one).startsWith(ORIGINAL));
            }
        });
    }

    @Test
    void withheld_isNamedInTheReceipt_andNotStored() throws Exception {
        withOutbox(container -> {
            container.factory.setAsynchronous(true);
            container.factory.setAllowedRecipients("*@qa.test");
            SmtpConnectionHandle handle = container.handle(container.connect());
            Receipt receipt = handle.send(email("b@to.test", "c@qa.test"));
            assertEquals(Disposition.STORED, receipt.disposition());
            assertEquals(
                    List.of(RecipientOutcome.pending("c@qa.test"), RecipientOutcome.withheld("b@to.test")),
                    receipt.recipients());
            assertFalse(receipt.recipients().get(1).isAccepted());
            assertEquals(List.of("c@qa.test"), recipients(due(container).get(0)));
            assertEquals(1, withheld(container));
        });
    }

    private static String refusedField(SmtpConnectionHandle handle, ForwardPath... recipients) {
        Envelope envelope = new Envelope("a@from.test", List.of(recipients), DeliveryOptions.NONE);
        byte[] message = "From: a@from.test\r\n\r\nHello\r\n".getBytes(StandardCharsets.US_ASCII);
        return assertThrows(InvalidEmailException.class, () -> handle.send(envelope, message))
                .field();
    }

    private static ForwardPath notified(String address) {
        return new ForwardPath(address, Set.of(DsnNotify.NEVER), Optional.empty());
    }

    @Test
    void recipientThatTheServerDoesNotTake_isNamedByItsPlaceInTheGivenEnvelope() throws Exception {
        direct(client -> client.greet().expectQuit(), container -> {
            container.factory.setAllowedRecipients("*@qa.test");
            SmtpManagedConnection connection = container.connect();
            SmtpConnectionHandle handle = container.handle(connection);
            assertEquals(
                    "forwardPaths[1].address",
                    refusedField(handle, ForwardPath.of("b@to.test"), ForwardPath.of("j\u00f6@qa.test")));
            connection.destroy();
        });
    }

    @Test
    void whatTheServerDoesNotTakeOfRedirected_isNamedByThePlaceOfTheFirst() throws Exception {
        direct(client -> client.greet().expectQuit(), container -> {
            container.factory.setAllowedRecipients("*@qa.test");
            container.factory.setRedirectTo(STAGING);
            SmtpManagedConnection connection = container.connect();
            SmtpConnectionHandle handle = container.handle(connection);
            assertEquals(
                    "forwardPaths[0].dsnNotify",
                    refusedField(handle, notified("b@to.test"), ForwardPath.of("c@qa.test")));
            connection.destroy();
        });
    }

    @Test
    void withheldFromAll_isNeitherSentNorStored() throws Exception {
        withOutbox(container -> {
            container.factory.setAllowedRecipients("*@qa.test");
            SmtpManagedConnection connection = container.connect();
            container.begin(connection, "t1");
            SmtpConnectionHandle handle = container.handle(connection);
            List<Receipt> receipts =
                    handle.sendAll(List.of(email("b@to.test"), email("c@qa.test"), email("d@to.test", "e@to.test")));
            container.commit(connection);
            assertEquals(
                    List.of(Disposition.WITHHELD, Disposition.STAGED, Disposition.WITHHELD),
                    receipts.stream().map(Receipt::disposition).toList());
            assertEquals(
                    List.of(RecipientOutcome.withheld("d@to.test"), RecipientOutcome.withheld("e@to.test")),
                    receipts.get(2).recipients());
            assertEquals(Optional.empty(), receipts.get(2).outboxId());
            List<Due> due = due(container);
            assertEquals(1, due.size());
            assertEquals(List.of("c@qa.test"), recipients(due.get(0)));
            assertEquals(3, withheld(container));
        });
    }

    @Test
    void withheldFromAll_needsNoServer() throws Exception {
        try (RefusingPort refusing = new RefusingPort();
                StubContainer container = StubContainer.start(refusing.port())) {
            container.factory.setAllowedRecipients("*@qa.test");
            Receipt receipt = StubContainer.send(container.handle(container.connect()));
            assertEquals(Disposition.WITHHELD, receipt.disposition());
            assertEquals(List.of(RecipientOutcome.withheld("b@to.test")), receipt.recipients());
        }
    }
}
