package org.postbound.outbox;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.h2.mvstore.Cursor;
import org.postbound.DeliveryEvent;

/**
 * The subscriptions and their events: records in the store, and which may be given out in memory. The thread that writes
 * changes the records, anybody may take events. No other lock but that of the branches is taken under the one of this.
 */
final class KnownSubscriptions {
    private final Store store;
    private final EventRoom room;
    private final OutboxEvents administrator;
    private final KnownBranches acknowledgements;
    private final Traces traces;
    private final Listeners listeners = new Listeners();
    private final Subscribers subscribers = new Subscribers();

    /** Events that were written, and the subscriptions that have begun to lose others for them. */
    record Told(Map<OutboxId, String> events, List<String> losing) {}

    KnownSubscriptions(Store store, EventRoom room, OutboxEvents administrator) {
        this.store = store;
        this.room = room;
        this.administrator = administrator;
        this.acknowledgements = new KnownBranches(store.acknowledgements);
        this.traces = new Traces(store.acknowledgements);
    }

    /** Reads all from the store. */
    synchronized void load() {
        acknowledgements.load();
        for (Cursor<Long, byte[]> all = store.subscriptions.cursor(null); all.hasNext(); ) {
            subscribers.add(new Subscriber(all.next(), SubscriptionRecord.of(all.getValue())));
        }
        for (Cursor<Long, byte[]> all = store.events.cursor(null); all.hasNext(); ) {
            long id = all.next();
            EventRecord event = EventRecord.of(all.getValue());
            Subscriber subscriber = subscribers
                    .find(event.subscription())
                    .orElseThrow(() -> new DamagedRecordException(
                            "has the event %s of a subscription that is not there".formatted(new OutboxId(id))));
            subscriber.events.add(id, event.event().at(), EventRoom.size(all.getValue()));
            subscriber.events.show(id);
        }
        for (Subscriber subscriber : subscribers.all()) {
            acknowledgements.held(subscriber.name()).forEach(event -> subscriber.events.hold(event.value()));
        }
    }

    /** The prepared branches of all subscriptions; a branch's route is its subscription's name. */
    KnownBranches acknowledgements() {
        return acknowledgements;
    }

    Outbox.Subscription onEvent(String name, Runnable listener) {
        return listeners.add(name, listener);
    }

    synchronized boolean isEmpty() {
        return subscribers.all().isEmpty();
    }

    synchronized List<Subscriptions.Subscribed> list() {
        return subscribers.all().stream().map(Subscriber::shown).toList();
    }

    synchronized Optional<EventQueue.Taken> take(String name, Instant now) {
        return subscribers.find(name).flatMap(subscriber -> subscriber.events.take(now));
    }

    synchronized Optional<Instant> nextDue(String name) {
        return subscribers.find(name).flatMap(subscriber -> subscriber.events.nextDue());
    }

    boolean release(String name, OutboxId event, Instant due) {
        boolean released;
        synchronized (this) {
            traces.over(event.value());
            released = subscribers
                    .find(name)
                    .map(subscriber -> subscriber.events.release(event.value(), due))
                    .orElse(false);
        }
        if (released) {
            listeners.tell(name);
        }
        return released;
    }

    /** Checks whether something may be done. */
    synchronized void check(Consumer<Subscribers> condition) {
        condition.accept(subscribers);
    }

    /** Writes a subscription that somebody uses. */
    synchronized void use(DurableSubscription subscription, long numberIfNew, Instant now) {
        Subscriber subscriber =
                subscribers.find(subscription.name()).orElseGet(() -> added(subscription, numberIfNew, now));
        subscriber.users++;
        write(subscriber, subscriber.record.changed(subscription).used(now));
    }

    private Subscriber added(DurableSubscription subscription, long number, Instant now) {
        Subscriber subscriber = new Subscriber(number, new SubscriptionRecord(subscription, now, now, 0));
        subscribers.add(subscriber);
        return subscriber;
    }

    /** Writes that somebody does not use a subscription any more. */
    synchronized void disuse(String name, Instant now) {
        Subscriber subscriber = subscribers.get(name);
        subscriber.users--;
        write(subscriber, subscriber.record.used(now));
        traces.erase();
    }

    private void write(Subscriber subscriber, SubscriptionRecord record) {
        subscriber.record = record;
        store.subscriptions.put(subscriber.number, record.toOctets());
    }

    /** Erases a subscription with all that it has. */
    synchronized void remove(String name) {
        Subscriber subscriber = subscribers.get(name);
        subscribers.remove(subscriber);
        store.subscriptions.remove(subscriber.number);
        subscriber.events.all().forEach(store.events::remove);
        acknowledgements.removeAll(name);
        traces.eraseAll(name);
    }

