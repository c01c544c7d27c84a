package org.postbound.mime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.postbound.mime.Rendering.RENDERER;
import static org.postbound.mime.Rendering.refused;
import static org.postbound.mime.Rendering.text;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postbound.Envelope;
import org.postbound.InvalidEmailException;

/** Messages that an application rendered itself. */
class RenderedOctetsTest {
    private static final Envelope ENVELOPE = Envelope.of("bounces@example.org", "jo@example.net");

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static InvalidEmailException refusedMessage(String text) {
        return refused(() -> RENDERER.render(ENVELOPE, octets(text)));
    }

    @Test
    void completeMessage_isSentOctetForOctet() {
        String message = "DKIM-Signature: v=1;\r\n\tb=x\r\nfrom : shop@example.org\r\nX-A:\r\n\r\n\u00e9 \t\r\n";

        RenderedMessage rendered = RENDERER.render(ENVELOPE, octets(message));

        assertEquals(message, text(rendered.message()));
        assertEquals("", rendered.message().messageId());
        assertEquals(ENVELOPE, rendered.envelope());
    }

    @Test
    void messageWithoutBody_isTaken() {
        assertEquals(
                "From: a@example.org\r\n",
                text(RENDERER.render(ENVELOPE, octets("From: a@example.org")).message()));
    }

    @Test
    void smuggledEndOfData_isNormalised() {
        String message = "From: a@example.org\n\nx\n.\nMAIL FROM:<evil@example.com>\r.\r.\r\n";

        assertEquals(
                "From: a@example.org\r\n\r\nx\r\n.\r\nMAIL FROM:<evil@example.com>\r\n.\r\n.\r\n",
                text(RENDERER.render(ENVELOPE, octets(message)).message()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\r\nFrom: a@example.org\r\n",
                "Subject: x\r\n\r\nFrom: a@example.org",
                "hello",
                "From a@example.org Mon Mar  2\r\nFrom: a@example.org\r\n",
                " From: a@example.org\r\n",
                "From: a@example.org\r\nno field\r\n",
                "From: a@example.org\0\r\n"
            })
    void incompleteMessage_isRefused(String message) {
        assertEquals("message", refusedMessage(message).field());
    }

    @ParameterizedTest
    @CsvSource({"Bcc: secret@example.net, Bcc", "resent-bcc: secret@example.net, resent-bcc", "Subject: \u00e9, Subject"
    })
    void headerThatMayNotBeSent_isRefusedNamingIt(String header, String field) {
        assertEquals(
                field,
                refusedMessage("From: a@example.org\r\n" + header + "\r\n\r\nx").field());
    }

    @Test
    void tooLarge_isRefusedWithItsSize() {
        InvalidEmailException e = refused(() -> Rendering.renderer(Optional.empty(), 30)
                .render(ENVELOPE, octets("From: a@example.org\r\n\r\n0123456789")));

        assertEquals("message", e.field());
        assertTrue(e.getMessage().contains("33 octets"), e.getMessage());
    }

    @Test
    void nothing_isRefused() {
        assertEquals(
                "message",
                refused(() -> RENDERER.render(ENVELOPE, (byte[]) null)).field());
        assertEquals(
                "envelope",
                refused(() -> RENDERER.render(null, octets("From: a@example.org\r\n")))
                        .field());
    }
}
