package org.postbound.outbox;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVMap;

/**
 * The branches: their records in the store, and the same in memory. The thread that writes changes them, anybody may look
 * at them. No other lock is taken under the one of this.
 */
final class KnownBranches {
    private final MVMap<Long, byte[]> records;
    private final Map<BranchRecord.Key, Known> known = new HashMap<>();

    /** A branch with the number of its record; it is shown once it is durable. */
    private static final class Known {
        final long number;
        BranchRecord record;
        boolean shown;

        Known(long number, BranchRecord record) {
            this.number = number;
            this.record = record;
        }
    }

    KnownBranches(MVMap<Long, byte[]> records) {
        this.records = records;
    }

    /** Reads all from the store. */
    synchronized void load() {
        for (Cursor<Long, byte[]> all = records.cursor(null); all.hasNext(); ) {
            Known one = new Known(all.next(), BranchRecord.of(all.getValue()));
            one.shown = true;
            known.put(one.record.key(), one);
        }
    }

    /** Returns the durable branches of a route. */
    synchronized List<Branch> of(String route) {
        return known.values().stream()
                .filter(one -> one.shown && one.record.route().equals(route))
                .map(one -> one.record.branch())
                .toList();
    }

    /** Returns what the branches of a route hold. */
    synchronized List<OutboxId> held(String route) {
        return known.values().stream()
                .filter(one -> one.record.route().equals(route))
                .flatMap(one -> one.record.messages().stream())
                .toList();
    }

    synchronized BranchRecord get(BranchRecord.Key key) {
        return find(key).record;
    }

    private Known find(BranchRecord.Key key) {
        Known found = known.get(key);
        if (found == null) {
            throw new UnknownBranchException(key.route(), key.xid());
        }
        return found;
    }

    synchronized void checkNew(BranchRecord.Key key) {
        if (known.containsKey(key)) {
            throw new IllegalStateException("branch " + key.xid() + " is there already");
        }
    }

    synchronized void put(long number, BranchRecord record) {
        records.put(number, record.toOctets());
        known.put(record.key(), new Known(number, record));
    }

    /** A branch that was put is durable now, unless it was removed together with others. */
    synchronized void show(BranchRecord.Key key) {
        Known one = known.get(key);
        if (one != null) {
            one.shown = true;
        }
    }

    synchronized void replace(BranchRecord record) {
        Known one = find(record.key());
        records.put(one.number, record.toOctets());
        one.record = record;
    }

    synchronized void remove(BranchRecord.Key key) {
        records.remove(forget(key));
    }

    /** Forgets a branch whose record stays, and returns the number of that. */
    synchronized long forget(BranchRecord.Key key) {
        long number = find(key).number;
        known.remove(key);
        return number;
    }

    /** Removes the branches of a route. */
    synchronized void removeAll(String route) {
        List<Known> removed = known.values().stream()
                .filter(one -> one.record.route().equals(route))
                .toList();
        removed.forEach(one -> remove(one.record.key()));
    }
}
