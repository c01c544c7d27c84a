package org.postbound.tx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.postbound.outbox.BranchId;

/** What an application does beside its mail: a recoverable resource manager with one table of numbers. */
final class Rows {
    private final Map<BranchId, List<Integer>> prepared = new HashMap<>();
    private final List<Integer> committed = new ArrayList<>();

    List<Integer> committed() {
        return List.copyOf(committed);
    }

    boolean areDecided() {
        return prepared.isEmpty();
    }

    /** Opens a connection, that is gone with its process. */
    Connection connect(Storage storage) {
        return new Connection(storage);
    }

    /** Works for one branch at a time. */
    final class Connection implements XAResource {
        private final Storage storage;
        private List<Integer> inserted = new ArrayList<>();

        private Connection(Storage storage) {
            this.storage = storage;
        }

        void insert(int row) {
            inserted.add(row);
        }

        @Override
        public void start(Xid xid, int flags) {
            inserted = new ArrayList<>();
        }

        @Override
        public void end(Xid xid, int flags) {
            // The rows wait.
        }

        @Override
        public int prepare(Xid xid) throws XAException {
            change(() -> prepared.put(BranchId.of(xid), inserted));
            return XA_OK;
        }

        @Override
        public void commit(Xid xid, boolean onePhase) throws XAException {
            List<Integer> rows = onePhase ? inserted : known(xid);
            change(() -> {
                committed.addAll(rows);
                prepared.remove(BranchId.of(xid));
            });
        }

        @Override
        public void rollback(Xid xid) throws XAException {
            change(() -> prepared.remove(BranchId.of(xid)));
        }

        private List<Integer> known(Xid xid) throws XAException {
            List<Integer> rows = prepared.get(BranchId.of(xid));
            if (rows == null) {
                throw new XAException(XAException.XAER_NOTA);
            }
            return rows;
        }

        private void change(Storage.Change change) throws XAException {
            try {
                storage.make(change);
            } catch (Exception e) {
                throw XaFailure.of(XAException.XAER_RMFAIL, e.getMessage(), e);
            }
        }

        @Override
        public void forget(Xid xid) throws XAException {
            throw new XAException(XAException.XAER_NOTA);
        }

        @Override
        public Xid[] recover(int flags) {
            return (flags & TMSTARTRSCAN) == 0 ? new Xid[0] : prepared.keySet().toArray(Xid[]::new);
        }

        @Override
        public boolean isSameRM(XAResource other) {
            return other == this;
        }

        @Override
        public int getTransactionTimeout() {
            return 0;
        }

        @Override
        public boolean setTransactionTimeout(int seconds) {
            return false;
        }
    }
}
