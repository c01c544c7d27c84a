package org.postbound.outbox;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import javax.transaction.xa.Xid;
import org.postbound.DeliveryEvent;

/** What subscriptions are, without a disk: the simplest thing that keeps the contract. One lock, no cleverness. */
final class InMemorySubscriptions implements Subscriptions {
    private final Clock clock;
    private final long most;
    private final Map<String, One> subscriptions = new LinkedHashMap<>();
    private final Map<String, List<Runnable>> listeners = new HashMap<>();
    private final Set<OutboxId> over = new HashSet<>();
    private long lastId;

    private static final class One {
        DurableSubscription subscription;
        Instant since;
        Instant used;
        int users;
        long lost;
        final Map<OutboxId, Event> events = new TreeMap<>();
        final Map<BranchId, Prepared> branches = new LinkedHashMap<>();
        /** Branches that are committed, by their events, while their transactions may not be over. */
        final Map<OutboxId, Branch> traces = new TreeMap<>();

        long octets() {
            return events.values().stream().mapToLong(Event::octets).sum();
        }

        Optional<OutboxId> oldestWaiting(long last) {
            return events.entrySet().stream()
                    .filter(entry -> entry.getValue().waiting && entry.getKey().value() <= last)
                    .map(Map.Entry::getKey)
                    .findFirst();
        }
    }

    private static final class Event {
        final DeliveryEvent event;
        Instant due;
        boolean waiting = true;
        int failures;

        Event(DeliveryEvent event) {
            this.event = event;
            this.due = event.at();
        }

        long octets() {
            return EventRoom.size(new EventRecord(0, event).toOctets());
        }
    }

    private record Prepared(Branch branch, List<OutboxId> events) {}

    /** The most octets that events may have. */
    InMemorySubscriptions(Clock clock, long most) {
        this.clock = clock;
        this.most = most;
    }

    synchronized void tell(DeliveryEvent event) {
        long before = lastId;
        for (One one : subscriptions.values()) {
            if (one.subscription.wants(event)) {
                one.events.put(new OutboxId(++lastId), new Event(event));
                call(one.subscription.name());
            }
        }
        // Acknowledgements that were rolled back may have left more than there is room for; that is for the next event.
        Optional<One> largest = lastId > before ? largest(before) : Optional.empty();
        while (largest.isPresent()
                && subscriptions.values().stream().mapToLong(One::octets).sum() > most) {
            One one = largest.get();
            one.events.remove(one.oldestWaiting(before).orElseThrow());
            one.lost++;
            largest = largest(before);
        }
    }

    private Optional<One> largest(long last) {
        return subscriptions.values().stream()
                .filter(one -> one.oldestWaiting(last).isPresent())
                .max(Comparator.comparingLong(One::octets));
    }

    private void call(String name) {
        listeners.getOrDefault(name, List.of()).forEach(Runnable::run);
    }

    private One get(String name) {
        One one = subscriptions.get(name);
        if (one == null) {
            throw new IllegalStateException("there is no subscription " + name);
        }
        return one;
    }

    @Override
    public synchronized void activate(DurableSubscription subscription) {
        One one = subscriptions.computeIfAbsent(subscription.name(), name -> new One());
        if (one.users > 0 && !one.subscription.equals(subscription)) {
            throw new IllegalStateException(
                    "subscription " + subscription.name() + " is in use as " + one.subscription);
        }
        one.subscription = subscription;
        one.since = Optional.ofNullable(one.since).orElse(clock.instant());
        one.used = clock.instant();
        one.users++;
    }

    @Override
    public synchronized void deactivate(String name) {
        One one = get(name);
        if (one.users == 0) {
            throw new IllegalStateException("subscription " + name + " is not in use");
        }
        one.users--;
        one.used = clock.instant();
        forgetWhatIsOver();
    }

    private void forgetWhatIsOver() {
        subscriptions.values().forEach(one -> one.traces.keySet().removeAll(over));
        over.clear();
    }

    @Override
    public synchronized Optional<PendingEvent> take(String name, Instant now) {
        return Optional.ofNullable(subscriptions.get(name))
                .flatMap(one -> one.events.entrySet().stream()
                        .filter(entry -> entry.getValue().waiting
                                && !entry.getValue().due.isAfter(now))
                        .findFirst())
                .map(entry -> take(entry.getKey(), entry.getValue()));
    }

    private static PendingEvent take(OutboxId id, Event event) {
        event.waiting = false;
        return new PendingEvent(id, event.event, event.failures);
    }

    @Override
    public synchronized boolean release(String name, OutboxId id, Instant due) {
        One one = subscriptions.get(name);
        if (one != null && one.traces.containsKey(id)) {
            over.add(id);
        }
        if (one == null || !one.events.containsKey(id) || isHeld(one, id) || one.events.get(id).waiting) {
            return false;
        }
        Event event = one.events.get(id);
        event.waiting = true;
        event.due = due;
        event.failures++;
        call(name);
        return true;
    }

