package org.postbound.outbox;

/** An operator gives up a subscription. */
record Unsubscribing(KnownSubscriptions subscriptions, String name) implements Change {
    @Override
    public void check() {
        subscriptions.check(known -> known.checkRemovable(name));
    }

    @Override
    public void apply() {
        subscriptions.remove(name);
    }
}
