package org.postbound.outbox;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Which messages there are and when they are due, in memory: about 250 octets a message. Safe for use by several threads;
 * no other lock is taken under the one of this.
 */
final class Index {
    private final NavigableMap<Long, Entry> entries = new TreeMap<>();
    private final Map<String, Line> waiting = new HashMap<>();

    /** A message. What may change of it is for the index alone. */
    static final class Entry {
        final long size;
        final boolean inFile;
        private final long id;
        private final int priority;
        private String route;
        private State state;
        private State beforeDelivery;
        private Instant due;
        /** Whether a change of the message is on its way to the disk: at first, that it is there at all. */
        private boolean changing = true;

        private Entry(long id, StatusRecord status) {
            this.id = id;
            route = status.route().intern();
            size = status.size();
            inFile = status.inFile();
            priority = status.priority();
            state = status.state();
            due = status.due();
        }
    }

    /** The messages of a route that wait. */
    private static final class Line {
        private final TreeSet<Entry> notDue = new TreeSet<>(Line::soonerDue);
        /** Were due when somebody looked: the most urgent first, and then the oldest. */
        private final TreeSet<Entry> due = new TreeSet<>(Line::moreUrgent);

        private static int soonerDue(Entry one, Entry other) {
            int sooner = one.due.compareTo(other.due);
            return sooner == 0 ? Long.compare(one.id, other.id) : sooner;
        }

        private static int moreUrgent(Entry one, Entry other) {
            int moreUrgent = Integer.compare(other.priority, one.priority);
            return moreUrgent == 0 ? Long.compare(one.id, other.id) : moreUrgent;
        }

        /** Returns whether it is due before all others. */
        boolean add(Entry entry) {
            notDue.add(entry);
            return due.isEmpty() && notDue.first() == entry;
        }

        void remove(Entry entry) {
            if (!due.remove(entry)) {
                notDue.remove(entry);
            }
        }

        Optional<Entry> take(Instant now) {
            while (!notDue.isEmpty() && !notDue.first().due.isAfter(now)) {
                due.add(notDue.pollFirst());
            }
            if (!due.isEmpty() && due.first().due.isAfter(now)) {
                putBack(now);
            }
            return Optional.ofNullable(due.pollFirst());
        }

        /** Somebody looked with a later time: not everything that was due then is so now. */
        private void putBack(Instant now) {
            List<Entry> later =
                    due.stream().filter(entry -> entry.due.isAfter(now)).toList();
            later.forEach(due::remove);
            notDue.addAll(later);
        }

        Optional<Instant> nextDue() {
            TreeSet<Entry> next = due.isEmpty() ? notDue : due;
            return next.isEmpty() ? Optional.empty() : Optional.of(next.first().due);
        }
    }

    /** Adds a message; it does not wait yet. */
    synchronized void add(OutboxId id, StatusRecord status) {
        entries.put(id.value(), new Entry(id.value(), status));
    }

    synchronized boolean contains(OutboxId id) {
        return entries.containsKey(id.value());
    }

    /** Throws what says so if one of these messages is there, or among them twice. */
    synchronized void checkNew(Collection<OutboxId> ids) {
        Set<OutboxId> seen = new HashSet<>();
        for (OutboxId id : ids) {
            if (contains(id) || !seen.add(id)) {
                throw new IllegalStateException("message " + id + " is there already");
            }
        }
    }

    synchronized Entry get(OutboxId id) {
        Entry entry = entries.get(id.value());
        if (entry == null) {
            throw new IllegalStateException("message " + id + " is not there");
        }
        return entry;
    }

    /** Removes a message that does not wait. */
    synchronized Entry remove(OutboxId id) {
        Entry entry = get(id);
        entries.remove(id.value());
        return entry;
    }

    /**
     * Ends the change of a message. It waits from now on if it is eligible or deferred.
     *
     * @return its route, if it waits and is due before all others of that
     */
    synchronized Optional<String> show(OutboxId id, StatusRecord status) {
        Entry entry = get(id);
        entry.changing = false;
        entry.route = status.route().intern();
        entry.state = status.state();
        entry.due = status.due();
        return await(entry);
    }

    /**
     * Ends the change of a message that was not made. One that was in delivery still is.
     *
     * @return its route, if it waits and is due before all others of that
     */
    synchronized Optional<String> restore(OutboxId id) {
        Entry entry = get(id);
        entry.changing = false;
        return await(entry);
    }