    private static boolean isHeld(One one, OutboxId id) {
        return one.branches.values().stream()
                .anyMatch(prepared -> prepared.events().contains(id));
    }

    @Override
    public synchronized Optional<Instant> nextDue(String name) {
        return Optional.ofNullable(subscriptions.get(name)).flatMap(one -> one.events.values().stream()
                .filter(event -> event.waiting)
                .map(event -> event.due)
                .min(Instant::compareTo));
    }

    @Override
    public synchronized Outbox.Subscription onEvent(String name, Runnable listener) {
        Runnable own = () -> listener.run();
        listeners.computeIfAbsent(name, any -> new ArrayList<>()).add(own);
        return () -> unsubscribe(name, own);
    }

    private synchronized void unsubscribe(String name, Runnable own) {
        listeners.get(name).remove(own);
    }

    @Override
    public synchronized void acknowledge(String name, List<OutboxId> events) {
        Optional.ofNullable(subscriptions.get(name)).ifPresent(one -> events.forEach(one.events::remove));
    }

    @Override
    public synchronized void prepare(String name, Xid xid, List<OutboxId> events) {
        if (events.isEmpty()) {
            throw new IllegalArgumentException("a branch without events needs no prepare");
        }
        One one = get(name);
        BranchId id = BranchId.of(xid);
        if (one.branches.containsKey(id)) {
            throw new IllegalStateException("branch " + id + " is there already");
        }
        Branch branch = new Branch(id, Branch.State.PREPARED, clock.instant(), events.size());
        one.branches.put(id, new Prepared(branch, List.copyOf(events)));
        events.forEach(event -> Optional.ofNullable(one.events.get(event)).ifPresent(found -> found.waiting = false));
        forgetWhatIsOver();
    }

    @Override
    public synchronized void commit(String name, Xid xid) {
        Prepared prepared = end(name, xid);
        One one = subscriptions.get(name);
        for (OutboxId event : prepared.events()) {
            one.events.remove(event);
            one.traces.put(event, prepared.branch());
        }
    }

    @Override
    public synchronized void rollback(String name, Xid xid) {
        Prepared prepared = end(name, xid);
        Map<OutboxId, Event> events = subscriptions.get(name).events;
        for (OutboxId id : prepared.events()) {
            Optional.ofNullable(events.get(id)).ifPresent(event -> event.waiting = true);
        }
        call(name);
    }

    private Prepared end(String name, Xid xid) {
        One one = subscriptions.get(name);
        Prepared prepared = one == null ? null : one.branches.remove(BranchId.of(xid));
        if (prepared == null) {
            throw new UnknownBranchException(name, BranchId.of(xid));
        }
        return prepared;
    }

    @Override
    public synchronized List<Branch> branches(String name) {
        return Optional.ofNullable(subscriptions.get(name))
                .map(one -> one.branches.values().stream().map(Prepared::branch).toList())
                .orElse(List.of());
    }

    @Override
    public synchronized List<Subscribed> list() {
        return subscriptions.values().stream()
                .map(one -> new Subscribed(
                        one.subscription,
                        one.since,
                        one.used,
                        one.users > 0,
                        one.events.size(),
                        one.octets(),
                        one.lost))
                .toList();
    }

    @Override
    public synchronized void remove(String name) {
        if (get(name).users > 0) {
            throw new IllegalStateException("subscription " + name + " is in use");
        }
        subscriptions.remove(name);
    }

    @Override
    public synchronized void expire(Instant now) {
        subscriptions.values().stream().filter(one -> one.users > 0).forEach(one -> one.used = now);
        subscriptions
                .values()
                .removeIf(one -> one.users == 0
                        && one.used.plus(one.subscription.retention()).isBefore(now));
        for (One one : subscriptions.values()) {
            Instant end = now.minus(one.subscription.retention());
            int before = one.events.size();
            one.events
                    .values()
                    .removeIf(event -> event.waiting && event.event.at().isBefore(end));
            one.lost += before - one.events.size();
        }
    }

    /** As after a crash: nobody uses a subscription any more, and what is left of branches is prepared. */
    synchronized void restart() {
        for (One one : subscriptions.values()) {
            one.users = 0;
            one.traces
                    .values()
                    .forEach(branch -> one.branches.put(branch.xid(), new Prepared(emptied(branch), List.of())));
            one.traces.clear();
        }
        over.clear();
    }

    private static Branch emptied(Branch branch) {
        return new Branch(branch.xid(), branch.state(), branch.since(), 0);
    }
}
