package org.postbound.tx;

import java.util.List;
import org.postbound.outbox.Branch;
import org.postbound.outbox.BranchId;
import org.postbound.outbox.Outbox;
import org.postbound.outbox.Outbox.Stored;

/** A route of an outbox: a branch has messages, which are eligible once it is committed. */
record RouteLedger(Outbox outbox, String route) implements Ledger<Stored> {
    @Override
    public String owner() {
        return "route " + route;
    }

    @Override
    public List<Branch> branches() {
        return outbox.branches(route);
    }

    @Override
    public void prepare(BranchId id, List<Stored> messages) {
        outbox.prepare(route, id, messages);
    }

    @Override
    public void commitAtOnce(List<Stored> messages) {
        outbox.add(route, messages);
    }

    @Override
    public void commit(BranchId id) {
        outbox.commit(route, id);
    }

    @Override
    public void rollback(BranchId id) {
        outbox.rollback(route, id);
    }

    @Override
    public void forget(BranchId id) {
        outbox.forget(route, id);
    }

    @Override
    public void close(List<Stored> messages) {
        messages.forEach(stored -> stored.message().close());
    }
}
