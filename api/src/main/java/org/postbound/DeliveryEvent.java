package org.postbound;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What an attempt to hand a message of the outbox over achieved. There is one for each attempt, and one if the message
 * expires; none for mail whose transaction rolled back. The same event may be told more than once.
 *
 * @param outboxId the outbox's own id of the message, as in its {@link Receipt}; unique, so whoever must not do something
 *     twice remembers it with kind and attempt
 * @param messageId the Message-ID header with its angle brackets; applications may repeat one
 * @param route the name of the connection factory that the message was sent through
 * @param kind what has become of the message
 * @param attempt how many attempts were made so far, this one included
 * @param at when the attempt ended
 * @param recipients one outcome per recipient, in the envelope's order: the server's last reply, of this attempt or an
 *     earlier one, and pending where it was never asked
 * @param nextAttempt when the next attempt is due; present for a deferred message alone
 * @param reason why the message was not accepted; empty if it was
 */
public record DeliveryEvent(
        String outboxId,
        String messageId,
        String route,
        Kind kind,
        int attempt,
        Instant at,
        List<RecipientOutcome> recipients,
        Optional<Instant> nextAttempt,
        String reason) {
    /** What has become of a message. */
    public enum Kind {
        /** The server has accepted it for all recipients. Accepted is not delivered: the server may still return it. */
        ACCEPTED,
        /** Recipients are left to try, and it is tried again. */
        DEFERRED,
        /** It was refused for good for at least one recipient, and nobody is left to try. */
        FAILED,
        /** It was given up, since it was not accepted in time. */
        EXPIRED,
        /** Nobody knows whether the server has accepted it, and an operator has to decide. */
        PARKED
    }

    /**
     * Copies the list of recipients.
     *
     * @throws NullPointerException if something is null
     */
    public DeliveryEvent {
        Objects.requireNonNull(outboxId, "outboxId");
        Objects.requireNonNull(messageId, "messageId");
        Objects.requireNonNull(route, "route");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(nextAttempt, "nextAttempt");
        Objects.requireNonNull(reason, "reason");
        recipients = List.copyOf(recipients);
    }
}
