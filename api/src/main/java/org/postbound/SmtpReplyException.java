package org.postbound;

import java.util.List;
import java.util.Objects;

/** The server refused the message: 4yz or 5yz. It was accepted for no recipient, and the conversation goes on. */
public final class SmtpReplyException extends SmtpException {
    private static final long serialVersionUID = 1L;

    private final SmtpReply reply;
    private final List<RecipientOutcome> recipients;
    private final boolean messageRefused;

    /**
     * Creates the exception.
     *
     * @param message what was refused
     * @param reply the reply that decided
     * @param recipients what the server said of each recipient, with no reply for those whom it was not asked about; empty if
     *     it was not asked about any
     */
    public SmtpReplyException(String message, SmtpReply reply, List<RecipientOutcome> recipients) {
        this(message, reply, recipients, false);
    }

    private SmtpReplyException(
            String message, SmtpReply reply, List<RecipientOutcome> recipients, boolean messageRefused) {
        super(message + ": " + reply, null);
        this.reply = Objects.requireNonNull(reply, "reply");
        this.recipients = List.copyOf(recipients);
        this.messageRefused = messageRefused;
    }

    /**
     * The refusal of a message whose sender, and at least one of whose recipients, the server had taken.
     *
     * @param message what was refused
     * @param reply the reply to DATA, or to the message itself
     * @param recipients what the server said of each recipient: that reply, of those whom it had taken
     * @return the exception, not thrown
     */
    public static SmtpReplyException ofMessage(String message, SmtpReply reply, List<RecipientOutcome> recipients) {
        List<RecipientOutcome> outcomes = recipients.stream()
                .map(outcome -> outcome.reply().filter(reply::equals).isPresent() ? outcome.ofMessage() : outcome)
                .toList();
        return new SmtpReplyException(message, reply, outcomes, true);
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
     * @return the outcomes, in the envelope's order; empty if the server was not asked about any. One may be without a reply:
     *     the server takes only so many recipients at once, refused the first, and then the sender
     */
    public List<RecipientOutcome> recipients() {
        return recipients;
    }

    /**
     * Returns whether the message was refused, rather than its sender or recipients: in reply to DATA, or to the message
     * itself, which is for all recipients alike (RFC 5321 section 4.1.1.4). It says nothing of their addresses, although
     * those who had been taken have that reply in {@link #recipients()}.
     *
     * @return whether {@link #reply()} is of the message
     */
    public boolean isMessageRefused() {
        return messageRefused;
    }

    /** Returns whether the reply was 4yz. */
    @Override
    public boolean isTransient() {
        return reply.isTransient();
    }
}
