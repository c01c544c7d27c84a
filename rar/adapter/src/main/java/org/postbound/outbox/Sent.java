package org.postbound.outbox;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.postbound.RecipientOutcome;

/**
 * What is kept of a message that the server has accepted: neither header nor content.
 *
 * @param id its id
 * @param route the route that it belonged to
 * @param messageId the Message-ID header; empty if the message had none
 * @param reversePath from whom; empty for the null reverse-path
 * @param recipients to whom, with the server's replies, in the envelope's order
 * @param storedAt when it was prepared or, without a branch, stored
 * @param acceptedAt when it was accepted for the last of its recipients
 * @param attempts how many attempts that took
 */
public record Sent(
        OutboxId id,
        String route,
        String messageId,
        String reversePath,
        List<RecipientOutcome> recipients,
        Instant storedAt,
        Instant acceptedAt,
        int attempts) {
    /** Copies the list. */
    public Sent {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(route, "route");
        Objects.requireNonNull(messageId, "messageId");
        Objects.requireNonNull(reversePath, "reversePath");
        Objects.requireNonNull(storedAt, "storedAt");
        Objects.requireNonNull(acceptedAt, "acceptedAt");
        recipients = List.copyOf(recipients);
    }
}
