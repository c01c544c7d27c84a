package org.postbound.outbox;

import java.time.Instant;

/** Somebody does not use a subscription any more. */
record Disusing(KnownSubscriptions subscriptions, String name, Instant now) implements Change {
    @Override
    public void check() {
        subscriptions.check(known -> known.checkUsed(name));
    }

    @Override
    public void apply() {
        subscriptions.disuse(name, now);
    }
}
