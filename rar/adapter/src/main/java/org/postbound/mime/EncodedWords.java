package org.postbound.mime;

import jakarta.mail.internet.InternetAddress;
import java.io.UnsupportedEncodingException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.StringJoiner;
import java.util.regex.Pattern;

/**
 * ASCII that a reader would take for something encoded, and show as something else. Jakarta Mail encodes what is beyond ASCII
 * only, so this encodes it.
 */
final class EncodedWords {
    /** RFC 2047 section 2; and a file name as of RFC 2231 section 4, which readers decode whether or not it is marked. */
    private static final Pattern MISLEADING = Pattern.compile("=\\?|^[\\w-]*'[\\w-]*'.*%");

    /** Of a word's 75 characters 12 are not content, and 4 stand for 3 octets: whole characters of at most 4 fit. */
    private static final int OCTETS = 42;

    private EncodedWords() {}

    static boolean isMisleading(String text) {
        return WireAddress.isAscii(text) && MISLEADING.matcher(text).find();
    }

    /** Encodes a text as words, one a line, as Jakarta Mail does; readers leave out what is between (RFC 2047 section 6.2). */
    static String of(String text) {
        StringJoiner words = new StringJoiner("\r\n ");
        for (int i = 0; i < text.length(); i += OCTETS) {
            byte[] octets =
                    text.substring(i, Math.min(i + OCTETS, text.length())).getBytes(StandardCharsets.US_ASCII);
            words.add("=?UTF-8?B?" + Base64.getEncoder().encodeToString(octets) + "?=");
        }
        return words.toString();
    }

    /** Returns the parameter of a disposition, encoded as of RFC 2231 section 4. */
    static String fileName(String name) {
        String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8);
        return "filename*=UTF-8''" + encoded.replace("+", "%20").replace("*", "%2A");
    }

    /** An address with a display name. */
    static final class NamedAddress extends InternetAddress {
        private static final long serialVersionUID = 1L;

        NamedAddress(String address, String displayName) throws UnsupportedEncodingException {
            super(address, displayName, StandardCharsets.UTF_8.name());
            if (isMisleading(displayName)) {
                encodedPersonal = of(displayName);
            }
        }
    }
}
