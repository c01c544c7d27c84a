package org.postbound.outbox;

import java.util.List;

/** Acknowledges events at once. */
record Acknowledging(KnownSubscriptions subscriptions, String name, List<OutboxId> events) implements Change {
    @Override
    public void apply() {
        subscriptions.erase(name, events);
    }
}
