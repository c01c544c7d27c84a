package org.postbound.mime;

import jakarta.mail.internet.MimeUtility;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The header field that names those in whose place somebody else gets a message. It is unstructured (RFC 5322 section 3.6.8),
 * so what is not ASCII can be encoded (RFC 2047), and needs nothing of the server.
 */
final class OriginalRecipients {
    private static final String NAME = "X-Original-Recipients:";

    /** RFC 5322 section 2.1.1. */
    private static final int PREFERRED_LINE = 78;

    private OriginalRecipients() {}

    /** Returns the field with its CRLF, folded between addresses. */
    static byte[] field(List<String> addresses) {
        StringBuilder field = new StringBuilder(NAME);
        int lineStart = 0;
        for (int i = 0; i < addresses.size(); i++) {
            // An encoded word has to be followed by a blank, so the comma goes into it.
            String word = encoded(addresses.get(i) + (i < addresses.size() - 1 ? "," : ""));
            if (field.length() - lineStart + 1 + word.length() > PREFERRED_LINE) {
                field.append("\r\n");
                lineStart = field.length();
            }
            field.append(' ').append(word);
        }
        return field.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static String encoded(String word) {
        try {
            return WireAddress.isAscii(word) ? word : MimeUtility.encodeText(word, StandardCharsets.UTF_8.name(), null);
        } catch (UnsupportedEncodingException e) {
            throw new IllegalStateException("UTF-8 is in every Java runtime", e);
        }
    }
}
