package org.postbound.outbox;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.h2.mvstore.Cursor;
import org.postbound.DeliveryEvent;

/**
 * The subscriptions and their events: records in the store, and which may be given out in memory. The thread that writes
 * changes the records, anybody may take events. No other lock but that of the branches is taken under the one of this.
 */
final class KnownSubscriptions {
    private final Store store;
    private final KnownBranches acknowledgements;
    private final Listeners listeners = new Listeners();
    private final Map<Long, Subscriber> byNumber = new TreeMap<>();
    private final Map<String, Subscriber> byName = new HashMap<>();

    KnownSubscriptions(Store store) {
        this.store = store;
        this.acknowledgements = new KnownBranches(store.acknowledgements);
    }

    /** Reads all from the store. */
    synchronized void load() {
        acknowledgements.load();
        for (Cursor<Long, byte[]> all = store.subscriptions.cursor(null); all.hasNext(); ) {
            add(new Subscriber(all.next(), SubscriptionRecord.of(all.getValue())));
        }
        for (Cursor<Long, byte[]> all = store.events.cursor(null); all.hasNext(); ) {
            long id = all.next();
            EventRecord event = EventRecord.of(all.getValue());
            Subscriber subscriber = byNumber.get(event.subscription());
            if (subscriber == null) {
                throw new DamagedRecordException(
                        "has the event %s of a subscription that is not there".formatted(new OutboxId(id)));
            }
            subscriber.events.add(id, event.event().at());
            subscriber.events.show(id);
        }
        for (Subscriber subscriber : byNumber.values()) {
            acknowledgements.held(subscriber.name()).forEach(event -> subscriber.events.hold(event.value()));
        }
    }

    private void add(Subscriber subscriber) {
        byNumber.put(subscriber.number, subscriber);
        byName.put(subscriber.name(), subscriber);
    }

    /** The prepared branches of all subscriptions; a branch's route is its subscription's name. */
    KnownBranches acknowledgements() {
        return acknowledgements;
    }

    Outbox.Subscription onEvent(String name, Runnable listener) {
        return listeners.add(name, listener);
    }

    synchronized boolean isEmpty() {
        return byNumber.isEmpty();
    }

    synchronized List<Subscriptions.Subscribed> list() {
        return byNumber.values().stream().map(Subscriber::shown).toList();
    }

    synchronized Optional<EventQueue.Taken> take(String name, Instant now) {
        return find(name).flatMap(subscriber -> subscriber.events.take(now));
    }

    synchronized Optional<Instant> nextDue(String name) {
        return find(name).flatMap(subscriber -> subscriber.events.nextDue());
    }

    private Optional<Subscriber> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    boolean release(String name, OutboxId event, Instant due) {
        boolean released;
        synchronized (this) {
            released = find(name)
                    .map(subscriber -> subscriber.events.release(event.value(), due))
                    .orElse(false);
        }
        if (released) {
            listeners.tell(name);
        }
        return released;
    }

    synchronized void checkPresent(String name) {
        if (!byName.containsKey(name)) {
            throw absent(name);
        }
    }

    private static IllegalStateException absent(String name) {
        return new IllegalStateException(
                "there is no subscription " + name + "; an operator has removed it, or it expired");
    }

    /** Who uses a subscription at the same time has to agree on it. */
    synchronized void checkAgreed(DurableSubscription subscription) {
        Subscriber there = byName.get(subscription.name());
        if (there != null && there.users > 0 && !there.record.subscription().equals(subscription)) {
            throw new IllegalStateException(
                    "%s is in use as %s, and cannot be %s; give them different names, or the same route, events and retention"
                            .formatted(subscription.name(), there.record.subscription(), subscription));
        }
    }

    synchronized void checkUsed(String name) {
        if (find(name).map(subscriber -> subscriber.users).orElse(0) == 0) {
            throw new IllegalStateException("subscription " + name + " is not in use");
        }
    }

    synchronized void checkRemovable(String name) {
        checkPresent(name);
        if (byName.get(name).users > 0) {
            throw new IllegalStateException(
                    "subscription " + name + " is in use; stop the message-driven beans that use it first");
        }
    }

    /** Writes a subscription that somebody uses. */
    synchronized void use(DurableSubscription subscription, long numberIfNew, Instant now) {
        Subscriber subscriber = byName.get(subscription.name());
        if (subscriber == null) {
            subscriber = new Subscriber(numberIfNew, new SubscriptionRecord(subscription, now, now));
            add(subscriber);
        }
        subscriber.users++;
        write(subscriber, new SubscriptionRecord(subscription, subscriber.record.since(), now));
    }

    /** Writes that somebody does not use a subscription any more. */
    synchronized void disuse(String name, Instant now) {
        Subscriber subscriber = byName.get(name);
        subscriber.users--;
        used(subscriber, now);
    }

    private void used(Subscriber subscriber, Instant now) {
        write(subscriber, new SubscriptionRecord(subscriber.record.subscription(), subscriber.record.since(), now));
    }

    private void write(Subscriber subscriber, SubscriptionRecord record) {
        subscriber.record = record;
        store.subscriptions.put(subscriber.number, record.toOctets());
    }

    /** Erases a subscription with all that it has. */
    synchronized void remove(String name) {
        Subscriber subscriber = byName.remove(name);
        byNumber.remove(subscriber.number);
        store.subscriptions.remove(subscriber.number);
        subscriber.events.all().forEach(store.events::remove);
        acknowledgements.removeAll(name);
    }

    /** Writes an event for each subscription that wants it, not shown yet, and returns their names by the new ids. */
    synchronized Map<OutboxId, String> tell(DeliveryEvent event, OutboxIds ids) {
        Map<OutboxId, String> told = new TreeMap<>();
        for (Subscriber subscriber : byNumber.values()) {
            if (subscriber.record.subscription().wants(event)) {
                OutboxId id = ids.next();
                store.events.put(id.value(), new EventRecord(subscriber.number, event).toOctets());
                subscriber.events.add(id.value(), event.at());
                told.put(id, subscriber.name());
            }
        }
        return told;
    }

    /** Events that were told are durable now. */
    void show(Map<OutboxId, String> told) {
        synchronized (this) {
            told.forEach((id, name) -> find(name).ifPresent(subscriber -> subscriber.events.show(id.value())));
        }
        told.values().forEach(listeners::tell);
    }

    /** Erases events. */
    synchronized void erase(String name, List<OutboxId> events) {
        for (OutboxId event : events) {
            find(name).ifPresent(subscriber -> subscriber.events.remove(event.value()));
            store.events.remove(event.value());
        }
    }

    /** Does not give events out before they are freed. */
    synchronized void hold(String name, List<OutboxId> events) {
        events.forEach(event -> byName.get(name).events.hold(event.value()));
    }

    /** Has events that were held wait again. */
    void free(String name, List<OutboxId> events) {
        synchronized (this) {
            events.forEach(event -> find(name).ifPresent(subscriber -> subscriber.events.free(event.value())));
        }
        listeners.tell(name);
    }

    /** Erases what was kept for long enough, and subscriptions that nobody has used for as long. */
    synchronized void expire(Instant now) {
        for (Subscriber subscriber : new ArrayList<>(byNumber.values())) {
            if (subscriber.users > 0) {
                used(subscriber, now);
            } else if (subscriber.record.isAbandoned(now)) {
                remove(subscriber.name());
            }
            Instant end = now.minus(subscriber.record.subscription().retention());
            erase(
                    subscriber.name(),
                    subscriber.events.waitingBefore(end).stream()
                            .map(OutboxId::new)
                            .toList());
        }
    }
}
