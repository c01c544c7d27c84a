package org.postbound.tx;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
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
 *
 * <p>The lock is never held while the outbox writes. Whoever asks for a branch that is being written waits until it is, so
 * that the calls for one branch have the same outcome as if they had come one after the other.
 */
public final class Branches {
    private final Outbox outbox;
    private final String route;
    private final Map<BranchId, LiveBranch> known = new HashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition written = lock.newCondition();

    /**
     * Takes over the prepared branches of a route.
     *
     * @param outbox the store, in which nobody else prepares branches of this route
     * @param route the route
     */
    public Branches(Outbox outbox, String route) {
        this.outbox = outbox;
        this.route = route;
        outbox.branches(route).forEach(branch -> known.put(branch.xid(), LiveBranch.recovered()));
    }

    /**
     * Makes what a connection needs to take part in transactions.
     *
     * @param transactions knows the transaction of a thread
     * @return an enlistment in nothing yet
     */
    public Enlistment newEnlistment(ThreadTransaction.Source transactions) {
        return new Enlistment(this, transactions);
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

    void lock() {
        lock.lock();
    }

    void unlock() {
        lock.unlock();
    }

    OutboxId newId() {
        return outbox.newId();
    }

    void add(List<Stored> messages) {
        if (!messages.isEmpty()) {
            outbox.add(route, messages);
        }
    }

    /** To be called under the lock. */
    LiveBranch open(BranchId id) throws XAException {
        if (known.containsKey(id)) {
            throw failure(XAException.XAER_DUPID, id, "is there already", null);
        }
        LiveBranch branch = LiveBranch.open();
        known.put(id, branch);
        return branch;
    }

    /** To be called under the lock, first of all, since it may let go of it for a while. */
    LiveBranch joinable(BranchId id) throws XAException {
        LiveBranch branch = existing(id);
        return switch (branch.state()) {
            case OPEN -> branch;
            case ROLLBACK_ONLY ->
                throw failure(
                        XAException.XA_RBROLLBACK, id, "can only roll back; have the transaction rolled back", null);
            default -> throw wrongOrder(id, "is prepared already");
        };
    }

    /** To be called under the lock, first of all, since it may let go of it for a while. */
    LiveBranch existing(BranchId id) throws XAException {
        return settled(id).orElseThrow(() -> unknown(id, null));
    }

    private Optional<LiveBranch> settled(BranchId id) {
        LiveBranch branch = known.get(id);
        while (branch != null && branch.state() == BranchState.WRITING) {
            written.awaitUninterruptibly();
            branch = known.get(id);
        }
        return Optional.ofNullable(branch);
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

    /** An empty branch costs no I/O, and is over. While it is being written, nobody else touches a branch. */
    private boolean store(BranchId id, BranchState outcome, int codeOfFailure, Storing storing) throws XAException {
        LiveBranch branch = claimEnded(id);
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
            written(id, branch, reached);
            messages.forEach(stored -> stored.message().close());
        }
    }

    private LiveBranch claimEnded(BranchId id) throws XAException {
        lock.lock();
        try {
            LiveBranch branch = ended(id);
            end(id, branch, branch.isEmpty() ? BranchState.COMMITTED : BranchState.WRITING);
            return branch;
        } finally {
            lock.unlock();
        }
    }

    /** One that can only roll back is rolled back by the attempt, as the XA specification wants it. */
    private LiveBranch ended(BranchId id) throws XAException {
        LiveBranch branch = existing(id);
        if (branch.state() == BranchState.PREPARED) {
            throw wrongOrder(id, "is prepared already");
        }
        if (branch.isAssociated()) {
            throw wrongOrder(id, "has not ended: a connection works for it, or has suspended its work");
        }
        if (branch.state() == BranchState.ROLLBACK_ONLY) {
            end(id, branch, BranchState.ROLLED_BACK);
            throw failure(XAException.XA_RBROLLBACK, id, "could only roll back, and is rolled back", null);
        }
        return branch;
    }

    /** A full outbox has written nothing. How far any other failure came nobody knows before the next start. */
    private XAException notStored(BranchId id, RuntimeException e, int otherwise) {
        return e instanceof OutboxException full && full.reason() == OutboxException.Reason.FULL
                ? failure(XAException.XA_RBROLLBACK, id, "is rolled back: " + e.getMessage(), e)
                : failure(otherwise, id, "may be in the outbox or not: " + e.getMessage(), e);
    }

    void commitPrepared(BranchId id) throws XAException {
        Optional<LiveBranch> claimed;
        lock.lock();
        try {
            claimed = claim(id, settled(id), "is not prepared");
        } finally {
            lock.unlock();
        }
        decide(id, claimed, BranchState.COMMITTED, () -> outbox.commit(route, id));
    }

    /** What is not prepared can be rolled back at any moment: a timeout does not wait for the connections to end. */
    void rollback(BranchId id) throws XAException {
        Optional<LiveBranch> claimed;
        lock.lock();
        try {
            Optional<LiveBranch> branch = settled(id);
            if (branch.isPresent() && branch.get().state() != BranchState.PREPARED) {
                branch.get().discard();
                end(id, branch.get(), BranchState.ROLLED_BACK);
                return;
            }
            claimed = claim(id, branch, "is over");
        } finally {
            lock.unlock();
        }
        decide(id, claimed, BranchState.ROLLED_BACK, () -> outbox.rollback(route, id));
    }

    void forget(BranchId id) throws XAException {
        Optional<LiveBranch> claimed;
        lock.lock();
        try {
            claimed = claim(id, settled(id), "is not prepared, so no operator has decided it");
        } finally {
            lock.unlock();
        }
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

    /** Of a branch that memory does not know the outbox may know nevertheless. */
    private Optional<LiveBranch> claim(BranchId id, Optional<LiveBranch> branch, String otherwise) throws XAException {
        if (branch.isPresent()) {
            if (branch.get().state() != BranchState.PREPARED) {
                throw wrongOrder(id, otherwise);
            }
            branch.get().to(BranchState.WRITING);
        }
        return branch;
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
            throw unknown(id, e);
        } catch (HeuristicOutcomeException e) {
            throw failure(e.committed() ? XAException.XA_HEURCOM : XAException.XA_HEURRB, id, e.getMessage(), e);
        } catch (UndecidedException e) {
            throw failure(XAException.XAER_PROTO, id, "is prepared, and no operator has decided it", e);
        } catch (RuntimeException e) {
            throw failure(XAException.XAER_RMFAIL, id, "stays prepared: " + e.getMessage(), e);
        } finally {
            if (claimed.isPresent()) {
                written(id, claimed.get(), reached);
            }
        }
    }

    private void written(BranchId id, LiveBranch branch, BranchState reached) {
        lock.lock();
        try {
            end(id, branch, reached);
            written.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void end(BranchId id, LiveBranch branch, BranchState reached) {
        branch.to(reached);
        if (reached.isOver()) {
            known.remove(id);
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

    XAException wrongOrder(BranchId id, String what) {
        return failure(XAException.XAER_PROTO, id, what, null);
    }

    private XAException unknown(BranchId id, Throwable cause) {
        return failure(XAException.XAER_NOTA, id, "is not there: it was never started, or has ended", cause);
    }

    private XAException failure(int code, BranchId id, String what, Throwable cause) {
        return XaFailure.of(code, "branch %s of route %s %s".formatted(id, route, what), cause);
    }
}
