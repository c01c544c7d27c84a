package org.postbound.mime;

import jakarta.activation.DataHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.postbound.Attachment;
import org.postbound.InvalidEmailException;

/**
 * The content of an attachment, read once and piece by piece. What goes wrong with it is told with the field's name, as
 * an unchecked exception that passes through Jakarta Mail as it is.
 */
final class AttachmentHandler extends DataHandler {
    /** Whole lines of base64, which are encoded in one go. */
    private static final int CHUNK = 57 * 144;

    private final String field;
    private final Attachment attachment;
    private final TransferEncoding encoding;

    AttachmentHandler(String field, Attachment attachment, TransferEncoding encoding) {
        super(attachment, attachment.contentType());
        this.field = field;
        this.attachment = attachment;
        this.encoding = encoding;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        OutputStream encoded = encoding.encode(out);
        byte[] chunk = new byte[CHUNK];
        try (InputStream content = open()) {
            for (int length = read(content, chunk); length > 0; length = read(content, chunk)) {
                encoded.write(chunk, 0, length);
            }
        }
        encoded.flush();
    }

    private InputStream open() {
        try {
            InputStream content = attachment.content().open();
            if (content == null) {
                throw new IOException("it opens as null");
            }
            return content;
        } catch (IOException | RuntimeException e) {
            throw unreadable(e);
        }
    }

    /** A file that opens may still fail half-way. */
    private int read(InputStream content, byte[] chunk) {
        try {
            return content.read(chunk);
        } catch (IOException | RuntimeException e) {
            throw unreadable(e);
        }
    }

    private InvalidEmailException unreadable(Exception cause) {
        return new InvalidEmailException(
                field,
                "(%s) cannot be read (%s: %s); check that it exists and may be read"
                        .formatted(attachment.name(), cause.getClass().getSimpleName(), cause.getMessage()),
                cause);
    }
}
