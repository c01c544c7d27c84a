package org.postbound.tx;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javax.transaction.xa.XAException;
import org.postbound.OutboxException;
import org.postbound.outbox.Branch;
import org.postbound.outbox.BranchId;
import org.postbound.outbox.HeuristicOutcomeException;
import org.postbound.outbox.UnknownBranchException;

/**
 * How branches of one resource manager end: the verbs of XA, which any of its connections may be asked for, whoever has begun
 * the branch. What is not prepared is in memory; about what is prepared the ledger has the last word, since an operator may
 * decide it there.
 *
 * @param <T> what is staged in a branch
 */
final class BranchVerbs<T> {
    private final Ledger<T> ledger;
    private final BranchTable<T> table;
    private final BranchFailures failures;

    BranchVerbs(Ledger<T> ledger, BranchTable<T> table) {
        this.ledger = ledger;
        this.table = table;
        this.failures = table.failures();
    }

    /** Returns whether there is anything to commit. */
    boolean prepare(BranchId id) throws XAException {
        return store(id, BranchState.PREPARED, XAException.XAER_RMERR, staged -> ledger.prepare(id, staged));
    }

    void commitInOnePhase(BranchId id) throws XAException {
        store(id, BranchState.COMMITTED, XAException.XAER_RMFAIL, staged -> ledger.commitAtOnce(id, staged));
    }

    /** Writes what is staged for the first time; an empty branch costs no I/O. */
    private boolean store(BranchId id, BranchState outcome, int codeOfFailure, Consumer<List<T>> writing)
            throws XAException {
        LiveBranch<T> branch = table.claimEnded(id);
        if (branch.state().isOver()) {
            return false;
        }
        List<T> staged = branch.take();
        BranchState reached = BranchState.ROLLED_BACK;
        try {
            writing.accept(staged);
            reached = outcome;
            return true;
        } catch (RuntimeException e) {
            throw notStored(id, e, codeOfFailure);
        } finally {
            table.written(id, branch, reached);
            ledger.close(staged);
        }
    }

    /** A full outbox has written nothing. How far any other failure came nobody knows before the next start. */
    private XAException notStored(BranchId id, RuntimeException e, int otherwise) {
        return e instanceof OutboxException full && full.reason() == OutboxException.Reason.FULL
                ? failures.of(XAException.XA_RBROLLBACK, id, "is rolled back: " + e.getMessage(), e)
                : failures.of(otherwise, id, "may be in the outbox or not: " + e.getMessage(), e);
    }

    void commitPrepared(BranchId id) throws XAException {
        Optional<LiveBranch<T>> claimed = table.claimPrepared(id, "is not prepared");
        decide(id, claimed, BranchState.COMMITTED, () -> ledger.commit(id));
    }

    void rollback(BranchId id) throws XAException {
        Optional<LiveBranch<T>> claimed = table.claimForRollback(id);
        if (claimed.isEmpty() || !claimed.get().state().isOver()) {
            decide(id, claimed, BranchState.ROLLED_BACK, () -> ledger.rollback(id));
        }
    }

    void forget(BranchId id) throws XAException {
        Optional<LiveBranch<T>> claimed = table.claimPrepared(id, "is not prepared, so no operator has decided it");
        decide(id, claimed, BranchState.FORGOTTEN, () -> forgetDecided(id));
    }

    private void forgetDecided(BranchId id) {
        try {
            ledger.forget(id);
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
    private void decide(BranchId id, Optional<LiveBranch<T>> claimed, BranchState outcome, Runnable writing)
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
            return ledger.branches().stream().map(Branch::xid).toList();
        } catch (OutboxException e) {
            throw XaFailure.of(XAException.XAER_RMFAIL, "the outbox does not answer: " + e.getMessage(), e);
        }
    }
}
