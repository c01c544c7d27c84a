package org.postbound;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What {@code send} achieved. An accepted message is accepted, not delivered: the server may still return it later.
 *
 * @param messageId the Message-ID header with its angle brackets; applications may repeat one
 * @param outboxId the outbox's own, unique id; empty where no outbox is involved. With {@link Disposition#STORED} and an
 *     idempotency key that another message has, that of the other
 * @param disposition what has become of the message
 * @param recipients one outcome per recipient, in the envelope's order; with {@code RedirectTo}, one for that address in the
 *     place of those that it stands for, behind the others
 * @param reply the server's reply to the message as a whole; empty unless it was sent
 * @param failure why the message was not sent. With {@link Disposition#ACCEPTED}, why recipients are pending: the server
 *     takes only so many at once, and failed after it had accepted the message for the first. Else empty, also if some were
 *     refused
 */
public record Receipt(
        String messageId,
        Optional<String> outboxId,
        Disposition disposition,
        List<RecipientOutcome> recipients,
        Optional<SmtpReply> reply,
        Optional<SmtpException> failure) {
    /**
     * Copies the list of recipients.
     *
     * @throws NullPointerException if something is null
     */
    public Receipt {
        Objects.requireNonNull(messageId, "messageId");
        Objects.requireNonNull(outboxId, "outboxId");
        Objects.requireNonNull(disposition, "disposition");
        Objects.requireNonNull(reply, "reply");
        Objects.requireNonNull(failure, "failure");
        recipients = List.copyOf(recipients);
    }

    /**
     * The receipt of a message that the server accepted.
     *
     * @param messageId the Message-ID header
     * @param recipients one outcome per recipient
     * @param reply the server's reply to the message
     * @return the receipt
     */
    public static Receipt accepted(String messageId, List<RecipientOutcome> recipients, SmtpReply reply) {
        return new Receipt(
                messageId, Optional.empty(), Disposition.ACCEPTED, recipients, Optional.of(reply), Optional.empty());
    }

    /**
     * The receipt of a message that waits for the end of its transaction.
     *
     * @param messageId the Message-ID header
     * @param recipients one outcome per recipient, each pending
     * @return the receipt
     */
    public static Receipt staged(String messageId, List<RecipientOutcome> recipients) {
        return new Receipt(
                messageId, Optional.empty(), Disposition.STAGED, recipients, Optional.empty(), Optional.empty());
    }

    /**
     * The receipt of a message that the configuration withholds from all of its recipients.
     *
     * @param messageId the Message-ID header
     * @param recipients one outcome per recipient, each withheld
     * @return the receipt
     */
    public static Receipt withheld(String messageId, List<RecipientOutcome> recipients) {
        return new Receipt(
                messageId, Optional.empty(), Disposition.WITHHELD, recipients, Optional.empty(), Optional.empty());
    }

    /**
     * The receipt of a message that was not sent.
     *
     * @param messageId the Message-ID header
     * @param recipients one outcome per recipient
     * @param failure why it was not sent
     * @return the receipt
     */
    public static Receipt failed(String messageId, List<RecipientOutcome> recipients, SmtpException failure) {
        return new Receipt(
                messageId, Optional.empty(), Disposition.FAILED, recipients, Optional.empty(), Optional.of(failure));
    }
}
