package org.postbound.smtp;

import java.io.IOException;
import org.postbound.SmtpReply;

/** The server announced with 421 that it closes the connection, which may happen at any point (RFC 5321 section 3.8). */
final class ServiceClosingException extends IOException {
    private static final long serialVersionUID = 1L;

    static final int CODE = 421;

    ServiceClosingException(SmtpReply reply) {
        super(reply.toString());
    }
}
