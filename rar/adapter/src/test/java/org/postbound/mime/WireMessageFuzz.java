package org.postbound.mime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;
import org.postbound.InvalidEmailException;

/** Whatever octets are given, on the wire only CRLF ends a line, and nothing else is changed. */
class WireMessageFuzz {
    static Stream<byte[]> seeds() {
        return Stream.of(
                        "Subject: a\r\n\r\nb\r\n.\r\nc\r\n",
                        "a\n.\nb\r.\rc\r\n.\n.\r\n\r\n\n\r\r.",
                        "Message-ID: <1@a>\nX: b\n c\n\nd",
                        "no header\r\n",
                        ".",
                        "",
                        "a\0b",
                        "a".repeat(999),
                        "X: \u00e4\r\n\r\n\u00e4")
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "5s")
    void lines_endWithCrlf_andNothingElseChanges(byte[] octets) throws IOException {
        String given = new String(octets, StandardCharsets.ISO_8859_1);
        String due = given.replaceAll("\r\n|\r|\n", "\r\n");
        if (!due.isEmpty() && !due.endsWith("\r\n")) {
            due += "\r\n";
        }
        boolean valid = due.indexOf('\0') < 0 && due.lines().allMatch(line -> line.length() <= WireBuffer.MAX_LINE);
        WireMessage message;
        try {
            message = WireMessage.of(octets);
        } catch (InvalidEmailException e) {
            assertFalse(valid, e.getMessage());
            return;
        }
        assertTrue(valid, "neither NUL nor a long line");
        String written = Rendering.text(message);
        assertEquals(due, written);
        assertEquals(due.length(), message.size());
        assertEquals(due.startsWith(".") || due.contains("\r\n."), message.hasLeadingDot());
        assertEquals(due.chars().anyMatch(c -> c > 0x7f), message.isEightBit());
        assertTrue(message.messageId().chars().noneMatch(c -> c == '\r' || c == '\n'));
        assertArrayEquals(bytes(message), bytes(inPieces(octets)));
        assertArrayEquals(bytes(message), bytes(WireMessage.of(bytes(message))));
        checkHeader(bytes(message));
    }

    private static WireMessage inPieces(byte[] octets) {
        Random sizes = new Random(Arrays.hashCode(octets));
        WireBuffer buffer = WireBuffer.unlimited(0);
        for (int i = 0; i < octets.length; ) {
            int size = Math.min(sizes.nextInt(5), octets.length - i);
            if (size == 1 && sizes.nextBoolean()) {
                buffer.write(octets[i]);
            } else {
                buffer.write(octets, i, size);
            }
            i += size;
        }
        return buffer.toMessage();
    }

    private static byte[] bytes(WireMessage message) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        message.writeTo(out);
        return out.toByteArray();
    }

    /** What passes the check has a header section of fields only, without those that nobody may see. */
    private static void checkHeader(byte[] octets) {
        HeaderSection section = HeaderSection.of(octets, octets.length);
        try {
            section.check();
        } catch (InvalidEmailException e) {
            return;
        }
        String text = new String(octets, StandardCharsets.ISO_8859_1);
        int empty = text.startsWith("\r\n") ? 0 : text.indexOf("\r\n\r\n") + 2;
        String header = text.substring(0, empty < 2 && !text.startsWith("\r\n") ? text.length() : empty);
        assertTrue(
                header.lines().allMatch(line -> line.matches("(?s)[ \t].*|[!-9;-~]+[ \t]*:.*")), "malformed " + header);
        assertTrue(
                header.lines().noneMatch(line -> line.matches("(?is)(resent-)?bcc[ \t]*:.*")), "shows Bcc: " + header);
    }
}
