package org.postbound;

import java.util.Objects;

/**
 * The link was lost after the whole message was sent and before the server answered: it may have accepted the message
 * or not (RFC 1047). Sending again may deliver it twice.
 */
public final class InDoubtException extends SmtpException {
    private static final long serialVersionUID = 1L;

    private final String messageId;

    /**
     * Creates the exception.
     *
     * @param messageId the Message-ID of the message in doubt
     * @param message what happened
     * @param cause what was caught, may be null
     */
    public InDoubtException(String messageId, String message, Throwable cause) {
        super(message, cause);
        this.messageId = Objects.requireNonNull(messageId, "messageId");
    }

    /**
     * Returns the Message-ID by which the message can be looked for at the server.
     *
     * @return the Message-ID header
     */
    public String messageId() {
        return messageId;
    }

    /** Returns {@code false}: whether to risk a duplicate is the application's choice. */
    @Override
    public boolean isTransient() {
        return false;
    }
}
