package org.postbound.mime;

import jakarta.activation.DataHandler;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Text as UTF-8, with the transfer encoding that fits it (RFC 2045 section 6). */
final class TextHandler extends DataHandler {
    private static final Pattern LINE_END = Pattern.compile("\r\n|\r|\n");

    private final byte[] utf8;
    private final TransferEncoding encoding;

    TextHandler(String contentType, String text) {
        super(text, contentType);
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        encoding = encodingOf(octets);
        utf8 = encoding == TransferEncoding.BASE64 ? canonical(text) : octets;
    }

    /** Always 7-bit on the wire, since the server is not known yet: quoted-printable unless base64 is shorter. */
    private static TransferEncoding encodingOf(byte[] utf8) {
        int nonAscii = 0;
        int lineStart = 0;
        int longest = 0;
        for (int i = 0; i < utf8.length; i++) {
            byte octet = utf8[i];
            if (octet < 0) {
                nonAscii++;
            } else if (octet == '\n' || octet == '\r') {
                longest = Math.max(longest, i - lineStart);
                lineStart = i + 1;
            }
        }
        longest = Math.max(longest, utf8.length - lineStart);
        if (nonAscii == 0 && longest <= WireBuffer.MAX_LINE) {
            return TransferEncoding.SEVEN_BIT;
        }
        // An octet takes three characters in quoted-printable, and four thirds in base64.
        return nonAscii * 6L > utf8.length ? TransferEncoding.BASE64 : TransferEncoding.QUOTED_PRINTABLE;
    }

    /** Within base64 nobody else ends lines with CRLF (RFC 2045 section 6.8). */
    private static byte[] canonical(String text) {
        return LINE_END.matcher(text).replaceAll("\r\n").getBytes(StandardCharsets.UTF_8);
    }

    TransferEncoding encoding() {
        return encoding;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        OutputStream encoded = encoding.encode(out);
        encoded.write(utf8);
        encoded.flush();
    }
}
