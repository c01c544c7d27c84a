package org.postbound;

import java.util.Optional;

/** The server did not accept the credentials, or no mechanism fits. Nothing was sent. */
public final class SmtpAuthenticationException extends SmtpException {
    private static final long serialVersionUID = 1L;

    private final SmtpReply reply;
    private final boolean isTransient;

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
        this.isTransient = reply != null && reply.isTransient();
    }

    /**
     * Creates the exception for what failed before the server was asked, such as the fetching of an access token.
     *
     * @param message who could not be authenticated where, and the cure; never a secret
     * @param isTransient whether it may succeed later without anybody changing anything
     * @param cause what was caught, may be null
     */
    public SmtpAuthenticationException(String message, boolean isTransient, Throwable cause) {
        super(message, cause);
        this.reply = null;
        this.isTransient = isTransient;
    }

    /**
     * Returns the server's reply.
     *
     * @return the reply; empty if the server was not asked
     */
    public Optional<SmtpReply> reply() {
        return Optional.ofNullable(reply);
    }

    /**
     * Returns whether the reply was 4yz, such as 454: the server cannot check the credentials at the moment. Also if the
     * endpoint for access tokens cannot be asked at the moment.
     */
    @Override
    public boolean isTransient() {
        return isTransient;
    }
}
