package org.postbound.outbox;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.postbound.DeliveryOptions;
import org.postbound.Envelope;
import org.postbound.ForwardPath;
import org.postbound.RecipientOutcome;
import org.postbound.SmtpReply;
import org.postbound.mime.WireTraits;

/**
 * A message that is to be sent now.
 *
 * @param id its id
 * @param route the route that it belongs to
 * @param envelope from whom to whom, all recipients
 * @param traits what is known of the content
 * @param size octets of the content
 * @param attempts how many attempts were made so far
 * @param outcomes what they achieved, one outcome per recipient, in the envelope's order
 * @param storedAt when it was prepared or, without a branch, stored
 * @param since when it could be sent for the first time, or was to be tried again by an operator
 */
public record Due(
        OutboxId id,
        String route,
        Envelope envelope,
        WireTraits traits,
        long size,
        int attempts,
        List<RecipientOutcome> outcomes,
        Instant storedAt,
        Instant since) {
    /** Copies the list. */
    public Due {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(route, "route");
        Objects.requireNonNull(traits, "traits");
        Objects.requireNonNull(storedAt, "storedAt");
        Objects.requireNonNull(since, "since");
        outcomes = List.copyOf(outcomes);
        if (outcomes.size() != envelope.forwardPaths().size()) {
            throw new IllegalArgumentException("each recipient has one outcome");
        }
    }

    /**
     * Returns the Message-ID header.
     *
     * @return the id with its angle brackets; empty if the message has none
     */
    public String messageId() {
        return traits.messageId();
    }

    /**
     * Returns from whom to whom the next attempt is: without recipients that were accepted or refused for good, and
     * without a time to hold it until, since it was held here.
     *
     * @return the envelope with those recipients that are left, at least one
     * @throws org.postbound.InvalidEmailException if no recipient is left
     */
    public Envelope remaining() {
        List<ForwardPath> left = new ArrayList<>();
        for (int i = 0; i < outcomes.size(); i++) {
            Optional<SmtpReply> reply = outcomes.get(i).reply();
            if (reply.isEmpty() || reply.get().isTransient()) {
                left.add(envelope.forwardPaths().get(i));
            }
        }
        DeliveryOptions options = envelope.options();
        if (left.size() == outcomes.size() && options.holdUntil().isEmpty()) {
            return envelope;
        }
        return new Envelope(
                envelope.reversePath(),
                left,
                new DeliveryOptions(
                        options.dsnReturn(),
                        options.envelopeId(),
                        options.requireTls(),
                        options.mtPriority(),
                        Optional.empty()));
    }
}
