package org.postbound.outbox;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.h2.mvstore.Cursor;

/**
 * The branches: their records in the store, and the same in memory. The thread that writes changes them, anybody may look
 * at them. No other lock is taken under the one of this.
 */
final class KnownBranches {
    private final Store store;
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

    KnownBranches(Store store) {
        this.store = store;
    }

    /** Reads all from the store. */
    synchronized void load() {
        for (Cursor<Long, byte[]> all = store.branches.cursor(null); all.hasNext(); ) {
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
        store.branches.put(number, record.toOctets());
        known.put(record.key(), new Known(number, record));
    }

    /** A branch that was put is durable now. */
    synchronized void show(BranchRecord.Key key) {
        find(key).shown = true;
    }

    synchronized void replace(BranchRecord record) {
        Known one = find(record.key());
        store.branches.put(one.number, record.toOctets());
        one.record = record;
    }

    synchronized void remove(BranchRecord.Key key) {
        store.branches.remove(find(key).number);
        known.remove(key);
    }
}
