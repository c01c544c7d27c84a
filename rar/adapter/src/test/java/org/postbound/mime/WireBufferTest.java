package org.postbound.mime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.postbound.mime.Rendering.refused;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What was written in pieces of any size is what regular expressions make of the whole. */
class WireBufferTest {
    private static final Pattern LINE_END = Pattern.compile("\r\n|\r|\n");

    /** Line ends, dots, blanks, letters, and what is not ASCII, mixed by chance. */
    private static String text(Random random, String alphabet, int length) {
        StringBuilder text = new StringBuilder(length);
        for (int line = 0; text.length() < length; line++) {
            char c = alphabet.charAt(random.nextInt(alphabet.length()));
            // No line gets too long.
            text.append(line % 900 == 899 ? '\n' : c);
        }
        return text.toString();
    }

    private static WireMessage written(Random random, String text, int largestPiece) {
        byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
        WireBuffer buffer = WireBuffer.unlimited(0);
        for (int i = 0; i < octets.length; ) {
            int length = Math.min(octets.length - i, random.nextInt(largestPiece + 1));
            if (length == 1) {
                buffer.write(octets[i]);
            } else {
                buffer.write(octets, i, length);
            }
            i += length;
        }
        return buffer.toMessage();
    }

    private static void assertIsNormalised(String given, WireMessage message) {
        String expected = LINE_END.matcher(given).replaceAll("\r\n");
        expected += expected.isEmpty() || expected.endsWith("\r\n") ? "" : "\r\n";
        int end = expected.startsWith("\r\n") ? 0 : expected.indexOf("\r\n\r\n");
        String header = end < 0 ? expected : expected.substring(0, end);

        assertEquals(expected, Rendering.text(message));
        assertEquals(expected.length(), message.size());
        assertEquals(Pattern.compile("(^|\n)\\.").matcher(expected).find(), message.hasLeadingDot());
        assertEquals(expected.chars().anyMatch(c -> c > 0x7f), message.isEightBit());
        assertEquals(header.chars().anyMatch(c -> c > 0x7f), message.needsSmtpUtf8());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\r\n.a", "\r\nabcdefghijklmnop", "abcdefghijklmnopqrstuvwxyz .\t\u00e9\n", "abc\r"})
    void piecesOfAnySize_areNormalised(String alphabet) {
        for (int seed = 0; seed < 500; seed++) {
            Random random = new Random(seed);
            String given = text(random, alphabet, random.nextInt(200));

            assertIsNormalised(given, written(random, given, 1 + random.nextInt(40)));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 1000, 100_000, 3_000_000})
    void piecesOfAFile_areNormalised(int largestPiece) {
        Random random = new Random(largestPiece);
        String given = "From: a@example.org\n\n" + text(random, "\r\n.abcdefghij\u00e9", 2_500_000);

        try (WireMessage message = written(random, given, largestPiece)) {
            assertFalse(message.isInMemory());
            assertIsNormalised(given, message);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "From: a@example.org\r\n\r\n.",
                "From: a@example.org\r\n\r\nx\n.x",
                "From: a@example.org\r\n\r\nx\r..x\r\n",
                ".x"
            })
    void lineThatStartsWithADot_isSeen(String given) {
        assertTrue(WireMessage.of(given.getBytes(StandardCharsets.US_ASCII)).hasLeadingDot());
    }

    @ParameterizedTest
    @ValueSource(strings = {"From: a.b@example.org\r\n\r\nx.\r\n ..", "a.\r\n", ""})
    void dotElsewhere_isNot(String given) {
        assertFalse(WireMessage.of(given.getBytes(StandardCharsets.US_ASCII)).hasLeadingDot());
    }

    /** Eight octets are looked at together; each of them counts. */
    @Test
    void octetThatNeedsALook_isFoundAnywhere() {
        for (int at = 0; at < 40; at++) {
            for (char c : new char[] {'\0', '\n', '\r', '\u0080', '\u00ff'}) {
                String given = "x".repeat(at) + c + "x".repeat(39 - at);
                if (c == '\0') {
                    byte[] octets = given.getBytes(StandardCharsets.ISO_8859_1);
                    assertTrue(
                            refused(() -> WireMessage.of(octets)).getMessage().contains("NUL"), "at " + at);
                } else {
                    assertIsNormalised(given, WireMessage.of(given.getBytes(StandardCharsets.ISO_8859_1)));
                }
            }
        }
    }
}
