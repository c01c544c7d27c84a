package org.postbound.tx;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import javax.transaction.xa.XAException;
import org.postbound.outbox.BranchId;

/**
 * The branches of a resource manager that memory knows, and the lock that guards them and what connections do for them.
 *
 * <p>The lock is never held while the outbox writes: whoever is about to write claims the branch. Whoever asks for it
 * meanwhile waits, so that the calls for one branch have the same outcome as if they had come one after the other.
 *
 * @param <T> what is staged in a branch
 */
final class BranchTable<T> {
    private final Ledger<T> ledger;
    private final BranchFailures failures;
    private final Map<BranchId, LiveBranch<T>> known = new HashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition written = lock.newCondition();

    /** Takes over the prepared branches. */
    BranchTable(Ledger<T> ledger) {
        this.ledger = ledger;
        this.failures = new BranchFailures(ledger.owner());
        ledger.branches().forEach(branch -> known.put(branch.xid(), LiveBranch.recovered(ledger)));
    }

    BranchFailures failures() {
        return failures;
    }

    void lock() {
        lock.lock();
    }

    void unlock() {
        lock.unlock();
    }

    /** Makes one for a local transaction, which nobody finds. */
    LiveBranch<T> openLocal() {
        return LiveBranch.open(ledger);
    }

    /** To be called under the lock. */
    LiveBranch<T> open(BranchId id) throws XAException {
        if (known.containsKey(id)) {
            throw failures.of(XAException.XAER_DUPID, id, "is there already", null);
        }
        LiveBranch<T> branch = LiveBranch.open(ledger);
        known.put(id, branch);
        return branch;
    }

    /** To be called under the lock, first of all, since it may let go of it for a while. */
    LiveBranch<T> joinable(BranchId id) throws XAException {
        LiveBranch<T> branch = existing(id);
        return switch (branch.state()) {
            case OPEN -> branch;
            case ROLLBACK_ONLY ->
                throw failures.of(
                        XAException.XA_RBROLLBACK, id, "can only roll back; have the transaction rolled back", null);
            default -> throw failures.wrongOrder(id, "is prepared already");
        };
    }

    /** To be called under the lock, first of all, since it may let go of it for a while. */
    LiveBranch<T> existing(BranchId id) throws XAException {
        return settled(id).orElseThrow(() -> failures.unknown(id, null));
    }

    private Optional<LiveBranch<T>> settled(BranchId id) {
        LiveBranch<T> branch = known.get(id);
        while (branch != null && branch.state() == BranchState.WRITING) {
            written.awaitUninterruptibly();
            branch = known.get(id);
        }
        return Optional.ofNullable(branch);
    }

    /** Claims a branch that no connection works for any more. An empty one has nothing to be written, and is over. */
    LiveBranch<T> claimEnded(BranchId id) throws XAException {
        lock.lock();
        try {
            LiveBranch<T> branch = ended(id);
            to(id, branch, branch.isEmpty() ? BranchState.COMMITTED : BranchState.WRITING);
            return branch;
        } finally {
            lock.unlock();
        }
    }

    /** One that can only roll back is rolled back by the attempt, as the XA specification wants it. */
    private LiveBranch<T> ended(BranchId id) throws XAException {
        LiveBranch<T> branch = existing(id);
        if (branch.state() == BranchState.PREPARED) {
            throw failures.wrongOrder(id, "is prepared already");
        }
        if (branch.isAssociated()) {
            throw failures.wrongOrder(id, "has not ended: a connection works for it, or has suspended its work");
        }
        if (branch.state() == BranchState.ROLLBACK_ONLY) {
            to(id, branch, BranchState.ROLLED_BACK);
            throw failures.of(XAException.XA_RBROLLBACK, id, "could only roll back, and is rolled back", null);
        }
        return branch;
    }

    /**
     * Claims a prepared branch.
     *
     * @param otherwise what is said of one that is not
     * @return empty if memory does not know it; the outbox may know it nevertheless
     */
    Optional<LiveBranch<T>> claimPrepared(BranchId id, String otherwise) throws XAException {
        lock.lock();
        try {
            Optional<LiveBranch<T>> branch = settled(id);
            if (branch.isPresent()) {
                if (branch.get().state() != BranchState.PREPARED) {
                    throw failures.wrongOrder(id, otherwise);
                }
                branch.get().to(BranchState.WRITING);
            }
            return branch;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Claims a branch that is to be rolled back. One that is not prepared has nothing to be written, and is over at any
     * moment: a timeout does not wait for the connections to end.
     *
     * @return empty if memory does not know it; the outbox may know it nevertheless
     */
    Optional<LiveBranch<T>> claimForRollback(BranchId id) {
        lock.lock();
        try {
            Optional<LiveBranch<T>> branch = settled(id);
            branch.ifPresent(found -> {
                if (found.state() == BranchState.PREPARED) {
                    found.to(BranchState.WRITING);
                } else {
                    found.discard();
                    to(id, found, BranchState.ROLLED_BACK);
                }
            });
            return branch;
        } finally {
            lock.unlock();
        }
    }

    /** Lets go of a branch that was claimed. */
    void written(BranchId id, LiveBranch<T> branch, BranchState reached) {
        lock.lock();
        try {
            to(id, branch, reached);
            written.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void to(BranchId id, LiveBranch<T> branch, BranchState reached) {
        branch.to(reached);
        if (reached.isOver()) {
            known.remove(id);
        }
    }
}
