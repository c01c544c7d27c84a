package org.postbound.outbox;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The subscriptions in memory, by their age, and what may be done with each. Guarded by {@link KnownSubscriptions}. */
final class Subscribers {
    private final Map<Long, Subscriber> byNumber = new TreeMap<>();
    private final Map<String, Subscriber> byName = new HashMap<>();

    void add(Subscriber subscriber) {
        byNumber.put(subscriber.number, subscriber);
        byName.put(subscriber.name(), subscriber);
    }

    void remove(Subscriber subscriber) {
        byNumber.remove(subscriber.number);
        byName.remove(subscriber.name());
    }

    Collection<Subscriber> all() {
        return List.copyOf(byNumber.values());
    }

    Optional<Subscriber> find(long number) {
        return Optional.ofNullable(byNumber.get(number));
    }

    Optional<Subscriber> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    Subscriber get(String name) {
        return find(name)
                .orElseThrow(() -> new IllegalStateException(
                        "there is no subscription " + name + "; an operator has removed it, or it expired"));
    }

    /** Who uses a subscription at the same time has to agree on it. */
    void checkAgreed(DurableSubscription subscription) {
        Subscriber there = byName.get(subscription.name());
        if (there != null && there.users > 0 && !there.record.subscription().equals(subscription)) {
            throw new IllegalStateException(
                    "%s is in use as %s, and cannot be %s; give them different names, or the same route, events and retention"
                            .formatted(subscription.name(), there.record.subscription(), subscription));
        }
    }

    void checkUsed(String name) {
        if (find(name).map(subscriber -> subscriber.users).orElse(0) == 0) {
            throw new IllegalStateException("subscription " + name + " is not in use");
        }
    }

    void checkRemovable(String name) {
        if (get(name).users > 0) {
            throw new IllegalStateException(
                    "subscription " + name + " is in use; stop the message-driven beans that use it first");
        }
    }

    /** How much room the events of all take. */
    long octets() {
        return byNumber.values().stream()
                .mapToLong(subscriber -> subscriber.events.octets())
                .sum();
    }

    /** Of those that have an event that waits, the one whose events take most. */
    Optional<Subscriber> largest() {
        return byNumber.values().stream()
                .filter(subscriber -> subscriber.events.oldestWaiting().isPresent())
                .max(Comparator.comparingLong(subscriber -> subscriber.events.octets()));
    }
}
