package org.postbound.outbox;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.postbound.DeliveryEvent;

/**
 * Somebody who is to be told of events, also of those that happen while he is away.
 *
 * @param name identifies the subscription in its outbox
 * @param route whose mail; empty for that of all routes
 * @param kinds what is told of; at least one
 * @param retention how long an event is kept that nobody takes, and the subscription itself if nobody uses it
 */
public record DurableSubscription(
        String name, Optional<String> route, Set<DeliveryEvent.Kind> kinds, Duration retention) {
    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if the name is empty, there is no kind, or the retention is not positive
     */
    public DurableSubscription {
        Objects.requireNonNull(route, "route");
        if (name.isEmpty() || kinds.isEmpty() || retention.isNegative() || retention.isZero()) {
            throw new IllegalArgumentException("a subscription has a name, kinds of events and a retention");
        }
        kinds = Collections.unmodifiableSet(EnumSet.copyOf(kinds));
    }

    /** Returns whether it is to be told of the event. */
    boolean wants(DeliveryEvent event) {
        return kinds.contains(event.kind()) && route.map(event.route()::equals).orElse(true);
    }
}
