package org.postbound.mime;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Text as encoded words (RFC 2047), in UTF-8. None breaks a character, and each fits where a phrase is expected. */
final class EncodedWords {
    /** Octets of payload: a word of at most 60 stands on a line of 76 with most header names. */
    private static final int MAX_PAYLOAD = 48;

    /** What may stand for itself in a phrase (RFC 2047 section 5, rule 3). */
    private static final String PLAIN = "!*+-/0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private EncodedWords() {}

    /** Returns the words, to be separated by blanks or folds, which a reader takes away again. */
    static List<String> of(String text) {
        boolean base64 = text.codePoints().filter(c -> c > 0x7f).count() * 3 > text.length();
        List<String> words = new ArrayList<>();
        StringBuilder chunk = new StringBuilder();
        int length = 0;
        for (int c : text.codePoints().toArray()) {
            String character = Character.toString(c);
            int octets = base64
                    ? character.getBytes(StandardCharsets.UTF_8).length
                    : q(character).length();
            int room = base64 ? MAX_PAYLOAD / 4 * 3 : MAX_PAYLOAD;
            if (length + octets > room) {
                words.add(word(chunk.toString(), base64));
                chunk.setLength(0);
                length = 0;
            }
            chunk.append(character);
            length += octets;
        }
        words.add(word(chunk.toString(), base64));
        return words;
    }

    private static String word(String text, boolean base64) {
        return base64
                ? "=?UTF-8?B?" + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)) + "?="
                : "=?UTF-8?Q?" + q(text) + "?=";
    }

    private static String q(String text) {
        StringBuilder encoded = new StringBuilder();
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            if (octet == ' ') {
                encoded.append('_');
            } else if (PLAIN.indexOf(octet) >= 0) {
                encoded.append((char) octet);
            } else {
                encoded.append("=%02X".formatted(octet & 0xff));
            }
        }
        return encoded.toString();
    }
}
