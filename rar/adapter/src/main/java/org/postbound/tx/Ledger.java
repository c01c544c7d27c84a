package org.postbound.tx;

import java.util.List;
import org.postbound.outbox.Branch;
import org.postbound.outbox.BranchId;

/**
 * What stands behind the branches of one resource manager, on stable storage: a route with its messages, or a subscription with
 * its events. Its methods throw what the outbox throws.
 *
 * @param <T> what is staged in a branch
 */
interface Ledger<T> {
    /** Returns who it is, for exceptions. */
    String owner();

    /** Returns the branches that are prepared or were decided by an operator. */
    List<Branch> branches();

    /** Prepares a branch (forced). */
    void prepare(BranchId id, List<T> staged);

    /** Does at once what a branch is for (forced): a commit in one phase. */
    void commitAtOnce(BranchId id, List<T> staged);

    /** Commits a prepared branch (forced). */
    void commit(BranchId id);

    /** Rolls a prepared branch back (forced). */
    void rollback(BranchId id);

    /**
     * Forgets a branch that an operator has decided (forced).
     *
     * @throws IllegalStateException if it is prepared
     */
    void forget(BranchId id);

    /** Nobody needs any more what was staged. */
    void close(List<T> staged);
}
