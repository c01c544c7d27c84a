package org.postbound.outbox;

import java.time.Instant;

/** Erases events and subscriptions that were kept for long enough. */
record Expiring(KnownSubscriptions subscriptions, Instant now) implements Change {
    @Override
    public void apply() {
        subscriptions.expire(now);
    }
}
