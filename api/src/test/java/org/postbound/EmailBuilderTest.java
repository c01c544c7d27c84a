package org.postbound;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.activation.DataSource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EmailBuilderTest {
    private static final byte[] NOTHING = new byte[0];
    private static final Attachment FILE = Attachment.of("a.pdf", "application/pdf", NOTHING);

    private static InvalidEmailException assertField(String field, Executable executable) {
        InvalidEmailException e = assertThrows(InvalidEmailException.class, executable);
        assertEquals(field, e.field());
        assertTrue(e.getMessage().startsWith(field + " "), e.getMessage());
        assertFalse(e.getMessage().matches("(?s).*\\p{Cntrl}.*"), "the message is one line");
        return e;
    }

    private static Arguments method(String field, BiFunction<Email.Builder, String, Email.Builder> method) {
        return Arguments.of(field, method);
    }

    /** Methods whose value stands on a line of its own, in a header or a command. */
    static Stream<Arguments> oneLineMethods() {
        return Stream.of(
                method("from", Email.Builder::from),
                method("sender", Email.Builder::sender),
                method("replyTo[0]", (email, value) -> email.replyTo(value)),
                method("to[0]", (email, value) -> email.to(value)),
                method("cc[0]", (email, value) -> email.cc(value)),
                method("bcc[0]", (email, value) -> email.bcc(value)),
                method("bcc[1]", (email, value) -> email.bcc("jo@example.org", value)),
                method("subject", Email.Builder::subject),
                method("headers[0].name", (email, value) -> email.header(value, "x")),
                method("headers[0].value", (email, value) -> email.header("X-A", value)),
                method("headers[1].value", (email, value) -> email.header("X-A", "x")
                        .header("X-A", value)),
                method("messageId", Email.Builder::messageId),
                method("returnPath", Email.Builder::returnPath),
                method("envelopeId", Email.Builder::envelopeId),
                method("inlineParts[0].contentId", (email, value) -> email.inline(value, FILE)),
                method("attachments[0].name", (email, value) -> email.attach(value, "application/pdf", NOTHING)),
                method("attachments[1].contentType", (email, value) -> email.attach(FILE)
                        .attach("a.pdf", value, NOTHING)));
    }

    @ParameterizedTest
    @MethodSource("oneLineMethods")
    void nullOrLineEnd_isRefusedNamingTheField(String field, BiFunction<Email.Builder, String, Email.Builder> method) {
        assertField(field, () -> method.apply(Email.builder(), null));
        for (String value : List.of("\r", "\n", "\0", "a\r\nBcc: evil@example.com", "a\nb", "a\rb", "a\0b", "x\r\n")) {
            assertField(field, () -> method.apply(Email.builder(), value));
        }
        String address = "jo@example.org\r\nRCPT TO:<evil@example.com>";
        assertField(field, () -> method.apply(Email.builder(), address));
    }

    static Stream<Arguments> methodsThatNeedAValue() {
        return oneLineMethods()
                .filter(method -> !List.of("subject", "headers[0].value", "headers[1].value", "returnPath")
                        .contains(method.get()[0]));
    }

    @ParameterizedTest
    @MethodSource("methodsThatNeedAValue")
    void emptyValue_isRefusedNamingTheField(String field, BiFunction<Email.Builder, String, Email.Builder> method) {
        assertField(field, () -> method.apply(Email.builder(), ""));
        assertField(field, () -> method.apply(Email.builder(), " ".repeat(field.equals("envelopeId") ? 101 : 1)));
    }

    @ParameterizedTest
    @MethodSource("oneLineMethods")
    void refusedValue_isNotKept(String field, BiFunction<Email.Builder, String, Email.Builder> method) {
        Email.Builder email = Email.builder().to("jo@example.org").text("Hi");
        assertField(field.replace("to[0]", "to[1]"), () -> method.apply(email, "a\nb"));
        Email built = email.build();

        assertEquals(1, built.to().size());
        assertEquals(List.of(), built.cc());
        assertEquals(Optional.empty(), built.subject());
        assertEquals(field.equals("headers[1].value") ? 1 : 0, built.headers().size());
        assertEquals(DeliveryOptions.NONE, built.deliveryOptions());
    }

    static Stream<Arguments> nulls() {
        Email.Builder email = Email.builder();
        return Stream.<Map.Entry<String, Executable>>of(
                        Map.entry("from", () -> email.from((Mailbox) null)),
                        Map.entry("replyTo", () -> email.replyTo((String[]) null)),
                        Map.entry("to", () -> email.to((String[]) null)),
                        Map.entry("to", () -> email.to((Mailbox[]) null)),
                        Map.entry("to[0]", () -> email.to((Mailbox) null)),
                        Map.entry("cc", () -> email.cc((String[]) null)),
                        Map.entry("cc[0]", () -> email.cc((Mailbox) null)),
                        Map.entry("bcc", () -> email.bcc((String[]) null)),
                        Map.entry("bcc[0]", () -> email.bcc((Mailbox) null)),
                        Map.entry("text", () -> email.text(null)),
                        Map.entry("html", () -> email.html(null)),
                        Map.entry("inlineParts[0].attachment", () -> email.inline("logo", null)),
                        Map.entry("attachments[0]", () -> email.attach((Attachment) null)),
                        Map.entry("attachments[0].file", () -> email.attach((Path) null)),
                        Map.entry("attachments[0].content", () -> email.attach("a", "a/b", null)),
                        Map.entry("priority", () -> email.priority(null)),
                        Map.entry("date", () -> email.date(null)),
                        Map.entry("dsnNotify", () -> email.dsnNotify((DsnNotify[]) null)),
                        Map.entry("dsnNotify", () -> email.dsnNotify((DsnNotify) null)),
                        Map.entry("dsnReturn", () -> email.dsnReturn(null)),
                        Map.entry("holdUntil", () -> email.holdUntil(null)))
                .map(entry -> Arguments.of(entry.getKey(), entry.getValue()));
    }

    @ParameterizedTest
    @MethodSource("nulls")
    void nullValue_isRefusedNamingTheField(String field, Executable method) {
        assertField(field, method);
    }

    @Test
    void nulInText_isRefused() {
        assertField("text", () -> Email.builder().text("a\0b"));
        assertField("html", () -> Email.builder().html("a\0b"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "From",
                "to",
                "BCC",
                "Subject",
                "Date",
                "Message-ID",
                "Return-Path",
                "MIME-Version",
                "Content-Type",
                "content-anything",
                "X-Priority",
                "X A",
                "X:A",
                "X-\u00e4"
            })
    void headerNameThatIsTakenOrMalformed_isRefused(String name) {
        assertField("headers[0].name", () -> Email.builder().header(name, "x"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a@b", "<a>", "<a@b", "<a@b@c>", "<a b@c>", "<@b>", "<a@>", "<\u00e4@b>", "<a@b><c@d>"})
    void malformedMessageId_isRefused(String id) {
        assertField("messageId", () -> Email.builder().messageId(id));
    }

    @ParameterizedTest
    @ValueSource(strings = {"<logo>", "my logo", "logo\u00e4"})
    void malformedContentId_isRefused(String id) {
        assertField("inlineParts[0].contentId", () -> Email.builder().inline(id, FILE));
        assertField("contentId", () -> new InlinePart(id, FILE));
    }

    @Test
    void mailboxesOfWhichOneIsRefused_areAddedNone() {
        Email.Builder email = Email.builder().text("Hi").to("a@example.org");

        assertField("to[2]", () -> email.to("b@example.org", "bad"));
        assertField("to[2]", () -> email.to(Mailbox.parse("b@example.org"), null));
        assertEquals(List.of(Mailbox.parse("a@example.org")), email.build().to());
    }

    @Test
    void contentIdOfAnotherPart_isRefused() {
        Email.Builder email = Email.builder().inline("logo", FILE).inline("Logo", FILE);

        assertField("inlineParts[2].contentId", () -> email.inline("logo", FILE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pdf",
                "/pdf",
                "application/",
                "a/b/c",
                "a b/c",
                "a/b; x\r\nX-Evil: 1",
                "multipart/mixed",
                "Multipart/x; boundary=y"
            })
    void malformedContentType_isRefused(String type) {
        assertField("attachments[0].contentType", () -> Email.builder().attach("a", type, NOTHING));
    }

    @ParameterizedTest
    @ValueSource(ints = {-10, 10, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void mtPriorityOutOfRange_isRefused(int priority) {
        assertField("mtPriority", () -> Email.builder().mtPriority(priority));
    }

    @Test
    void neverWithAnotherCondition_isRefused() {
        assertField("dsnNotify", () -> Email.builder().dsnNotify(DsnNotify.NEVER, DsnNotify.DELAY));
    }

    @Test
    void noRecipient_isRefused() {
        assertField("to", () -> Email.builder().text("Hi").build());
    }

    @Test
    void noContent_isRefused() {
        assertField("text", () -> Email.builder().to("jo@example.org").build());
    }

    @Test
    void inlinePartWithoutHtml_isRefused() {
        assertField("inlineParts", () -> Email.builder()
                .to("jo@example.org")
                .text("Hi")
                .inline("logo", FILE)
                .build());
    }

    @Test
    void everyValue_isKept() {
        OffsetDateTime date = OffsetDateTime.parse("2026-01-02T03:04:05+01:00");
        Email email = Email.builder()
                .from("Shop <shop@example.org>")
                .sender("robot@example.org")
                .replyTo("help@example.org")
                .to("jo@example.org")
                .to(new Mailbox("Ann", "ann@example.org"))
                .cc("cc@example.org")
                .bcc("bcc@example.org")
                .subject("Order")
                .text("Hi")
                .html("<p>Hi</p>")
                .inline("logo", FILE)
                .attach(FILE)
                .priority(Priority.URGENT)
                .header("X-A", "1")
                .header("X-A", "2")
                .messageId("<a@b>")
                .date(date)
                .returnPath("")
                .dsnNotify(DsnNotify.SUCCESS, DsnNotify.FAILURE)
                .dsnReturn(DsnReturn.FULL)
                .envelopeId("order 7")
                .requireTls()
                .mtPriority(-9)
                .holdUntil(Instant.EPOCH)
                .build();

        assertEquals("shop@example.org", email.from().orElseThrow().address());
        assertEquals("robot@example.org", email.sender().orElseThrow().address());
        assertEquals(List.of(new Mailbox("", "help@example.org")), email.replyTo());
        assertEquals(List.of(new Mailbox("", "jo@example.org"), new Mailbox("Ann", "ann@example.org")), email.to());
        assertEquals(List.of(new Mailbox("", "cc@example.org")), email.cc());
        assertEquals(List.of(new Mailbox("", "bcc@example.org")), email.bcc());
        assertEquals(Optional.of("Order"), email.subject());
        assertEquals(Optional.of("Hi"), email.text());
        assertEquals(Optional.of("<p>Hi</p>"), email.html());
        assertEquals(List.of(new InlinePart("logo", FILE)), email.inlineParts());
        assertEquals(List.of(FILE), email.attachments());
        assertEquals(Priority.URGENT, email.priority());
        assertEquals(List.of(Map.entry("X-A", "1"), Map.entry("X-A", "2")), email.headers());
        assertEquals(Optional.of("<a@b>"), email.messageId());
        assertEquals(Optional.of(date), email.date());
        assertEquals(Optional.of(""), email.returnPath());
        assertEquals(Set.of(DsnNotify.SUCCESS, DsnNotify.FAILURE), email.dsnNotify());
        assertEquals(
                new DeliveryOptions(
                        Optional.of(DsnReturn.FULL),
                        Optional.of("order 7"),
                        true,
                        OptionalInt.of(-9),
                        Optional.of(Instant.EPOCH)),
                email.deliveryOptions());
        assertEquals("Email[subject=Order, recipients=4]", email.toString());
    }

    @Test
    void builtEmail_doesNotChangeWithItsBuilder() {
        Email.Builder builder = Email.builder().to("jo@example.org").text("Hi");
        Email email = builder.build();
        builder.to("ann@example.org").text("Bye");

        assertEquals(1, email.to().size());
        assertEquals(Optional.of("Hi"), email.text());
    }

    @Test
    void file_isNamedAndTypedByItsPath() {
        Attachment attachment = Attachment.of(Path.of("folder", "invoice.pdf"));

        assertEquals("invoice.pdf (application/pdf)", attachment.toString());
        assertEquals(
                "application/octet-stream",
                Attachment.of(Path.of("x.unheard-of")).contentType());
    }

    @Test
    void pathWithoutFileName_isRefused() {
        assertField("attachments[0].file", () -> Email.builder().attach(Path.of("/")));
    }

    @Test
    void bytes_areCopied() throws IOException {
        byte[] bytes = {1, 2};
        Attachment attachment = Attachment.of("a", "a/b", bytes);
        bytes[0] = 9;
        try (InputStream in = attachment.content().open()) {
            assertArrayEquals(new byte[] {1, 2}, in.readAllBytes());
        }
    }

    @Test
    void dataSource_isAskedEachTime() throws IOException {
        DataSource source = new DataSource() {
            private int opened;

            @Override
            public InputStream getInputStream() {
                return new ByteArrayInputStream(new byte[] {(byte) ++opened});
            }

            @Override
            public OutputStream getOutputStream() throws IOException {
                throw new IOException("read only");
            }

            @Override
            public String getContentType() {
                return null;
            }

            @Override
            public String getName() {
                return "a.bin";
            }
        };
        Attachment attachment = Attachment.of(source);

        assertEquals("application/octet-stream", attachment.contentType());
        assertEquals(1, attachment.content().open().read());
        assertEquals(2, attachment.content().open().read());
    }

    @Test
    void problemWithin_keepsItsCause() {
        InvalidEmailException inner = new InvalidEmailException("name", "is empty");
        InvalidEmailException outer = inner.within("attachments[3]");

        assertEquals("attachments[3].name", outer.field());
        assertEquals("attachments[3].name is empty", outer.getMessage());
        assertSame(inner, outer.getCause());
    }
}