    /** Writes an event for each subscription that wants it, not shown yet, and drops others for which there is no room. */
    synchronized Told tell(DeliveryEvent event, OutboxIds ids) {
        Map<OutboxId, String> told = new TreeMap<>();
        long before = subscribers.octets();
        for (Subscriber subscriber : subscribers.all()) {
            if (subscriber.record.subscription().wants(event)) {
                OutboxId id = ids.next();
                byte[] record = new EventRecord(subscriber.number, event).toOctets();
                store.events.put(id.value(), record);
                subscriber.events.add(id.value(), event.at(), EventRoom.size(record));
                told.put(id, subscriber.name());
            }
        }
        return new Told(told, told.isEmpty() ? List.of() : dropBeyond(room.most(before)));
    }

    /** The oldest events of the subscription that has most go first, so that nobody loses any who is told of them. */
    private List<String> dropBeyond(long most) {
        List<String> losing = new ArrayList<>();
        Optional<Subscriber> largest = subscribers.largest();
        while (largest.isPresent() && subscribers.octets() > most) {
            Subscriber subscriber = largest.get();
            lose(subscriber, List.of(subscriber.events.oldestWaiting().orElseThrow()));
            if (!subscriber.losing) {
                subscriber.losing = true;
                losing.add(subscriber.name());
            }
            largest = subscribers.largest();
        }
        return losing;
    }

    private void lose(Subscriber subscriber, List<Long> events) {
        events.forEach(event -> erase(subscriber, event));
        write(subscriber, subscriber.record.lost(events.size()));
    }

    private void erase(Subscriber subscriber, long event) {
        subscriber.events.remove(event);
        subscriber.losing &= subscriber.events.size() > 0;
        store.events.remove(event);
    }

    /** Events that were told are durable now. */
    void show(Told told) {
        synchronized (this) {
            told.events()
                    .forEach((id, name) ->
                            subscribers.find(name).ifPresent(subscriber -> subscriber.events.show(id.value())));
        }
        told.events().values().forEach(listeners::tell);
        told.losing().forEach(administrator::eventsDropped);
    }

    /** Erases events. */
    synchronized void erase(String name, List<OutboxId> events) {
        subscribers.find(name).ifPresent(subscriber -> events.forEach(event -> erase(subscriber, event.value())));
    }

    /** Writes a branch, and does not give its events out before they are freed. */
    synchronized void prepare(long number, BranchRecord branch) {
        Subscriber subscriber = subscribers.get(branch.route());
        branch.messages().forEach(event -> subscriber.events.hold(event.value()));
        acknowledgements.put(number, branch);
        traces.erase();
    }

    /** Erases the events of a branch, and leaves a trace of it if it has any. */
    synchronized void commit(BranchRecord branch) {
        if (branch.messages().isEmpty()) {
            acknowledgements.remove(branch.key());
        } else {
            traces.leave(acknowledgements.forget(branch.key()), branch);
        }
        erase(branch.route(), branch.messages());
    }

    /** Has events that were held wait again. */
    void free(String name, List<OutboxId> events) {
        synchronized (this) {
            events.forEach(
                    event -> subscribers.find(name).ifPresent(subscriber -> subscriber.events.free(event.value())));
        }
        listeners.tell(name);
    }

    /** Erases what was kept for long enough, and subscriptions that nobody has used for as long; returns who has lost what. */
    synchronized Map<String, Integer> expire(Instant now) {
        Map<String, Integer> lost = new TreeMap<>();
        for (Subscriber subscriber : subscribers.all()) {
            if (subscriber.users == 0 && subscriber.record.isAbandoned(now)) {
                lost.put(subscriber.name(), subscriber.events.size());
                remove(subscriber.name());
            } else {
                lost.put(subscriber.name(), expire(subscriber, now));
            }
        }
        lost.values().removeIf(count -> count == 0);
        return lost;
    }

    private int expire(Subscriber subscriber, Instant now) {
        if (subscriber.users > 0) {
            write(subscriber, subscriber.record.used(now));
        }
        List<Long> old = subscriber.events.waitingBefore(
                now.minus(subscriber.record.subscription().retention()));
        if (!old.isEmpty()) {
            lose(subscriber, old);
        }
        return old.size();
    }

    /** Events have expired. */
    void reportLost(Map<String, Integer> lost) {
        lost.forEach(administrator::eventsExpired);
    }
}
