package org.postbound.mime;

import jakarta.activation.DataSource;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.postbound.Attachment;
import org.postbound.InvalidEmailException;

/**
 * The content of an attachment. What goes wrong with it is told with the field's name, as an unchecked exception that
 * passes through Jakarta Mail as it is.
 */
final class AttachmentSource implements DataSource {
    private final String field;
    private final Attachment attachment;

    AttachmentSource(String field, Attachment attachment) {
        this.field = field;
        this.attachment = attachment;
    }

    @Override
    public InputStream getInputStream() {
        try {
            InputStream content = attachment.content().open();
            if (content == null) {
                throw new IOException("it opens as null");
            }
            return new Reading(content);
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

    /** A file that opens may still fail half-way. */
    private final class Reading extends FilterInputStream {
        Reading(InputStream content) {
            super(content);
        }

        @Override
        public int read() {
            try {
                return in.read();
            } catch (IOException | RuntimeException e) {
                throw unreadable(e);
            }
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            try {
                return in.read(buffer, offset, length);
            } catch (IOException | RuntimeException e) {
                throw unreadable(e);
            }
        }
    }

    @Override
    public OutputStream getOutputStream() {
        throw new UnsupportedOperationException("an attachment is read only");
    }

    @Override
    public String getContentType() {
        return attachment.contentType();
    }

    @Override
    public String getName() {
        return attachment.name();
    }
}
