package org.postbound.tx;

import java.util.List;
import java.util.Optional;
import org.postbound.mime.RenderedMessage;
import org.postbound.outbox.Outbox.Stored;
import org.postbound.outbox.OutboxId;

/**
 * What one connection with an outbox takes part in: a local transaction, or a branch, beside those that it has suspended. Safe
 * for use by several threads, because a rollback by timeout comes from another one in the middle of a send.
 */
public final class Enlistment implements Staging {
    private final Branches branches;
    private final Associations<Stored> associations;
    private final ThreadTransaction.Source transactions;
    private final BranchResource resource;

    Enlistment(
            Branches branches,
            BranchVerbs<Stored> verbs,
            Associations<Stored> associations,
            ThreadTransaction.Source transactions) {
        this.branches = branches;
        this.associations = associations;
        this.transactions = transactions;
        this.resource = new BranchResource(verbs, associations, this::threadKey);
    }

    /** Not under a lock, since it calls the container. */
    private Optional<Object> threadKey() {
        return transactions.current() instanceof ThreadTransaction.Active thread
                ? Optional.of(thread.key())
                : Optional.empty();
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
        associations.beginLocal(threadKey());
    }

    /**
     * Commits the local transaction: its messages are in the outbox, on stable storage, when this returns.
     *
     * @throws IllegalStateException if there is none
     * @throws org.postbound.OutboxException if the outbox did not take them
     */
    public void commit() {
        List<Stored> messages = associations.endLocal();
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
        associations.endLocal().forEach(stored -> stored.message().close());
    }

    /**
     * Puts messages into the outbox outside of any transaction; they are on stable storage when this returns. Whoever has
     * them closes them.
     *
     * @param messages the messages
     * @return the outbox's id of each or, in its place, of the message that has its idempotency key
     * @throws org.postbound.OutboxException if the outbox did not take them: all or none
     */
    public List<String> store(List<RenderedMessage> messages) {
        return branches.add(withIds(messages)).stream().map(OutboxId::toString).toList();
    }

    private List<Stored> withIds(List<RenderedMessage> messages) {
        return messages.stream()
                .map(message -> new Stored(branches.newId(), message))
                .toList();
    }

    @Override
    public Optional<Object> key() {
        return associations.key();
    }

    @Override
    public List<Optional<String>> stage(Object expected, List<RenderedMessage> messages) {
        List<Stored> stored = withIds(messages);
        associations.stage(expected, stored);
        return stored.stream()
                .map(Stored::id)
                .map(OutboxId::toString)
                .map(Optional::of)
                .toList();
    }

    @Override
    public int discard() {
        return associations.discard();
    }
}
