package org.postbound.tx;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.transaction.xa.XAException;
import org.postbound.SmtpException;
import org.postbound.mime.RenderedMessage;
import org.postbound.outbox.BranchId;
import org.postbound.outbox.Outbox.Stored;
import org.postbound.outbox.OutboxId;

/**
 * What one connection with an outbox takes part in: a local transaction, or a branch, beside those that it has suspended
 * (the thread association states of the XA specification, section 6.2). Safe for use by several threads, because a rollback
 * by timeout comes from another one in the middle of a send.
 */
public final class Enlistment implements Staging {
    private final Branches branches;
    private final ThreadTransaction.Source transactions;
    private final BranchResource resource;
    private final Map<BranchId, Association> suspended = new LinkedHashMap<>();
    private Association active;

    /** The id is empty for a local transaction. */
    private record Association(Optional<BranchId> id, LiveBranch branch, Object key) {
        boolean isFor(BranchId other) {
            return id.isPresent() && id.get().equals(other);
        }
    }

    Enlistment(Branches branches, ThreadTransaction.Source transactions) {
        this.branches = branches;
        this.transactions = transactions;
        this.resource = new BranchResource(branches, this);
    }

    /**
     * Returns what the transaction manager talks to.
     *
     * @return always the same
     */
    public BranchResource resource() {
        return resource;
    }

    /**
     * Begins a local transaction.
     *
     * @throws IllegalStateException if the connection takes part in a transaction already
     */
    public void begin() {
        Optional<Object> key = threadKey();
        branches.lock();
        try {
            if (active() != null) {
                throw new IllegalStateException("the connection takes part in a transaction already");
            }
            associate(Optional.empty(), LiveBranch.open(), key);
        } finally {
            branches.unlock();
        }
    }

    /**
     * Commits the local transaction: its messages are in the outbox, on stable storage, when this returns.
     *
     * @throws IllegalStateException if there is none
     * @throws org.postbound.OutboxException if the outbox did not take them
     */
    public void commit() {
        List<Stored> messages = endLocal();
        try {
            branches.add(messages);
        } finally {
            messages.forEach(stored -> stored.message().close());
        }
    }

    /**
     * Rolls the local transaction back: its messages are discarded.
     *
     * @throws IllegalStateException if there is none
     */
    public void rollback() {
        endLocal().forEach(stored -> stored.message().close());
    }

    private List<Stored> endLocal() {
        branches.lock();
        try {
            if (active() == null || active.id().isPresent()) {
                throw new IllegalStateException("the local transaction has not begun");
            }
            List<Stored> messages = active.branch().take();
            active = null;
            return messages;
        } finally {
            branches.unlock();
        }
    }

    /**
     * Puts messages into the outbox outside of any transaction; they are on stable storage when this returns. Whoever has
     * them closes them.
     *
     * @param messages the messages
     * @return the outbox's id of each
     * @throws org.postbound.OutboxException if the outbox did not take them: all or none
     */
    public List<String> store(List<RenderedMessage> messages) {
        List<Stored> stored = withIds(messages);
        branches.add(stored);
        return stored.stream().map(message -> message.id().toString()).toList();
    }

    private List<Stored> withIds(List<RenderedMessage> messages) {
        return messages.stream()
                .map(message -> new Stored(branches.newId(), message))
                .toList();
    }

    void start(BranchId id) throws XAException {
        Optional<Object> key = threadKey();
        branches.lock();
        try {
            checkFree(id);
            associate(Optional.of(id), branches.open(id), key);
        } finally {
            branches.unlock();
        }
    }

    void join(BranchId id) throws XAException {
        Optional<Object> key = threadKey();
        branches.lock();
        try {
            LiveBranch branch = branches.joinable(id);
            checkFree(id);
            if (suspended(id) != null) {
                throw branches.wrongOrder(id, "the connection has suspended it, and has to resume it");
            }
            associate(Optional.of(id), branch, key);
        } finally {
            branches.unlock();
        }
    }

