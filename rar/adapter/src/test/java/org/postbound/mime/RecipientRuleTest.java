package org.postbound.mime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.postbound.DeliveryOptions;
import org.postbound.DsnNotify;
import org.postbound.Envelope;
import org.postbound.ForwardPath;
import org.postbound.config.RecipientPattern;
import org.postbound.config.RecipientPolicy;
import org.postbound.mime.RecipientRule.Addressed;

class RecipientRuleTest {
    private static final String CONTENT = "From: a@example.org\r\nTo: b@example.org\r\n\r\n.Hello\r\n";
    private static final Optional<String> STAGING = Optional.of("staging@example.org");

    private static Addressed apply(Optional<String> redirectTo, List<String> allowed, RenderedMessage message) {
        RecipientPolicy policy = new RecipientPolicy(
                redirectTo, allowed.stream().map(RecipientPattern::of).toList());
        return new RecipientRule(policy).apply(message);
    }

    private static RenderedMessage to(ForwardPath... recipients) {
        return new RenderedMessage(
                new Envelope("a@example.org", List.of(recipients), DeliveryOptions.NONE),
                WireMessage.of(CONTENT.getBytes(StandardCharsets.US_ASCII)));
    }

    private static RenderedMessage to(String... recipients) {
        return to(Stream.of(recipients).map(ForwardPath::of).toArray(ForwardPath[]::new));
    }

    private static List<String> recipients(Addressed addressed) {
        return addressed.message().orElseThrow().envelope().forwardPaths().stream()
                .map(ForwardPath::address)
                .toList();
    }

    private static String header(RenderedMessage message) {
        String text = Rendering.text(message.message());
        assertTrue(text.endsWith(CONTENT), text);
        return text.substring(0, text.length() - CONTENT.length());
    }

    @Test
    void everybodyAllowed_isTheSameMessage() {
        RenderedMessage message = to("b@example.org", "c@example.org");
        assertSame(
                message,
                apply(STAGING, List.of("*@example.org"), message).message().orElseThrow());
    }

    @Test
    void redirected_hasOneRecipient_andNamesTheOthersInFront() {
        Addressed addressed = apply(STAGING, List.of(), to("b@example.com", "c@example.net"));
        assertEquals(List.of("staging@example.org"), recipients(addressed));
        assertEquals(List.of(), addressed.withheld());
        RenderedMessage message = addressed.message().orElseThrow();
        assertEquals("a@example.org", message.envelope().reversePath());
        assertEquals("X-Original-Recipients: b@example.com, c@example.net\r\n", header(message));
        assertTrue(message.message().hasLeadingDot());
        assertEquals(
                Rendering.text(message.message()).length(), message.message().size());
    }

    @Test
    void allowedBesideRedirected_getTheMessageThemselves() {
        Addressed addressed =
                apply(STAGING, List.of("*@example.org"), to("b@example.com", "c@example.org", "d@example.net"));
        assertEquals(List.of("c@example.org", "staging@example.org"), recipients(addressed));
        assertEquals(
                "X-Original-Recipients: b@example.com, d@example.net\r\n",
                header(addressed.message().orElseThrow()));
    }

    @Test
    void addressThatIsAllowedAnyway_getsTheMessageOnce() {
        Addressed addressed = apply(STAGING, List.of("*@example.org"), to("b@example.com", "staging@EXAMPLE.org"));
        assertEquals(List.of("staging@EXAMPLE.org"), recipients(addressed));
        assertEquals(
                "X-Original-Recipients: b@example.com\r\n",
                header(addressed.message().orElseThrow()));
    }

    @Test
    void withheld_getNothing() {
        Addressed addressed = apply(
                Optional.empty(), List.of("*@example.org"), to("b@example.com", "c@example.org", "d@example.net"));
        assertEquals(List.of("c@example.org"), recipients(addressed));
        assertEquals(List.of("b@example.com", "d@example.net"), addressed.withheld());
        assertEquals("", header(addressed.message().orElseThrow()));
    }

    @Test
    void nobodyAllowed_isNoMessage() {
        Addressed addressed = apply(Optional.empty(), List.of("*@example.org"), to("b@example.com"));
        assertEquals(new Addressed(Optional.empty(), List.of("b@example.com")), addressed);
    }

    @Test
    void notifications_areWantedWhereAllAgree_andNameNobodyElse() {
        ForwardPath never = new ForwardPath("b@example.com", Set.of(DsnNotify.NEVER), Optional.of("x@example.com"));
        ForwardPath neverEither = new ForwardPath("c@example.com", Set.of(DsnNotify.NEVER), Optional.empty());
        ForwardPath failure = new ForwardPath("d@example.com", Set.of(DsnNotify.FAILURE), Optional.empty());
        assertEquals(
                List.of(new ForwardPath("staging@example.org", Set.of(DsnNotify.NEVER), Optional.empty())),
                apply(STAGING, List.of(), to(never, neverEither))
                        .message()
                        .orElseThrow()
                        .envelope()
                        .forwardPaths());
        assertEquals(
                List.of(ForwardPath.of("staging@example.org")),
                apply(STAGING, List.of(), to(never, failure))
                        .message()
                        .orElseThrow()
                        .envelope()
                        .forwardPaths());
    }

    @Test
    void manyRecipients_areFolded() {
        String[] many = IntStream.range(0, 200)
                .mapToObj(i -> "recipient-%d@example.com".formatted(i))
                .toArray(String[]::new);
        String header = header(apply(STAGING, List.of(), to(many)).message().orElseThrow());
        assertTrue(header.lines().allMatch(line -> line.length() <= 78), header);
        String message = header + CONTENT;
        assertEquals(Optional.of(String.join(", ", many)), section(message).first("X-Original-Recipients"));
    }

    @Test
    void longestAddress_hasALineThatIsAllowed() {
        String longest = "a".repeat(64) + "@" + ("b".repeat(59) + ".").repeat(3) + "example";
        String header = header(
                apply(STAGING, List.of(), to(longest, longest + "s")).message().orElseThrow());
        assertTrue(header.lines().allMatch(line -> line.length() <= 998), header);
    }

    @Test
    void internationalAddress_isEncoded_andNeedsNothingOfTheServer() throws Exception {
        RenderedMessage message = apply(STAGING, List.of(), to("j\u00f6rg@b\u00fccher.example", "b@example.com"))
                .message()
                .orElseThrow();
        assertTrue(header(message).chars().allMatch(c -> c < 0x7f), () -> header(message));
        assertEquals(
                "j\u00f6rg@b\u00fccher.example, b@example.com",
                jakarta.mail.internet.MimeUtility.decodeText(section(header(message) + CONTENT)
                        .first("X-Original-Recipients")
                        .orElseThrow()));
    }

    @Test
    void closing_givesUpTheContentOfBoth() throws Exception {
        RenderedMessage original = to("b@example.com");
        RenderedMessage redirected =
                apply(STAGING, List.of(), original).message().orElseThrow();
        redirected.close();
        assertThrows(IllegalStateException.class, () -> redirected.message().writeTo(new ByteArrayOutputStream()));
    }

    private static HeaderSection section(String message) {
        byte[] octets = message.getBytes(StandardCharsets.US_ASCII);
        return HeaderSection.of(octets, octets.length);
    }
}
