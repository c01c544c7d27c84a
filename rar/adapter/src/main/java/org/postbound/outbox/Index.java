package org.postbound.outbox;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which messages there are and when they are due, in memory: about 250 octets a message. Not for use by several threads
 * without a lock around it.
 */
final class Index {
    private final NavigableMap<Long, Entry> entries = new TreeMap<>();
    private final Map<String, TreeSet<Entry>> waiting = new HashMap<>();

    /** A message. */
    static final class Entry {
        final long id;
        final String route;
        final long size;
        final boolean inFile;
        State state;
        State beforeDelivery;
        Instant due;
        /** Whether a change of the message is on its way to the disk. */
        boolean changing;

        Entry(long id, String route, long size, boolean inFile, State state, Instant due) {
            this.id = id;
            this.route = route;
            this.size = size;
            this.inFile = inFile;
            this.state = state;
            this.due = due;
        }

        boolean isWaiting() {
            return state == State.ELIGIBLE || state == State.DEFERRED;
        }
    }

    /** Adds a message; it does not wait yet. */
    void add(Entry entry) {
        entries.put(entry.id, entry);
    }

    boolean contains(OutboxId id) {
        return entries.containsKey(id.value());
    }

    Optional<Entry> find(OutboxId id) {
        return Optional.ofNullable(entries.get(id.value()));
    }

    /** Removes a message that does not wait. */
    void remove(OutboxId id) {
        entries.remove(id.value());
    }

    /**
     * Puts a message among those that wait.
     *
     * @return whether it is due before all others of its route
     */
    boolean await(Entry entry) {
        TreeSet<Entry> route = waiting.computeIfAbsent(
                entry.route,
                name -> new TreeSet<>(
                        Comparator.comparing((Entry one) -> one.due).thenComparingLong(one -> one.id)));
        route.add(entry);
        return route.first() == entry;
    }

    /** Takes a message out of those that wait, if it is one. */
    void withdraw(Entry entry) {
        if (waiting.containsKey(entry.route)) {
            waiting.get(entry.route).remove(entry);
        }
    }

    /** Returns messages of a route that follow another. */
    List<OutboxId> after(long id, String route, int most) {
        return entries.tailMap(id, false).values().stream()
                .filter(entry -> entry.route.equals(route))
                .limit(most)
                .map(entry -> new OutboxId(entry.id))
                .toList();
    }

    /** Takes out messages that are due. */
    List<Entry> take(String route, Instant now, int most) {
        List<Entry> taken = new ArrayList<>();
        TreeSet<Entry> all = waiting.get(route);
        while (all != null
                && taken.size() < most
                && !all.isEmpty()
                && !all.first().due.isAfter(now)) {
            Entry entry = all.pollFirst();
            entry.beforeDelivery = entry.state;
            entry.state = State.IN_DELIVERY;
            taken.add(entry);
        }
        return taken;
    }

    Optional<Instant> first(String route) {
        TreeSet<Entry> all = waiting.get(route);
        return all == null || all.isEmpty() ? Optional.empty() : Optional.of(all.first().due);
    }
}