    void resume(BranchId id) throws XAException {
        branches.lock();
        try {
            branches.joinable(id);
            checkFree(id);
            if (suspended(id) == null) {
                throw branches.wrongOrder(id, "the connection has not suspended it");
            }
            active = suspended.remove(id);
        } finally {
            branches.unlock();
        }
    }

    private void associate(Optional<BranchId> id, LiveBranch branch, Optional<Object> key) {
        branch.associate();
        // Without a container's key connections that join a branch share the branch itself.
        active = new Association(id, branch, key.orElse(branch));
    }

    /** Not under the lock, since it calls the container. */
    private Optional<Object> threadKey() {
        return transactions.current() instanceof ThreadTransaction.Active thread
                ? Optional.of(thread.key())
                : Optional.empty();
    }

    private void checkFree(BranchId id) throws XAException {
        if (active() != null) {
            throw active.id().isPresent()
                    ? branches.wrongOrder(
                            id, "the connection works for " + active.id().get())
                    : XaFailure.of(XAException.XAER_OUTSIDE, "the connection is in a local transaction", null);
        }
    }

    void suspend(BranchId id) throws XAException {
        branches.lock();
        try {
            checkActive(id);
            suspended.put(id, active);
            active = null;
        } finally {
            branches.unlock();
        }
    }

    /** A suspended association can be ended as it is. */
    void end(BranchId id, boolean failed) throws XAException {
        branches.lock();
        try {
            if (suspended(id) == null) {
                checkActive(id);
            }
            Association ended = suspended.remove(id);
            if (ended == null) {
                ended = active;
                active = null;
            }
            ended.branch().dissociate();
            if (failed) {
                onlyRollBack(ended.branch());
            }
        } finally {
            branches.unlock();
        }
    }

    private void checkActive(BranchId id) throws XAException {
        if (active() == null || !active.isFor(id)) {
            branches.existing(id);
            throw branches.wrongOrder(id, "the connection does not work for it");
        }
    }

    private static int onlyRollBack(LiveBranch branch) {
        if (branch.state() == BranchState.OPEN) {
            branch.to(BranchState.ROLLBACK_ONLY);
        }
        return branch.discard();
    }

    /** Null if there is none. One that was rolled back from elsewhere is over for this connection, too. */
    private Association active() {
        if (active != null && active.branch().state().isOver()) {
            active = null;
        }
        return active;
    }

    /** Null if there is none. */
    private Association suspended(BranchId id) {
        forgetWhatIsOver();
        return suspended.get(id);
    }

    private void forgetWhatIsOver() {
        suspended.values().removeIf(association -> association.branch().state().isOver());
    }

    @Override
    public Optional<Object> key() {
        branches.lock();
        try {
            if (active() != null) {
                return Optional.of(active.key());
            }
            forgetWhatIsOver();
            return suspended.values().stream().findFirst().map(Association::key);
        } finally {
            branches.unlock();
        }
    }

    @Override
    public List<Optional<String>> stage(Object expected, List<RenderedMessage> messages) {
        List<Stored> stored = withIds(messages);
        branches.lock();
        try {
            checkStaging(expected);
            active.branch().stage(stored);
        } finally {
            branches.unlock();
        }
        return stored.stream()
                .map(Stored::id)
                .map(OutboxId::toString)
                .map(Optional::of)
                .toList();
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

    /** A branch that the connection still works for can only roll back; one that it has left is not its own any more. */
    @Override
    public int discard() {
        branches.lock();
        try {
            forgetWhatIsOver();
            List<Association> given = new ArrayList<>(suspended.values());
            Optional.ofNullable(active()).ifPresent(given::add);
            suspended.clear();
            active = null;
            given.forEach(association -> association.branch().dissociate());
            return given.stream()
                    .mapToInt(association -> onlyRollBack(association.branch()))
                    .sum();
        } finally {
            branches.unlock();
        }
    }
}
