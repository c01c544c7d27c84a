package org.postbound.bench;

import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;

/** Has nothing to commit, and says it has. So a transaction has a second phase for nothing but what is measured. */
final class TrivialParticipant implements Participant, XAResource {
    @Override
    public XAResource resource() {
        return this;
    }

    @Override
    public void work() {
        // There is none.
    }

    @Override
    public void close() {
        // Nothing was opened.
    }

    @Override
    public void start(Xid xid, int flags) {
        // It keeps nothing.
    }

    @Override
    public void end(Xid xid, int flags) {
        // It keeps nothing.
    }

    @Override
    public int prepare(Xid xid) {
        return XA_OK;
    }

    @Override
    public void commit(Xid xid, boolean onePhase) {
        // It keeps nothing.
    }

    @Override
    public void rollback(Xid xid) {
        // It keeps nothing.
    }

    @Override
    public void forget(Xid xid) {
        // It keeps nothing.
    }

    @Override
    public Xid[] recover(int flags) {
        return new Xid[0];
    }

    @Override
    public boolean isSameRM(XAResource other) {
        return this == other;
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
