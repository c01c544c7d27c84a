package org.postbound.mime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.postbound.mime.Rendering.RENDERER;
import static org.postbound.mime.Rendering.email;
import static org.postbound.mime.Rendering.header;
import static org.postbound.mime.Rendering.parse;
import static org.postbound.mime.Rendering.refused;
import static org.postbound.mime.Rendering.text;

import jakarta.mail.Message;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeUtility;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postbound.Email;
import org.postbound.InvalidEmailException;
import org.postbound.Mailbox;

/** Encoding and folding, read back by Jakarta Mail. */
class EmailHeaderTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Order",
                "Gr\u00fc\u00dfe",
                "\u0417\u0434\u0440\u0430\u0432\u0441\u0442\u0432\u0443\u0439\u0442\u0435, \u043c\u0438\u0440",
                "\ud83d\udce7 mail",
                "two  blanks",
                "a = b? yes!",
                "bell \u0007 and escape \u001b[0m",
                "line \u2028 separator \u0085 next"
            })
    void subject_isReadAsGiven(String subject) throws Exception {
        Email email = email().subject(subject).text("Hi").build();

        assertEquals(subject, parse(email).getSubject());
        assertLinesAreShort(email);
    }

    @Test
    void longSubjects_areFoldedAndReadAsGiven() throws Exception {
        for (String word : List.of("word ", "w\u00f6rt ", "\ud83d\udce7", "\u4f60\u597d ")) {
            String subject = word.repeat(200).strip();
            Email email = email().subject(subject).text("Hi").build();

            assertEquals(subject, parse(email).getSubject());
            assertLinesAreShort(email);
        }
    }

    @Test
    void subjectThatCannotBeFolded_isRefused() {
        InvalidEmailException e = refused(() -> RENDERER.render(
                email().subject("unbroken".repeat(200)).text("Hi").build()));

        assertEquals("subject", e.field());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Jo Doe",
                "Doe, Jo",
                "J. \"Jo\" Doe \\o/",
                "J\u00f6rg M\u00fcller",
                "\u738b\u5c0f\u660e",
                "evil <a@b.example>, other@example.org"
            })
    void displayName_isReadAsGiven(String name) throws Exception {
        Email email =
                email().to(new Mailbox(name, "ann@example.net")).text("Hi").build();

        InternetAddress[] to = (InternetAddress[]) parse(email).getRecipients(Message.RecipientType.TO);

        assertEquals(2, to.length);
        assertEquals(name, to[1].getPersonal());
        assertEquals("ann@example.net", to[1].getAddress());
        assertLinesAreShort(email);
    }

    @Test
    void hundredRecipients_areFoldedBetweenThem() throws Exception {
        String[] to = IntStream.range(0, 100)
                .mapToObj(i -> "Recipient Number " + i + " <r" + i + "@example.net>")
                .toArray(String[]::new);
        Email email = Email.builder().from("shop@example.org").to(to).text("Hi").build();

        assertEquals(100, parse(email).getAllRecipients().length);
        assertLinesAreShort(email);
    }

    @Test
    void ownHeaderThatIsNotAscii_isEncoded() throws Exception {
        Email email = email().header("X-City", "K\u00f6ln").text("Hi").build();

        assertEquals("K\u00f6ln", MimeUtility.decodeText(parse(email).getHeader("X-City", null)));
    }

    @Test
    void ownHeaderThatIsAscii_isOnlyFolded() throws Exception {
        String ids = "<id@example.org> ".repeat(20).strip();
        Email email = email().header("X-Ids", ids).text("Hi").build();

        assertEquals(ids, MimeUtility.unfold(parse(email).getHeader("X-Ids", null)));
        assertLinesAreShort(email);
    }

    @Test
    void ownHeaderThatCannotBeFolded_isRefused() {
        InvalidEmailException e = refused(() -> RENDERER.render(email().header("X-A", "1")
                .header("X-B", "a".repeat(1000))
                .text("Hi")
                .build()));

        assertEquals("headers[1].value", e.field());
    }

    @Test
    void foreignDomain_isWrittenInAscii() {
        RenderedMessage rendered = RENDERER.render(Email.builder()
                .from("shop@b\u00fccher.example")
                .to("jo@m\u00fcnchen.example")
                .text("Hi")
                .build());

        assertEquals("shop@xn--bcher-kva.example", rendered.envelope().reversePath());
        assertEquals(
                "jo@xn--mnchen-3ya.example",
                rendered.envelope().forwardPaths().get(0).address());
        assertTrue(text(rendered.message()).contains("\r\nTo: jo@xn--mnchen-3ya.example\r\n"));
    }

    @Test
    void domainWithoutAsciiForm_isRefusedNamingTheField() {
        String address = "jo@stra\u00dfe.example";
        InvalidEmailException e = refused(() ->
                RENDERER.render(email().cc("a@example.org", address).text("Hi").build()));

        assertEquals("cc[1]", e.field());
        assertTrue(e.getMessage().contains(address), e.getMessage());
    }

    /** Jakarta Mail folds at 76 where it can, not counting the name of the header. */
    private static void assertLinesAreShort(Email email) {
        String header = header(text(email));
        assertTrue(header.lines().allMatch(line -> line.length() <= 90), header);
    }

    @Test
    void messageId_fitsOnALine_orIsRefusedByItsOwnName() {
        String longest = "<" + "a".repeat(979) + "@b.c>";
        String tooLong = "<a" + longest.substring(1);
        Email email = email().messageId(longest)
                .inReplyTo(longest)
                .references(longest, longest)
                .text("Hi")
                .build();

        assertEquals(998, text(email).lines().mapToInt(String::length).max().orElseThrow());
        assertEquals(
                "messageId", refused(() -> Email.builder().messageId(tooLong)).field());
        assertEquals(
                "inReplyTo[0]",
                refused(() -> Email.builder().inReplyTo(tooLong)).field());
        assertEquals(
                "references[1]",
                refused(() -> Email.builder().references(longest, tooLong)).field());
    }
}
