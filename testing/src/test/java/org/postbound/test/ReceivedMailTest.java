package org.postbound.test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReceivedMailTest {
    private static ReceivedMail mail(String message, Charset charset) {
        return new ReceivedMail(
                "a@example.org",
                List.of("b@example.org"),
                message.replace("\n", "\r\n").getBytes(charset));
    }

    private static ReceivedMail mail(String message) {
        return mail(message, StandardCharsets.US_ASCII);
    }

    private static final String MIXED = """
            From: a@example.org
            Subject: =?UTF-8?Q?Gr=C3=BC=C3=9Fe?=
            MIME-Version: 1.0
            Content-Type: multipart/mixed; boundary=m

            --m
            Content-Type: multipart/alternative; boundary=a

            --a
            Content-Type: text/plain; charset=ISO-8859-1
            Content-Transfer-Encoding: quoted-printable

            Gr=FC=DFe
            --a
            Content-Type: multipart/related; boundary=r

            --r
            Content-Type: text/html; charset=UTF-8
            Content-Transfer-Encoding: base64

            PHA+w7w8L3A+
            --r
            Content-Type: image/png
            Content-ID: <logo>
            Content-Disposition: inline

            png
            --r--
            --a--
            --m
            Content-Type: text/plain; charset=UTF-8
            Content-Disposition: attachment; filename*=UTF-8''%E2%82%AC.txt
            Content-Transfer-Encoding: base64

            4oKs
            --m
            Content-Type: message/rfc822

            Subject: inner

            inner text
            --m--
            """;

    @Test
    void parts_areFoundWhereverTheyAre() {
        ReceivedMail mail = mail(MIXED);
        assertEquals("Grüße", mail.subject());
        assertEquals("Grüße", mail.text());
        assertEquals("<p>ü</p>", mail.html());
        assertEquals(
                List.of("image/png", "text/plain", "message/rfc822"),
                mail.files().stream().map(ReceivedFile::contentType).toList());
        assertEquals("logo", mail.files().get(0).contentId());
        assertEquals("€", mail.file("€.txt").text());
        assertTrue(mail.files().get(2).text().contains("inner text"));
    }

    @Test
    void fileThatIsNotThere_isTold_withThoseThatAre() {
        String message = assertThrows(AssertionError.class, () -> mail(MIXED).file("x.pdf"))
                .getMessage();
        assertTrue(message.contains("no file \"x.pdf\"") && message.contains("€.txt (text/plain, 3 octets)"), message);
    }

    @Test
    void rawUtf8Headers_areRead() {
        ReceivedMail mail = mail("Subject: Grüße\n\nüml\n", StandardCharsets.UTF_8);
        assertEquals("Grüße", mail.subject());
    }

    @Test
    void foldedAndRepeatedHeaders_areRead() {
        ReceivedMail mail = mail("X-Note: a\n b\nx-note: c\n\n");
        assertEquals("a b", mail.header("X-NOTE"));
        assertEquals(List.of("a b", "c"), mail.headers("X-Note"));
        assertEquals("", mail.header("Subject"));
    }

    @Test
    void charsetThatNobodyKnows_hidesNothing() {
        ReceivedMail mail = mail(
                "Subject: =?unknown-8bit?Q?Gr=FC=DFe?=\nContent-Type: text/plain; charset=unknown-8bit\n\nHello\n");
        assertEquals("=?unknown-8bit?Q?Gr=FC=DFe?=", mail.subject());
        assertEquals("Hello\n", mail.text());
        assertTrue(mail.toString().contains("unknown-8bit"), mail.toString());
    }

    @Test
    void htmlAlone_leavesTheTextEmpty() {
        ReceivedMail mail = mail("Content-Type: text/html\n\n<p>\n</p>\n");
        assertEquals("", mail.text());
        assertEquals("<p>\n</p>\n", mail.html());
    }

    @Test
    void nothing_isRead() {
        ReceivedMail mail = mail("");
        assertEquals("", mail.text());
        assertEquals(List.of(), mail.files());
        assertEquals("mail from <a@example.org> to <b@example.org>: \"\"", mail.toString());
    }

    @Test
    void messageThatIsNotMime_isShown() {
        ReceivedMail mail = mail("Content-Type: multipart\n\nx\n");
        String message = assertThrows(IllegalStateException.class, mail::text).getMessage();
        assertTrue(message.contains("Content-Type: multipart"), message);
    }

    @Test
    void octetsAndMessages_areCopies() {
        ReceivedMail mail = mail(MIXED);
        mail.raw()[0] = 0;
        mail.files().get(0).content()[0] = 0;
        assertEquals('F', mail.raw()[0]);
        assertArrayEquals(
                "png".getBytes(StandardCharsets.US_ASCII), mail.files().get(0).content());
        assertNotSame(mail.mimeMessage(), mail.mimeMessage());
    }

    @ParameterizedTest
    @CsvSource({"b@example.org,true", "B@EXAMPLE.ORG,true", "a@example.org,false"})
    void inbox_findsRecipientsInAnyCase(String address, boolean found) {
        Inbox inbox = new Inbox();
        inbox.add(mail(MIXED));
        assertEquals(found ? 1 : 0, inbox.sentTo(address).size());
    }
}
