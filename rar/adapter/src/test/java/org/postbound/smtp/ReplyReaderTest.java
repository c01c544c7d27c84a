package org.postbound.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postbound.SmtpReply;

class ReplyReaderTest {
    private static ReplyReader reader(String text) {
        return new ReplyReader(
                new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)), UnaryOperator.identity());
    }

    @Test
    void severalLines_areOneReply() throws IOException {
        ReplyReader reader = reader("250-mx.test\r\n250-SIZE 10\r\n250 DSN\r\n221 bye\r\n");
        assertEquals(new SmtpReply(250, List.of("mx.test", "SIZE 10", "DSN")), reader.read());
        assertTrue(reader.hasPending());
        assertEquals(new SmtpReply(221, List.of("bye")), reader.read());
        assertFalse(reader.hasPending());
    }

    @Test
    void bareLf_isTolerated() throws IOException {
        assertEquals(
                new SmtpReply(250, List.of("a", "b")), reader("250-a\n250 b\n").read());
    }

    @Test
    void codeAlone_isReply() throws IOException {
        assertEquals(new SmtpReply(250, List.of("")), reader("250\r\n").read());
        assertEquals(
                new SmtpReply(250, List.of("", "")), reader("250-\r\n250 \r\n").read());
    }

    @Test
    void controlCharacters_areReplaced() throws IOException {
        assertEquals("250 a?[1mb", reader("250 a\u001b[1mb\r\n").read().toString());
        // NEL and LINE SEPARATOR in UTF-8: they end lines in some viewers of logs.
        assertEquals(
                "250 a?b?c",
                reader("250 a\u00c2\u0085b\u00e2\u0080\u00a8c\r\n").read().toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hello\r\n",
                "25\r\n",
                "\r\n",
                "150 a\r\n",
                "650 a\r\n",
                "25x a\r\n",
                "250:a\r\n",
                "2500 a\r\n",
                "250-a\r\n251 b\r\n",
                "250-a\r\nb\r\n",
                "250 a\rb\r\n"
            })
    void whatIsNoReply_isViolation(String text) {
        assertThrows(ProtocolViolationException.class, reader(text)::read);
    }

    @Test
    void endlessLine_isViolation() {
        assertThrows(ProtocolViolationException.class, reader("250 " + "a".repeat(100_000))::read);
    }

    @Test
    void endlessReply_isViolation() {
        assertThrows(ProtocolViolationException.class, reader("250-a\r\n".repeat(100_000))::read);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "250-a\r\n", "250 a"})
    void end_isEndOfFile(String text) {
        assertThrows(EOFException.class, reader(text)::read);
    }

    @Test
    void tlsAlert_isRecognised() {
        assertTrue(assertThrows(ProtocolViolationException.class, reader("\u0015\u0003\u0003\0\u0002\u0002F")::read)
                .isTlsRecord());
        assertFalse(assertThrows(ProtocolViolationException.class, reader("HTTP/1.1 400\r\n")::read)
                .isTlsRecord());
    }
}
