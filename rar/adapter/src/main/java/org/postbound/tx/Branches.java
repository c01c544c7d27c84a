package org.postbound.tx;

import java.time.Instant;
import java.util.List;
import org.postbound.outbox.Branch;
import org.postbound.outbox.Outbox;
import org.postbound.outbox.Outbox.Stored;
import org.postbound.outbox.OutboxId;

/**
 * The branches of one route of one store, which all of its connections share: any of them may prepare, commit, roll back and
 * recover what another has begun. What is not prepared is kept in memory; about what is prepared the outbox has the last
 * word, since an operator may decide it there.
 */
public final class Branches {
    private final Outbox outbox;
    private final String route;
    private final BranchTable<Stored> table;
    private final BranchVerbs<Stored> verbs;

    /**
     * Takes over the prepared branches of a route.
     *
     * @param outbox the store, in which nobody else prepares branches of this route
     * @param route the route
     */
    public Branches(Outbox outbox, String route) {
        this.outbox = outbox;
        this.route = route;
        RouteLedger ledger = new RouteLedger(outbox, route);
        this.table = new BranchTable<>(ledger);
        this.verbs = new BranchVerbs<>(ledger, table);
    }

    /**
     * Makes what a connection needs to take part in transactions.
     *
     * @param transactions knows the transaction of a thread
     * @return an enlistment in nothing yet
     */
    public Enlistment newEnlistment(ThreadTransaction.Source transactions) {
        return new Enlistment(this, verbs, new Associations<>(table), transactions);
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

    List<OutboxId> add(List<Stored> messages) {
        return messages.isEmpty() ? List.of() : outbox.add(route, messages);
    }
}
