package org.postbound.outbox;

import java.time.Instant;
import java.util.Objects;

/**
 * A branch that the store knows.
 *
 * @param xid its identifier
 * @param state prepared, or what an operator has decided
 * @param since when it was prepared
 * @param messages how many messages it has or, once decided, had
 */
public record Branch(BranchId xid, State state, Instant since, int messages) {
    /** Checks that nothing is null. */
    public Branch {
        Objects.requireNonNull(xid, "xid");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(since, "since");
    }

    /** How far a branch is. */
    public enum State {
        /** In doubt: only the transaction manager, or else an operator, knows how it ends. */
        PREPARED,
        /** Committed by an operator. */
        HEURISTICALLY_COMMITTED,
        /** Rolled back by an operator. */
        HEURISTICALLY_ROLLED_BACK
    }
}
