package org.postbound.mime;

import jakarta.activation.DataSource;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Text as UTF-8, with the transfer encoding that fits it (RFC 2045 section 6). */
final class TextSource implements DataSource {
    private final String contentType;
    private final byte[] utf8;

    TextSource(String contentType, String text) {
        this.contentType = contentType;
        this.utf8 = text.getBytes(StandardCharsets.UTF_8);
    }

    /** Always 7-bit on the wire, since the server is not known yet: quoted-printable unless base64 is shorter. */
    String transferEncoding() {
        int nonAscii = 0;
        int line = 0;
        int longest = 0;
        for (byte octet : utf8) {
            nonAscii += octet < 0 ? 1 : 0;
            line = octet == '\n' || octet == '\r' ? 0 : line + 1;
            longest = Math.max(longest, line);
        }
        if (nonAscii == 0 && longest <= WireBuffer.MAX_LINE) {
            return "7bit";
        }
        // An octet takes three characters in quoted-printable, and four thirds in base64.
        return nonAscii * 6L > utf8.length ? "base64" : "quoted-printable";
    }

    @Override
    public InputStream getInputStream() {
        return new ByteArrayInputStream(utf8);
    }

    @Override
    public OutputStream getOutputStream() {
        throw new UnsupportedOperationException("the text of an Email is read only");
    }

    @Override
    public String getContentType() {
        return contentType;
    }

    @Override
    public String getName() {
        return "";
    }
}
