package org.postbound.mime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.postbound.mime.Rendering.CLOCK;
import static org.postbound.mime.Rendering.RENDERER;
import static org.postbound.mime.Rendering.email;
import static org.postbound.mime.Rendering.refused;
import static org.postbound.mime.Rendering.text;

import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postbound.Attachment;
import org.postbound.Email;
import org.postbound.InvalidEmailException;
import org.postbound.Mailbox;
import org.postbound.Priority;

/** The exact octets of emails, apart from attachments. */
class EmailBytesTest {
    private static final String FIRST_FIELDS = """
            Date: Mon, 2 Mar 2026 10:20:30 +0000
            From: shop@example.org
            To: jo@example.net
            Message-ID: <unique@app.example.org>
            Subject: Order
            MIME-Version: 1.0
            """;

    private static String wire(String text) {
        return text.replace("\n", "\r\n");
    }

    @Test
    void plainText_isSentAsItIs() {
        Email email = email().text("It is on its way.\n.\nBye").build();

        assertEquals(wire(FIRST_FIELDS + """
                        Content-Type: text/plain; charset=UTF-8
                        Content-Transfer-Encoding: 7bit

                        It is on its way.
                        .
                        Bye
                        """), text(email));
    }

    @Test
    void everyField_standsInTheHeader() {
        Email email = Email.builder()
                .from("Shop <shop@example.org>")
                .sender("robot@example.org")
                .replyTo("help@example.org", "\"Help, please\" <me@example.org>")
                .to("Jo Doe <jo@example.net>", "j@example.net")
                .cc("ann@example.net")
                .bcc("secret@example.net")
                .subject("Order")
                .messageId("<own@example.org>")
                .date(OffsetDateTime.parse("2026-01-31T23:59:58-03:30"))
                .priority(Priority.URGENT)
                .header("List-Id", "<news.example.org>")
                .header("X-A", "")
                .header("X-B", "1")
                .header("X-B", "2")
                .html("<p>Hi</p>")
                .build();

        assertEquals(wire("""
                        Date: Sat, 31 Jan 2026 23:59:58 -0330
                        From: Shop <shop@example.org>
                        Sender: robot@example.org
                        Reply-To: help@example.org, "Help, please" <me@example.org>
                        To: Jo Doe <jo@example.net>, j@example.net
                        Cc: ann@example.net
                        Message-ID: <own@example.org>
                        Subject: Order
                        MIME-Version: 1.0
                        Content-Type: text/html; charset=UTF-8
                        Content-Transfer-Encoding: 7bit
                        Priority: urgent
                        Importance: high
                        X-Priority: 1
                        List-Id: <news.example.org>
                        X-A:\s
                        X-B: 1
                        X-B: 2

                        <p>Hi</p>
                        """), text(email));
    }

    @Test
    void textAndHtml_areAlternatives() {
        Email email = email().text("Hi").html("<p>Hi</p>\n").build();

        assertEquals(wire(FIRST_FIELDS + """
                        Content-Type: multipart/alternative; boundary="=_alternative_unique"

                        --=_alternative_unique
                        Content-Type: text/plain; charset=UTF-8
                        Content-Transfer-Encoding: 7bit

                        Hi
                        --=_alternative_unique
                        Content-Type: text/html; charset=UTF-8
                        Content-Transfer-Encoding: 7bit

                        <p>Hi</p>

                        --=_alternative_unique--
                        """), text(email));
    }

    @Test
    void onlyBcc_hasAnEmptyGroupInTo() {
        Email email = Email.builder()
                .from("shop@example.org")
                .bcc("jo@example.net")
                .text("Hi")
                .build();

        String rendered = text(email);

        assertTrue(rendered.contains("\r\nTo: undisclosed-recipients:;\r\n"), rendered);
        assertFalse(rendered.contains("jo@example.net"), rendered);
        assertFalse(rendered.contains("Bcc"), rendered);
    }

    @Test
    void onlyCc_hasNoTo() {
        Email email = Email.builder()
                .from("shop@example.org")
                .cc("jo@example.net")
                .text("Hi")
                .build();

        assertFalse(text(email).contains("\r\nTo:"));
    }

    @Test
    void nonUrgent_isSaidThreeTimes() {
        String rendered = text(email().text("Hi").priority(Priority.NON_URGENT).build());

        assertTrue(rendered.contains("\r\nPriority: non-urgent\r\nImportance: low\r\nX-Priority: 5\r\n"), rendered);
    }

    @Test
    void senderThatIsTheAuthor_isLeftOut() {
        assertFalse(text(email().sender("shop@example.org").text("Hi").build()).contains("Sender"));
    }

