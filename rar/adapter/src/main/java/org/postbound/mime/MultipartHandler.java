package org.postbound.mime;

import jakarta.activation.DataHandler;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The body of a multipart (RFC 2046 section 5.1.1). */
final class MultipartHandler extends DataHandler {
    private final List<EmailPart> parts;
    private final String delimiter;

    MultipartHandler(String contentType, String boundary, List<EmailPart> parts) {
        super(parts, contentType);
        this.parts = parts;
        delimiter = "--" + boundary;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        for (EmailPart part : parts) {
            write(out, delimiter + "\r\n");
            try {
                part.writeTo(out);
            } catch (MessagingException e) {
                throw new IOException(e.getMessage(), e);
            }
            write(out, "\r\n");
        }
        write(out, delimiter + "--\r\n");
    }

    private static void write(OutputStream out, String ascii) throws IOException {
        out.write(ascii.getBytes(StandardCharsets.US_ASCII));
    }
}
