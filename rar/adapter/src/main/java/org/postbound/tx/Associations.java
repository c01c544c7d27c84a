package org.postbound.tx;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.transaction.xa.XAException;
import org.postbound.SmtpException;
import org.postbound.outbox.BranchId;

/**
 * For whom a connection works: for one branch or a local transaction, beside the branches that it has suspended (the thread
 * association states of the XA specification, section 6.2). What was rolled back from elsewhere is over for the connection,
 * too. Safe for use by several threads: each method takes the table's lock, which guards all of this.
 *
 * @param <T> what is staged in a branch
 */
final class Associations<T> {
    private final BranchTable<T> table;
    private final BranchFailures failures;
    private final Map<BranchId, Association<T>> suspended = new LinkedHashMap<>();
    private Association<T> active;

    /** The id is empty for a local transaction. */
    private record Association<T>(Optional<BranchId> id, LiveBranch<T> branch, Object key) {
        boolean isFor(BranchId other) {
            return id.isPresent() && id.get().equals(other);
        }
    }

    Associations(BranchTable<T> table) {
        this.table = table;
        this.failures = table.failures();
    }

    void beginLocal(Optional<Object> key) {
        table.lock();
        try {
            if (active() != null) {
                throw new IllegalStateException("the connection takes part in a transaction already");
            }
            associate(Optional.empty(), table.openLocal(), key);
        } finally {
            table.unlock();
        }
    }

    /** Hands over what it has staged; whoever has it closes it. */
    List<T> endLocal() {
        table.lock();
        try {
            if (active() == null || active.id().isPresent()) {
                throw new IllegalStateException("the local transaction has not begun");
            }
            List<T> staged = active.branch().take();
            active = null;
            return staged;
        } finally {
            table.unlock();
        }
    }

    void start(BranchId id, Optional<Object> key) throws XAException {
        table.lock();
        try {
            checkFree(id);
            associate(Optional.of(id), table.open(id), key);
        } finally {
            table.unlock();
        }
    }

    void join(BranchId id, Optional<Object> key) throws XAException {
        table.lock();
        try {
            LiveBranch<T> branch = table.joinable(id);
            checkFree(id);
            if (suspended(id) != null) {
                throw failures.wrongOrder(id, "the connection has suspended it, and has to resume it");
            }
            associate(Optional.of(id), branch, key);
        } finally {
            table.unlock();
        }
    }

    void resume(BranchId id) throws XAException {
        table.lock();
        try {
            table.joinable(id);
            checkFree(id);
            if (suspended(id) == null) {
                throw failures.wrongOrder(id, "the connection has not suspended it");
            }
            active = suspended.remove(id);
        } finally {
            table.unlock();
        }
    }

    private void associate(Optional<BranchId> id, LiveBranch<T> branch, Optional<Object> key) {
        branch.associate();
        // Without a container's key connections that join a branch share the branch itself.
        active = new Association<>(id, branch, key.orElse(branch));
    }

    private void checkFree(BranchId id) throws XAException {
        if (active() != null) {
            throw active.id().isPresent()
                    ? failures.wrongOrder(
                            id, "the connection works for " + active.id().get())
                    : XaFailure.of(XAException.XAER_OUTSIDE, "the connection is in a local transaction", null);
        }
    }

    void suspend(BranchId id) throws XAException {
        table.lock();
        try {
            checkActive(id);
            suspended.put(id, active);
            active = null;
        } finally {
            table.unlock();
        }
    }

    /** A suspended association can be ended as it is. */
    void end(BranchId id, boolean failed) throws XAException {
        table.lock();
        try {
            Association<T> ended = suspended(id);
            if (ended == null) {
                checkActive(id);
                ended = active;
                active = null;
            }
            suspended.remove(id);
            ended.branch().dissociate();
            if (failed) {
                ended.branch().onlyRollBack();
            }
        } finally {
            table.unlock();
        }
    }

    private void checkActive(BranchId id) throws XAException {
        if (active() == null || !active.isFor(id)) {
            table.existing(id);
            throw failures.wrongOrder(id, "the connection does not work for it");
        }
    }

    /** Null if there is none. */
    private Association<T> active() {
        if (active != null && active.branch().state().isOver()) {
            active = null;
        }
        return active;
    }

    /** Null if there is none. */
    private Association<T> suspended(BranchId id) {
        forgetWhatIsOver();
        return suspended.get(id);
    }

    private void forgetWhatIsOver() {
        suspended.values().removeIf(association -> association.branch().state().isOver());
    }

    /** The transaction that the connection works for, or else the first one that it has suspended. */
    Optional<Object> key() {
        table.lock();
        try {
            if (active() != null) {
                return Optional.of(active.key());
            }
            forgetWhatIsOver();
            return suspended.values().stream().findFirst().map(Association::key);
        } finally {
            table.unlock();
        }
    }

    void stage(Object expected, List<T> staged) {
        table.lock();
        try {
            checkStaging(expected);
            active.branch().stage(staged);
        } finally {
            table.unlock();
        }
    }

    private void checkStaging(Object expected) throws SmtpException {
        if (active() == null || !active.key().equals(expected)) {
            forgetWhatIsOver();
            throw suspended.values().stream()
                            .anyMatch(association -> association.key().equals(expected))
                    ? SendRule.suspended("the transaction of the connection is suspended")
                    : SendRule.ended();
        }
        if (active.branch().state() != BranchState.OPEN) {
            throw SendRule.markedRollback();
        }
    }

    /**
     * Leaves all of them, since the connection goes away, and says how much was staged. A branch that it still works
     * for can only roll back; one that it has left is not its own any more.
     */
    int discard() {
        table.lock();
        try {
            forgetWhatIsOver();
            List<Association<T>> given = new ArrayList<>(suspended.values());
            Optional.ofNullable(active()).ifPresent(given::add);
            suspended.clear();
            active = null;
            given.forEach(association -> association.branch().dissociate());
            return given.stream()
                    .mapToInt(association -> association.branch().onlyRollBack())
                    .sum();
        } finally {
            table.unlock();
        }
    }
}
