package org.postbound.mime;

import jakarta.activation.DataHandler;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes a multipart by itself, where Jakarta Activation would search a content handler through the thread's context
 * class loader, which need not see one.
 */
final class MultipartHandler extends DataHandler {
    private final MimeMultipart multipart;

    MultipartHandler(MimeMultipart multipart) {
        super(multipart, multipart.getContentType());
        this.multipart = multipart;
    }

    @Override
    public Object getContent() {
        return multipart;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        try {
            multipart.writeTo(out);
        } catch (MessagingException e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}
