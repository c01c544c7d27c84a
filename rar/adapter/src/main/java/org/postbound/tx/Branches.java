package org.postbound.tx;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.transaction.xa.XAException;
import org.postbound.OutboxException;
import org.postbound.outbox.Branch;
import org.postbound.outbox.BranchId;
import org.postbound.outbox.HeuristicOutcomeException;
import org.postbound.outbox.Outbox;
import org.postbound.outbox.Outbox.Stored;
import org.postbound.outbox.OutboxId;
import org.postbound.outbox.UnknownBranchException;

/**
 * The branches of one route of one store, which all of its connections share: any of them may prepare, commit, roll back and
 * recover what another has begun. What is not prepared is kept in memory; about what is prepared the outbox has the last
 * word, since an operator may decide it there.
 */
public final class Branches {
    private final Outbox outbox;
    private final String route;
    private final BranchFailures failures;
    private final BranchTable table;

    /**
     * Takes over the prepared branches of a route.
     *
     * @param outbox the store, in which nobody else prepares branches of this route
     * @param route the route
     */
    public Branches(Outbox outbox, String route) {
        this.outbox = outbox;
        this.route = route;
        this.failures = new BranchFailures(route);
        this.table = new BranchTable(failures);
        outbox.branches(route).forEach(branch -> table.addRecovered(branch.xid()));
    }

    /**
     * Makes what a connection needs to take part in transactions.
     *
     * @param transactions knows the transaction of a thread
     * @return an enlistment in nothing yet
     */
    public Enlistment newEnlistment(ThreadTransaction.Source transactions) {
        return new Enlistment(this, new Associations(table, failures), transactions);
    }

    /**
     * Returns the branches that are in doubt for too long: their transaction manager should have decided them.
     *
     * @param before the instant before which they were prepared
     * @return the branches, in no order
     */
    public List<Branch> preparedBefore(Instant before) {
        return outbox.branches(route).stream()
                .filter(branch -> isPrepared(branch) && branch.since().isBefore(before))
                .toList();
    }

    private static boolean isPrepared(Branch branch) {
        return branch.state() == Branch.State.PREPARED;
    }

    OutboxId newId() {
        return outbox.newId();
    }

    void add(List<Stored> messages) {
        if (!messages.isEmpty()) {
            outbox.add(route, messages);
        }
    }

    /** Returns whether there is anything to commit. */
    boolean prepare(BranchId id) throws XAException {
        return store(id, BranchState.PREPARED, XAException.XAER_RMERR, messages -> outbox.prepare(route, id, messages));
    }

    void commitInOnePhase(BranchId id) throws XAException {
        store(id, BranchState.COMMITTED, XAException.XAER_RMFAIL, messages -> outbox.add(route, messages));
    }

    /** Writes a branch's messages for the first time. */
    @FunctionalInterface
    private interface Storing {
        void store(List<Stored> messages);
    }

    /** An empty branch costs no I/O. */
    private boolean store(BranchId id, BranchState outcome, int codeOfFailure, Storing storing) throws XAException {
        LiveBranch branch = table.claimEnded(id);
        if (branch.state().isOver()) {
            return false;
        }
        List<Stored> messages = branch.take();
        BranchState reached = BranchState.ROLLED_BACK;
        try {
            storing.store(messages);
            reached = outcome;
            return true;
        } catch (RuntimeException e) {
            throw notStored(id, e, codeOfFailure);
        } finally {
            table.written(id, branch, reached);
            messages.forEach(stored -> stored.message().close());
        }
    }

    /** A full outbox has written nothing. How far any other failure came nobody knows before the next start. */
    private XAException notStored(BranchId id, RuntimeException e, int otherwise) {
        return e instanceof OutboxException full && full.reason() == OutboxException.Reason.FULL
                ? failures.of(XAException.XA_RBROLLBACK, id, "is rolled back: " + e.getMessage(), e)
                : failures.of(otherwise, id, "may be in the outbox or not: " + e.getMessage(), e);
    }

    void commitPrepared(BranchId id) throws XAException {
        Optional<LiveBranch> claimed = table.claimPrepared(id, "is not prepared");
        decide(id, claimed, BranchState.COMMITTED, () -> outbox.commit(route, id));
    }

    void rollback(BranchId id) throws XAException {
        Optional<LiveBranch> claimed = table.claimForRollback(id);
        if (claimed.isEmpty() || !claimed.get().state().isOver()) {
            decide(id, claimed, BranchState.ROLLED_BACK, () -> outbox.rollback(route, id));
        }
    }

    void forget(BranchId id) throws XAException {
        Optional<LiveBranch> claimed = table.claimPrepared(id, "is not prepared, so no operator has decided it");
        decide(id, claimed, BranchState.FORGOTTEN, () -> forgetDecided(id));
    }

    private void forgetDecided(BranchId id) {
        try {
            outbox.forget(route, id);
        } catch (IllegalStateException e) {
            throw new UndecidedException(e);
        }
    }

    /** The branch is prepared, and no operator has decided it. */
    private static final class UndecidedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UndecidedException(IllegalStateException cause) {
            super(cause);
        }
    }

    /** Until it succeeds the branch stays prepared, and the transaction manager asks again. */
    private void decide(BranchId id, Optional<LiveBranch> claimed, BranchState outcome, Runnable writing)
            throws XAException {
        BranchState reached = BranchState.PREPARED;
        try {
            writing.run();
            reached = outcome;
        } catch (UnknownBranchException e) {
            reached = BranchState.FORGOTTEN;
            throw failures.unknown(id, e);
        } catch (HeuristicOutcomeException e) {
            throw failures.of(e.committed() ? XAException.XA_HEURCOM : XAException.XA_HEURRB, id, e.getMessage(), e);
        } catch (UndecidedException e) {
            throw failures.of(XAException.XAER_PROTO, id, "is prepared, and no operator has decided it", e);
        } catch (RuntimeException e) {
            throw failures.of(XAException.XAER_RMFAIL, id, "stays prepared: " + e.getMessage(), e);
        } finally {
            if (claimed.isPresent()) {
                table.written(id, claimed.get(), reached);
            }
        }
    }

    /** All that are prepared or were decided by an operator, at any time (8.6.2.3). */
    List<BranchId> recover() throws XAException {
        try {
            return outbox.branches(route).stream().map(Branch::xid).toList();
        } catch (OutboxException e) {
            throw XaFailure.of(XAException.XAER_RMFAIL, "the outbox does not answer: " + e.getMessage(), e);
        }
    }
}
