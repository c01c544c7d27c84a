package org.postbound.outbox;

import java.util.List;
import java.util.Optional;

/**
 * The mail of an outbox that the server has accepted, as far as it is kept ({@code KeepSent}), for an operator to look at. It
 * is read from the disk, in pieces, so that nobody waits for long.
 */
public interface SentMail {
    /**
     * Shows messages of a route.
     *
     * @param route the route
     * @param after begin with the entry that follows this one; empty for the first
     * @param most how many at most
     * @return the messages, by the time of their acceptance
     */
    List<Entry> list(String route, Optional<OutboxId> after, int most);

    /**
     * Looks for messages among the newest 100,000.
     *
     * @param messageId the Message-ID header with its angle brackets
     * @return those that have it, the newest first; at most 100
     */
    List<Entry> find(String messageId);

    /**
     * A message that was accepted.
     *
     * @param number the entry's own; a later one has a greater number
     * @param message what is kept of it
     */
    record Entry(OutboxId number, Sent message) {}
}
