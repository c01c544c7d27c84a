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
 */
public record Depth(String route, Map<State, Integer> messages, long octets, Optional<Instant> due) {
    /** Copies the map. */
    public Depth {
        Objects.requireNonNull(route, "route");
        Objects.requireNonNull(due, "due");
        messages = Map.copyOf(messages);
    }
}
