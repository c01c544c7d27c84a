package org.postbound.tx;

import java.util.Optional;
import java.util.function.Supplier;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.postbound.SmtpException;
import org.postbound.outbox.BranchId;

/**
 * What a transaction manager knows of one connection, or of one message endpoint. The resource manager behind it is a route
 * of a store, or a subscription, so each of its resources can end what another has begun. It never talks to the SMTP server.
 *
 * <p>Flags and order are checked as the XA specification (X/Open CAE, 1991) wants it, except that a branch which is not
 * prepared yet can be rolled back while connections work for it.
 */
public final class BranchResource implements XAResource {
    private final BranchVerbs<?> branches;
    private final Associations<?> associations;
    private final Supplier<Optional<Object>> threadKey;

    BranchResource(BranchVerbs<?> branches, Associations<?> associations, Supplier<Optional<Object>> threadKey) {
        this.branches = branches;
        this.associations = associations;
        this.threadKey = threadKey;
    }

    @Override
    public void start(Xid xid, int flags) throws XAException {
        BranchId id = id(xid);
        try {
            switch (flags) {
                case TMNOFLAGS -> associations.start(id, threadKey.get());
                case TMJOIN -> associations.join(id, threadKey.get());
                case TMRESUME -> associations.resume(id);
                default -> throw invalid("flags of start", flags);
            }
        } catch (SmtpException e) {
            throw XaFailure.of(XAException.XAER_RMFAIL, e.getMessage(), e);
        }
    }

    @Override
    public void end(Xid xid, int flags) throws XAException {
        BranchId id = id(xid);
        switch (flags) {
            case TMSUCCESS -> associations.end(id, false);
            case TMFAIL -> associations.end(id, true);
            case TMSUSPEND -> associations.suspend(id);
            default -> throw invalid("flags of end", flags);
        }
    }

    @Override
    public int prepare(Xid xid) throws XAException {
        return branches.prepare(id(xid)) ? XA_OK : XA_RDONLY;
    }

    @Override
    public void commit(Xid xid, boolean onePhase) throws XAException {
        if (onePhase) {
            branches.commitInOnePhase(id(xid));
        } else {
            branches.commitPrepared(id(xid));
        }
    }

    @Override
    public void rollback(Xid xid) throws XAException {
        branches.rollback(id(xid));
    }

    @Override
    public void forget(Xid xid) throws XAException {
        branches.forget(id(xid));
    }

    /** All are told when a scan starts: some transaction managers start and end it in one call, others in two. */
    @Override
    public Xid[] recover(int flags) throws XAException {
        if ((flags & ~(TMSTARTRSCAN | TMENDRSCAN)) != TMNOFLAGS) {
            throw invalid("flags of recover", flags);
        }
        return (flags & TMSTARTRSCAN) == TMNOFLAGS
                ? new Xid[0]
                : branches.recover().toArray(Xid[]::new);
    }

    /** The same store and the same route or subscription, whatever the connections. */
    @Override
    public boolean isSameRM(XAResource other) {
        return other instanceof BranchResource that && branches == that.branches;
    }

    /** There is none of its own: what the transaction manager does not prepare stays in memory until it is rolled back. */
    @Override
    public int getTransactionTimeout() {
        return 0;
    }

    /** Returns that it is not used. */
    @Override
    public boolean setTransactionTimeout(int seconds) throws XAException {
        if (seconds < 0) {
            throw invalid("transaction timeout", seconds);
        }
        return false;
    }

    private static BranchId id(Xid xid) throws XAException {
        if (xid == null || xid.getGlobalTransactionId() == null || xid.getBranchQualifier() == null) {
            throw XaFailure.of(XAException.XAER_INVAL, "the Xid, or a part of it, is null", null);
        }
        try {
            return BranchId.of(xid);
        } catch (IllegalArgumentException e) {
            throw XaFailure.of(XAException.XAER_INVAL, e.getMessage(), e);
        }
    }

    private static XAException invalid(String what, int value) {
        return XaFailure.of(XAException.XAER_INVAL, "%s: 0x%x".formatted(what, value), null);
    }
}