    @Test
    void noFrom_isTheDefault() {
        Email email = Email.builder().to("jo@example.net").text("Hi").build();
        RenderedMessage rendered = Rendering.renderer(Optional.of(Mailbox.parse("Shop <shop@example.org>")), 0)
                .render(email);

        assertTrue(text(rendered.message()).contains("\r\nFrom: Shop <shop@example.org>\r\n"));
        assertEquals("shop@example.org", rendered.envelope().reversePath());
    }

    @Test
    void noFromAndNoDefault_isRefused() {
        InvalidEmailException e = refused(() ->
                RENDERER.render(Email.builder().to("jo@example.net").text("Hi").build()));

        assertEquals("from", e.field());
        assertTrue(e.getMessage().contains("property From"), e.getMessage());
    }

    @Test
    void noEmail_isRefused() {
        assertEquals("email", refused(() -> RENDERER.render((Email) null)).field());
    }

    @Test
    void yearThatNoHeaderCanHave_isRefused() {
        OffsetDateTime date = OffsetDateTime.parse("2026-01-01T00:00:00Z").withYear(12_026);

        assertEquals(
                "date",
                refused(() -> RENDERER.render(email().date(date).text("Hi").build()))
                        .field());
    }

    @Test
    void messageId_isNewEachTime() {
        MessageRenderer renderer = new MessageRenderer(Optional.empty(), 0, CLOCK, () -> "app.example.org");
        Email email = email().text("Hi").build();

        String first = renderer.render(email).message().messageId();

        assertTrue(first.matches("<[0-9a-f]{32}@app\\.example\\.org>"), first);
        assertNotEquals(first, renderer.render(email).message().messageId());
    }

    @Test
    void renderedTwice_isTheSame() {
        Email email = email().text("Hi")
                .html("<img src=\"cid:logo\">")
                .inline("logo", Attachment.of("l.png", "image/png", new byte[100]))
                .attach("a.bin", "application/octet-stream", new byte[100])
                .build();

        assertEquals(text(email), text(email));
    }

    @Test
    void tooLarge_isRefusedWithTheProperty() {
        Email email = email().text("x\n".repeat(5000)).build();

        InvalidEmailException e =
                refused(() -> Rendering.renderer(Optional.empty(), 9000).render(email));

        assertEquals("message", e.field());
        assertTrue(e.getMessage().contains("MaxMessageSize allows 9000"), e.getMessage());
    }

    @Test
    void exactlyAsLargeAsAllowed_isTaken() {
        Email email = email().text("Hi").build();
        long size = RENDERER.render(email).message().size();

        assertEquals(
                size,
                Rendering.renderer(Optional.empty(), size)
                        .render(email)
                        .message()
                        .size());
        refused(() -> Rendering.renderer(Optional.empty(), size - 1).render(email));
    }

    @Test
    void lineEndsOfText_areNormalised() {
        String rendered = text(email().text("a\r.\rb\n.\nc\r\n.\r\nd").build());

        assertEquals("a\r\n.\r\nb\r\n.\r\nc\r\n.\r\nd\r\n", Rendering.body(rendered));
    }

    @Test
    void fewForeignLetters_areQuotedPrintable() {
        String rendered = text(email().text("Gr\u00fc\u00dfe aus dem sch\u00f6nen Bremen = Stadt \n\t\nEnde\t")
                .build());

        assertTrue(rendered.contains("Content-Transfer-Encoding: quoted-printable\r\n"), rendered);
        assertEquals(
                "Gr=C3=BC=C3=9Fe aus dem sch=C3=B6nen Bremen =3D Stadt=20\r\n=09\r\nEnde=09\r\n",
                Rendering.body(rendered));
    }

    @Test
    void manyForeignLetters_areBase64() throws Exception {
        String text = "\u0417\u0434\u0440\u0430\u0432\u0441\u0442\u0432\u0443\u0439\u0442\u0435\r\n".repeat(20);
        Email email = email().text(text).build();

        assertTrue(text(email).contains("Content-Transfer-Encoding: base64\r\n"));
        assertEquals(text, Rendering.parse(email).getContent());
    }

    @Test
    void lineOver998_isEncoded() throws Exception {
        String html = "<p>" + "word ".repeat(500) + "</p>";
        Email email = email().html(html).build();

        String rendered = text(email);

        assertTrue(rendered.lines().allMatch(line -> line.length() <= 76), rendered);
        assertEquals(html + "\r\n", Rendering.parse(email).getContent());
    }

    @Test
    void anyEmail_isSevenBit() {
        Email email =
                email().subject("\u00e9").text("\u00e9").header("X-A", "\u00e9").build();

        assertFalse(RENDERER.render(email).message().isEightBit());
        assertTrue(StandardCharsets.US_ASCII.newEncoder().canEncode(text(email)));
    }
}
