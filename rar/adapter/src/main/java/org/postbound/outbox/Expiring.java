package org.postbound.outbox;

import java.time.Instant;
import java.util.Map;

/** Erases events and subscriptions that were kept for long enough. */
final class Expiring implements Change {
    private final KnownSubscriptions subscriptions;
    private final Instant now;
    private Map<String, Integer> lost = Map.of();

    Expiring(KnownSubscriptions subscriptions, Instant now) {
        this.subscriptions = subscriptions;
        this.now = now;
    }

    @Override
    public void apply() {
        lost = subscriptions.expire(now);
    }

    @Override
    public void durable() {
        subscriptions.reportLost(lost);
    }
}