    private Optional<String> await(Entry entry) {
        if (entry.state != State.ELIGIBLE && entry.state != State.DEFERRED) {
            return Optional.empty();
        }
        return line(entry).add(entry) ? Optional.of(entry.route) : Optional.empty();
    }

    private Line line(Entry entry) {
        return waiting.computeIfAbsent(entry.route, name -> new Line());
    }

    /** Takes messages that are due out of those that wait: they are in delivery. */
    synchronized List<OutboxId> take(String route, Instant now, int most) {
        List<OutboxId> taken = new ArrayList<>();
        Line line = waiting.getOrDefault(route, new Line());
        Optional<Entry> next = line.take(now);
        while (next.isPresent()) {
            Entry entry = next.get();
            entry.beforeDelivery = entry.state;
            entry.state = State.IN_DELIVERY;
            taken.add(new OutboxId(entry.id));
            next = taken.size() < most ? line.take(now) : Optional.empty();
        }
        return taken;
    }

    /**
     * Puts a message that is in delivery back.
     *
     * @return its route, if it is due before all others of that
     */
    synchronized Optional<String> release(OutboxId id) {
        Entry entry = inDelivery(id);
        // It waits before it says so: if that fails for want of memory it is still in delivery.
        boolean isFirst = line(entry).add(entry);
        entry.state = entry.beforeDelivery;
        return isFirst ? Optional.of(entry.route) : Optional.empty();
    }

    /** Begins the change of a message that is in delivery. */
    synchronized void settle(OutboxId id) {
        inDelivery(id).changing = true;
    }

    private Entry inDelivery(OutboxId id) {
        Entry entry = entries.get(id.value());
        if (entry == null || entry.state != State.IN_DELIVERY || entry.changing) {
            throw new IllegalStateException("message " + id + " is not in delivery");
        }
        return entry;
    }

    /** Begins a change by an operator: the message is not given out meanwhile. */
    synchronized void withdraw(OutboxId id, Predicate<State> permitted) {
        Entry entry = entries.get(id.value());
        if (entry == null || entry.changing || !permitted.test(entry.state)) {
            throw new IllegalStateException(
                    "message %s is not there, or in a state in which an operator cannot do that".formatted(id));
        }
        withdraw(entry);
    }

    private void withdraw(Entry entry) {
        if (waiting.containsKey(entry.route)) {
            waiting.get(entry.route).remove(entry);
        }
        entry.changing = true;
    }

    /** Begins the same change of messages of a route in a state that follow another; returns which. */
    synchronized List<OutboxId> withdrawAll(String route, State state, long after, int most) {
        List<Entry> found = entries.tailMap(after, false).values().stream()
                .filter(entry -> !entry.changing && entry.state == state && entry.route.equals(route))
                .limit(most)
                .toList();
        found.forEach(this::withdraw);
        return found.stream().map(entry -> new OutboxId(entry.id)).toList();
    }

    synchronized boolean isInDelivery(OutboxId id) {
        Entry entry = entries.get(id.value());
        return entry != null && entry.state == State.IN_DELIVERY;
    }

    /** Returns messages of a route that follow another. */
    synchronized List<OutboxId> after(long id, String route, int most) {
        return entries.tailMap(id, false).values().stream()
                .filter(entry -> entry.route.equals(route))
                .limit(most)
                .map(entry -> new OutboxId(entry.id))
                .toList();
    }

    synchronized Optional<Instant> first(String route) {
        return Optional.ofNullable(waiting.get(route)).flatMap(Line::nextDue);
    }

    synchronized List<Depth> depths() {
        Map<String, Map<State, Integer>> messages = new TreeMap<>();
        Map<String, Long> octets = new HashMap<>();
        Map<String, OutboxId> oldest = new HashMap<>();
        for (Entry entry : entries.values()) {
            messages.computeIfAbsent(entry.route, route -> new EnumMap<>(State.class))
                    .merge(entry.state, 1, Integer::sum);
            octets.merge(entry.route, entry.size, Long::sum);
            if (entry.state.isWaiting()) {
                oldest.putIfAbsent(entry.route, new OutboxId(entry.id));
            }
        }
        return messages.entrySet().stream()
                .map(route -> new Depth(
                        route.getKey(),
                        route.getValue(),
                        octets.get(route.getKey()),
                        first(route.getKey()),
                        Optional.ofNullable(oldest.get(route.getKey()))))
                .toList();
    }
}
