package org.postbound.outbox;

/** A subscription in memory. Guarded by {@link KnownSubscriptions}. */
final class Subscriber {
    final long number;
    final EventQueue events = new EventQueue();
    SubscriptionRecord record;
    /** Whether events of it were dropped since it had none. */
    boolean losing;
    /** How many use it. */
    int users;

    Subscriber(long number, SubscriptionRecord record) {
        this.number = number;
        this.record = record;
    }

    String name() {
        return record.subscription().name();
    }

    Subscriptions.Subscribed shown() {
        return new Subscriptions.Subscribed(
                record.subscription(),
                record.since(),
                record.used(),
                users > 0,
                events.size(),
                events.octets(),
                record.lost());
    }
}
