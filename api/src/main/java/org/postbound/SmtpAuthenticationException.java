package org.postbound;

import java.util.Optional;

/** The server did not accept the credentials, or no mechanism fits. Nothing was sent. */
public final class SmtpAuthenticationException extends SmtpException {
    private static final long serialVersionUID = 1L;

    private final SmtpReply reply;

    /**
     * Creates the exception.
     *
     * @param message who could not be authenticated where, and the cure; never a secret
     * @param reply the server's reply; null if it was not asked
     * @param cause what was caught, may be null
     */
    public SmtpAuthenticationException(String message, SmtpReply reply, Throwable cause) {
        super(reply == null ? message : message + ": " + reply, cause);
        this.reply = reply;
    }

    /**
     * Returns the server's reply.
     *
     * @return the reply; empty if the server was not asked
     */
    public Optional<SmtpReply> reply() {
        return Optional.ofNullable(reply);
    }

    /** Returns whether the reply was 4yz, such as 454: the server cannot check the credentials at the moment. */
    @Override
    public boolean isTransient() {
        return reply != null && reply.isTransient();
    }
}
