package org.postbound.outbox;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * How much mail a route has.
 *
 * @param route the route
 * @param messages how many, by state; states without messages are left out
 * @param octets of their contents
 * @param due since when the one that is due for longest is, or when the next will be; empty if none waits
 * @param oldest the oldest that waits or is in delivery; empty if none is
 */
public record Depth(
        String route, Map<State, Integer> messages, long octets, Optional<Instant> due, Optional<OutboxId> oldest) {
    /** Copies the map. */
    public Depth {
        Objects.requireNonNull(route, "route");
        Objects.requireNonNull(due, "due");
        Objects.requireNonNull(oldest, "oldest");
        messages = Map.copyOf(messages);
    }

    /**
     * Returns what a route has that has no mail.
     *
     * @param route the route
     * @return nothing
     */
    public static Depth none(String route) {
        return new Depth(route, Map.of(), 0, Optional.empty(), Optional.empty());
    }

    /**
     * Counts the messages that are still to be handed over.
     *
     * @return how many are eligible, deferred or in delivery
     */
    public int left() {
        return messages.entrySet().stream()
                .filter(entry -> entry.getKey().isWaiting())
                .mapToInt(Map.Entry::getValue)
                .sum();
    }
}
