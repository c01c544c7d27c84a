package org.postbound;

/** What has become of a message. */
public enum Disposition {
    /** The server accepted it for at least one recipient and has taken over the responsibility (RFC 5321 4.2.5). */
    ACCEPTED,
    /** It is held in the transaction, and leaves when the transaction commits. */
    STAGED,
    /** It is in the outbox, durably, and is submitted soon. */
    STORED,
    /**
     * It was neither sent nor stored, since the configuration withholds it from all of its recipients
     * ({@code AllowedRecipients}).
     */
    WITHHELD,
    /** It was not sent; {@link Receipt#failure()} says why. Only {@link SmtpConnection#sendAll} returns it. */
    FAILED
}
