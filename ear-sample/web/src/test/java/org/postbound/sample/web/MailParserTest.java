package org.postbound.sample.web;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class MailParserTest {
    @Test
    void confirmation_isReadWithItsReceipt() throws Exception {
        ReceivedMail mail = parse("""
                Date: Fri, 2 Jan 2026 03:04:05 +0100
                From: Order desk <orders@example.org>
                To: jo@example.org
                Message-ID: <1@example.org>
                Subject: =?UTF-8?Q?Your_order_1:_Tee,_gr=C3=BCn?=
                MIME-Version: 1.0
                Content-Type: multipart/mixed; boundary=b

                --b
                Content-Type: text/plain; charset=UTF-8
                Content-Transfer-Encoding: quoted-printable

                3 =C3=97 Tee, gr=C3=BCn
                --b
                Content-Type: text/plain; charset=UTF-8
                Content-Disposition: attachment; filename=receipt-1.txt
                Content-Transfer-Encoding: base64

                UkVDRUlQVCDDlw==
                --b--
                """);

        assertEquals(
                new ReceivedMail(
                        "jo@example.org",
                        "Order desk <orders@example.org>",
                        "Your order 1: Tee, grün",
                        "<1@example.org>",
                        Instant.parse("2026-01-02T02:04:05Z"),
                        "3 × Tee, grün",
                        List.of(new ReceivedMail.File("receipt-1.txt", "text/plain", "RECEIPT ×"))),
                mail);
    }

    @Test
    void textOfTwoKinds_isReadOnceAsPlainText() throws Exception {
        ReceivedMail mail = parse("""
                Content-Type: multipart/alternative; boundary=b

                --b
                Content-Type: text/plain; charset=us-ascii

                plain
                --b
                Content-Type: text/html; charset=us-ascii

                <p>marked up
                --b--
                """);

        assertEquals("plain", mail.text());
        assertEquals(List.of(), mail.files());
    }

    @Test
    void eightBitText_isReadInItsCharset() throws Exception {
        String octets = new String("Grüße".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        assertEquals(
                "Grüße",
                parse("Content-Type: text/plain; charset=UTF-8\n\n" + octets).text());
    }

    @Test
    void attachmentThatIsNoText_isNamedOnly() throws Exception {
        ReceivedMail mail = parse("""
                Content-Type: application/pdf
                Content-Disposition: attachment; filename="=?UTF-8?Q?Qu=C3=A9.pdf?="

                octets
                """);

        assertEquals(List.of(new ReceivedMail.File("Qué.pdf", "application/pdf", "")), mail.files());
    }

    @Test
    void missingFields_areEmpty() throws Exception {
        assertEquals(
                new ReceivedMail("jo@example.org", "", "", "", Instant.EPOCH, "text", List.of()),
                parse("X-Nothing: known\n\ntext"));
    }

    private static ReceivedMail parse(String message) throws Exception {
        return MailParser.parse("jo@example.org", message.replace("\n", "\r\n"));
    }
}
