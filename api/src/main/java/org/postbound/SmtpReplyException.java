package org.postbound;

import java.util.List;
import java.util.Objects;

/** The server refused the message: 4yz or 5yz. It was accepted for no recipient, and the conversation goes on. */
public final class SmtpReplyException extends SmtpException {
    private static final long serialVersionUID = 1L;

    private final SmtpReply reply;
    private final List<RecipientOutcome> recipients;

    /**
     * Creates the exception.
     *
     * @param message what was refused
     * @param reply the reply that decided
     * @param recipients what the server said of each recipient; empty if it was not asked about any
     */
    public SmtpReplyException(String message, SmtpReply reply, List<RecipientOutcome> recipients) {
        super(message + ": " + reply, null);
        this.reply = Objects.requireNonNull(reply, "reply");
        this.recipients = List.copyOf(recipients);
    }

    /**
     * Returns the reply that decided.
     *
     * @return the server's reply
     */
    public SmtpReply reply() {
        return reply;
    }

    /**
     * Returns what the server said of each recipient.
     *
     * @return the outcomes, in the envelope's order; empty if the server was not asked about any
     */
    public List<RecipientOutcome> recipients() {
        return recipients;
    }

    /** Returns whether the reply was 4yz. */
    @Override
    public boolean isTransient() {
        return reply.isTransient();
    }
}
