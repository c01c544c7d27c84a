package org.postbound.tx;

import java.util.List;
import org.postbound.outbox.Branch;
import org.postbound.outbox.BranchId;
import org.postbound.outbox.OutboxId;
import org.postbound.outbox.Subscriptions;
import org.postbound.outbox.UnknownBranchException;

/** A subscription to events: a branch acknowledges some, which are gone once it is committed. */
record SubscriptionLedger(Subscriptions subscriptions, String name) implements Ledger<OutboxId> {
    @Override
    public String owner() {
        return "subscription " + name;
    }

    @Override
    public List<Branch> branches() {
        return subscriptions.branches(name);
    }

    @Override
    public void prepare(BranchId id, List<OutboxId> events) {
        subscriptions.prepare(name, id, events);
    }

    @Override
    public void commitAtOnce(BranchId id, List<OutboxId> events) {
        subscriptions.acknowledge(name, events);
    }

    @Override
    public void commit(BranchId id) {
        subscriptions.commit(name, id);
    }

    @Override
    public void rollback(BranchId id) {
        subscriptions.rollback(name, id);
    }

    /** Operators decide no acknowledgements; they may remove the subscription. */
    @Override
    public void forget(BranchId id) {
        if (branches().stream().noneMatch(branch -> branch.xid().equals(id))) {
            throw new UnknownBranchException(owner(), id);
        }
        throw new IllegalStateException("branch %s is prepared; commit it or roll it back".formatted(id));
    }

    /** Whoever was given an event releases it. */
    @Override
    public void close(List<OutboxId> events) {
        // An event holds nothing that is to be closed.
    }
}
