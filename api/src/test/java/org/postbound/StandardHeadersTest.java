package org.postbound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The methods of the builder that stand for single headers. */
class StandardHeadersTest {
    private static final URI HTTPS = URI.create("https://example.org/leave?u=jo&l=news");
    private static final URI MAILTO = URI.create("mailto:leave@example.org?subject=news");

    private static List<Map.Entry<String, String>> headers(UnaryOperator<Email.Builder> methods) {
        return methods.apply(Email.builder().to("jo@example.org").text("Hi"))
                .build()
                .headers();
    }

    private static InvalidEmailException assertField(String field, Executable method) {
        InvalidEmailException e = assertThrows(InvalidEmailException.class, method);
        assertEquals(field, e.field());
        assertTrue(e.getMessage().startsWith(field + " "), e.getMessage());
        return e;
    }

    @Test
    void listUnsubscribe_isAListOfUris() {
        assertEquals(
                List.of(Map.entry("List-Unsubscribe", "<" + MAILTO + ">, <" + HTTPS + ">")),
                headers(email -> email.listUnsubscribe(MAILTO, HTTPS)));
    }

    @Test
    void oneClick_hasBothHeaders_untilItIsReplaced() {
        assertEquals(
                List.of(
                        Map.entry("List-Unsubscribe", "<" + HTTPS + ">, <" + MAILTO + ">"),
                        Map.entry("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")),
                headers(email -> email.oneClickUnsubscribe(HTTPS, MAILTO)));
        assertEquals(
                List.of(Map.entry("List-Unsubscribe", "<" + MAILTO + ">")),
                headers(email -> email.oneClickUnsubscribe(HTTPS).listUnsubscribe(MAILTO)));
    }

    @Test
    void uriBeyondAscii_isEscaped() {
        assertEquals(
                "<https://example.org/%C3%BC>",
                headers(email -> email.listUnsubscribe(URI.create("https://example.org/\u00fc")))
                        .get(0)
                        .getValue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"leave", "ftp://example.org/leave", "urn:x:y"})
    void uriOfAnotherKind_isRefused(String uri) {
        assertField("listUnsubscribe[1]", () -> Email.builder().listUnsubscribe(MAILTO, URI.create(uri)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://example.org/leave", "mailto:leave@example.org", "https:leave"})
    void oneClickThatIsNotHttps_isRefused(String uri) {
        assertField("oneClickUnsubscribe", () -> Email.builder().oneClickUnsubscribe(URI.create(uri)));
    }

    @Test
    void noUri_orOneThatDoesNotFitOnALine_isRefused() {
        assertField("listUnsubscribe", () -> Email.builder().listUnsubscribe());
        assertField("listUnsubscribe", () -> Email.builder().listUnsubscribe((URI[]) null));
        assertField("listUnsubscribe[0]", () -> Email.builder().listUnsubscribe((URI) null));
        assertField("oneClickUnsubscribe", () -> Email.builder().oneClickUnsubscribe(null));
        assertField("listUnsubscribe[0]", () -> Email.builder()
                .listUnsubscribe(URI.create("https://example.org/" + "a".repeat(900))));
    }

    @ParameterizedTest
    @CsvSource({"AUTO_GENERATED, auto-generated", "AUTO_REPLIED, auto-replied"})
    void autoSubmitted_hasItsToken(AutoSubmitted reason, String token) {
        assertEquals(List.of(Map.entry("Auto-Submitted", token)), headers(email -> email.autoSubmitted(
                        AutoSubmitted.AUTO_GENERATED)
                .autoSubmitted(reason)));
        assertField("autoSubmitted", () -> Email.builder().autoSubmitted(null));
    }

    @Test
    void thread_isNamedByMessageIds() {
        assertEquals(
                List.of(Map.entry("In-Reply-To", "<b@x.org>"), Map.entry("References", "<a@x.org> <b@x.org>")),
                headers(email -> email.inReplyTo("<b@x.org>").references("<a@x.org>", "<b@x.org>")));
        assertField("inReplyTo[0]", () -> Email.builder().inReplyTo("b@x.org"));
        assertField("references[1]", () -> Email.builder().references("<a@x.org>", "<a@x.org>\r\nBcc: <b@x.org>"));
        assertField("inReplyTo", () -> Email.builder().inReplyTo());
    }

    @ParameterizedTest
    @ValueSource(strings = {"List-Unsubscribe", "list-unsubscribe-post", "AUTO-SUBMITTED", "In-Reply-To", "References"})
    void headerWithAMethod_isRefusedAsAHeader(String name) {
        assertField("headers[0].name", () -> Email.builder().header(name, "<a@x.org>"));
    }

    @Test
    void headersOfTheApplicationsOwn_comeFirst() {
        assertEquals(
                List.of(Map.entry("X-Order", "1"), Map.entry("Auto-Submitted", "auto-generated")),
                headers(email ->
                        email.autoSubmitted(AutoSubmitted.AUTO_GENERATED).header("X-Order", "1")));
    }
}
