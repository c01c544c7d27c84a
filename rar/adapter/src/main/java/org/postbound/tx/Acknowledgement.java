package org.postbound.tx;

import java.util.List;
import java.util.Optional;
import org.postbound.outbox.OutboxId;

/**
 * What one message endpoint takes part in: the transaction in which it is told of an event is the one in which the event is
 * acknowledged. A rollback by timeout comes from another thread.
 */
public final class Acknowledgement {
    private final Associations<OutboxId> associations;
    private final BranchResource resource;

    Acknowledgement(BranchVerbs<OutboxId> verbs, Associations<OutboxId> associations) {
        this.associations = associations;
        this.resource = new BranchResource(verbs, associations, Optional::empty);
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
     * Has an event acknowledged if the transaction of the endpoint commits.
     *
     * @param event the event
     * @return whether there is a transaction
     * @throws org.postbound.SmtpTransactionException if it is over already, or can only roll back
     */
    public boolean stage(OutboxId event) {
        Optional<Object> key = associations.key();
        key.ifPresent(transaction -> associations.stage(transaction, List.of(event)));
        return key.isPresent();
    }

    /** Leaves the transaction, if the container has not ended it: it can only roll back. */
    public void discard() {
        associations.discard();
    }
}
