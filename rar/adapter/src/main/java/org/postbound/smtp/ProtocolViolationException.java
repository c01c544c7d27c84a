package org.postbound.smtp;

import java.io.IOException;

/** What the server sent is not an SMTP reply, or not one that is due. */
final class ProtocolViolationException extends IOException {
    private static final long serialVersionUID = 1L;

    private final boolean tlsRecord;

    ProtocolViolationException(String message) {
        this(message, false);
    }

    ProtocolViolationException(String message, boolean tlsRecord) {
        super(message);
        this.tlsRecord = tlsRecord;
    }

    /** Whether it looks like a TLS record: an alert or a handshake message. */
    boolean isTlsRecord() {
        return tlsRecord;
    }
}
