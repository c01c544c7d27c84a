package org.postbound.tx;

import java.util.List;
import org.postbound.flight.Commit;
import org.postbound.flight.Flight;
import org.postbound.flight.Prepare;
import org.postbound.flight.Rollback;
import org.postbound.flight.Started;
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
        Started<Prepare> flight = Flight.RECORDER.prepare();
        outbox.prepare(route, id, messages);
        flight.done(() -> new Prepare(id.toString(), route, messages.size()));
    }

    @Override
    public void commitAtOnce(BranchId id, List<Stored> messages) {
        Started<Commit> flight = Flight.RECORDER.commit();
        outbox.add(route, messages);
        flight.done(() -> new Commit(id.toString(), route, messages.size(), true));
    }

    @Override
    public void commit(BranchId id) {
        Started<Commit> flight = Flight.RECORDER.commit();
        int messages = flight.isRecorded() ? messages(id) : 0;
        outbox.commit(route, id);
        flight.done(() -> new Commit(id.toString(), route, messages, false));
    }

    @Override
    public void rollback(BranchId id) {
        Started<Rollback> flight = Flight.RECORDER.rollback();
        int messages = flight.isRecorded() ? messages(id) : 0;
        outbox.rollback(route, id);
        flight.done(() -> new Rollback(id.toString(), route, messages));
    }

    /** Asked before the branch ends, since the outbox forgets it then. */
    private int messages(BranchId id) {
        return branches().stream()
                .filter(branch -> branch.xid().equals(id))
                .mapToInt(Branch::messages)
                .sum();
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
