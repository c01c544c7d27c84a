package org.postbound.outbox;

import org.postbound.DeliveryEvent;

/** Records an attempt together with its event, for whoever is subscribed when it is written. */
final class Telling implements Change {
    private final Change settling;
    private final KnownSubscriptions subscriptions;
    private final DeliveryEvent event;
    private final OutboxIds ids;
    private KnownSubscriptions.Told told;

    Telling(Change settling, KnownSubscriptions subscriptions, DeliveryEvent event, OutboxIds ids) {
        this.settling = settling;
        this.subscriptions = subscriptions;
        this.event = event;
        this.ids = ids;
    }

    @Override
    public void check() {
        settling.check();
    }

    @Override
    public void apply() {
        settling.apply();
        told = subscriptions.tell(event, ids);
    }

    @Override
    public void durable() {
        settling.durable();
        subscriptions.show(told);
    }
}
