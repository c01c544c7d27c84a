package org.postbound.mime;

import jakarta.activation.DataHandler;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;

/**
 * A part whose headers are set by whoever builds it, and whose body encodes and writes itself. To Jakarta Mail it is a
 * message, also within another: a {@code MimeBodyPart} searches encoders through class loaders as soon as it is made.
 */
class EmailPart extends MimeMessage {
    EmailPart() {
        super((Session) null);
    }

    void setBody(String contentType, TransferEncoding encoding, DataHandler body) throws MessagingException {
        setDataHandler(body);
        setHeader("Content-Type", contentType);
        setHeader("Content-Transfer-Encoding", encoding.token());
    }

    void setMultipart(String contentType, DataHandler body) throws MessagingException {
        setDataHandler(body);
        setHeader("Content-Type", contentType);
    }

    /** Has nothing to add. */
    @Override
    protected final void updateHeaders() {}

    /** Tells Jakarta Mail not to encode what is encoded already. */
    @Override
    public final String getEncoding() {
        return null;
    }
}
