package org.postbound.outbox;

import java.time.Instant;

/** Makes a subscription, or changes it. */
record Using(KnownSubscriptions subscriptions, DurableSubscription subscription, long numberIfNew, Instant now)
        implements Change {
    @Override
    public void check() {
        subscriptions.check(known -> known.checkAgreed(subscription));
    }

    @Override
    public void apply() {
        subscriptions.use(subscription, numberIfNew, now);
    }
}
