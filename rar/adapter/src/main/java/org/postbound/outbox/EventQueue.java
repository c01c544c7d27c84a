package org.postbound.outbox;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which events are kept for a subscription, and which of them may be given out: about 200 octets each. Guarded by {@link
 * KnownSubscriptions}.
 */
final class EventQueue {
    private final NavigableMap<Long, Entry> entries = new TreeMap<>();
    /** May be given out, the oldest first. */
    private final TreeSet<Long> ready = new TreeSet<>();
    /** Were given back, and may be given out later. */
    private final TreeSet<Entry> pausing =
            new TreeSet<>(Comparator.comparing((Entry one) -> one.due).thenComparingLong(one -> one.id));

    private long octets;

    private enum State {
        /** Is not on stable storage yet. */
        WRITTEN,
        WAITING,
        GIVEN_OUT,
        /** Its acknowledgement is prepared. */
        HELD
    }

    private static final class Entry {
        private final long id;
        private final Instant at;
        private final int octets;
        private State state = State.WRITTEN;
        private Instant due;
        private int failures;

        Entry(long id, Instant at, int octets) {
            this.id = id;
            this.at = at;
            this.octets = octets;
            this.due = at;
        }
    }

    /** An event that was taken. */
    record Taken(long id, int failures) {}

    int size() {
        return entries.size();
    }

    /** How much room all take. */
    long octets() {
        return octets;
    }

    /** Adds an event, which does not wait yet. */
    void add(long id, Instant at, int size) {
        entries.put(id, new Entry(id, at, size));
        octets += size;
    }

    /** From now on an event waits, if it is still there and was not taken meanwhile. */
    void show(long id) {
        Entry entry = entries.get(id);
        if (entry != null && entry.state == State.WRITTEN) {
            entry.state = State.WAITING;
            ready.add(id);
        }
    }

    Optional<Taken> take(Instant now) {
        while (!pausing.isEmpty() && !pausing.first().due.isAfter(now)) {
            ready.add(pausing.pollFirst().id);
        }
        return Optional.ofNullable(ready.pollFirst()).map(this::give);
    }

    private Taken give(long id) {
        Entry entry = entries.get(id);
        entry.state = State.GIVEN_OUT;
        return new Taken(id, entry.failures);
    }

    /** Has an event that was given out wait until then; returns whether it was. */
    boolean release(long id, Instant due) {
        Entry entry = entries.get(id);
        if (entry == null || entry.state != State.GIVEN_OUT) {
            return false;
        }
        entry.failures++;
        await(entry, due);
        return true;
    }

    private void await(Entry entry, Instant due) {
        entry.state = State.WAITING;
        entry.due = due;
        pausing.add(entry);
    }

    /** Does not give an event out before it is freed. */
    void hold(long id) {
        Entry entry = entries.get(id);
        if (entry != null) {
            withdraw(entry);
            entry.state = State.HELD;
        }
    }

    /** Has an event that was held wait again, if it is still there. */
    void free(long id) {
        Entry entry = entries.get(id);
        if (entry != null && entry.state == State.HELD) {
            await(entry, entry.at);
        }
    }

    /** Forgets an event, whatever its state. */
    void remove(long id) {
        Entry entry = entries.remove(id);
        if (entry != null) {
            octets -= entry.octets;
            withdraw(entry);
        }
    }

    private void withdraw(Entry entry) {
        ready.remove(entry.id);
        pausing.remove(entry);
    }

    Optional<Instant> nextDue() {
        if (!ready.isEmpty()) {
            return Optional.of(entries.get(ready.first()).at);
        }
        return pausing.isEmpty() ? Optional.empty() : Optional.of(pausing.first().due);
    }

    /** Returns the oldest event that waits, whenever it is due. */
    Optional<Long> oldestWaiting() {
        return entries.values().stream()
                .filter(entry -> entry.state == State.WAITING)
                .findFirst()
                .map(entry -> entry.id);
    }

    /** Returns the events that wait, and happened before then. */
    List<Long> waitingBefore(Instant end) {
        return entries.values().stream()
                .filter(entry -> entry.state == State.WAITING && entry.at.isBefore(end))
                .map(entry -> entry.id)
                .toList();
    }

    List<Long> all() {
        return List.copyOf(entries.keySet());
    }
}
