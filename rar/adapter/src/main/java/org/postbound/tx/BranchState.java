package org.postbound.tx;

import java.util.EnumSet;
import java.util.Set;

/** What has become of a branch (the branch states of the XA specification, section 6.3). */
enum BranchState {
    /** Messages are staged in memory. A crash makes it vanish: presumed rollback. */
    OPEN,
    /** It can only roll back; its messages are gone. */
    ROLLBACK_ONLY,
    /** The outbox writes what was decided. Whoever asks meanwhile waits. */
    WRITING,
    /** The outbox keeps its messages, and has the last word on it: an operator may decide it there. */
    PREPARED,
    /** Over: its messages are eligible. */
    COMMITTED,
    /** Over: its messages are discarded. */
    ROLLED_BACK,
    /** Over: the outbox does not know it any more, or has forgotten what an operator decided. */
    FORGOTTEN;

    private Set<BranchState> successors() {
        return switch (this) {
            case OPEN -> EnumSet.of(ROLLBACK_ONLY, WRITING, COMMITTED, ROLLED_BACK);
            case ROLLBACK_ONLY -> EnumSet.of(ROLLED_BACK);
            case WRITING -> EnumSet.of(PREPARED, COMMITTED, ROLLED_BACK, FORGOTTEN);
            case PREPARED -> EnumSet.of(WRITING);
            case COMMITTED, ROLLED_BACK, FORGOTTEN -> EnumSet.noneOf(BranchState.class);
        };
    }

    /**
     * Goes on to another state.
     *
     * @throws IllegalStateException if there is no way from this one, which is a mistake in here, not of a caller
     */
    BranchState to(BranchState next) {
        if (!successors().contains(next)) {
            throw new IllegalStateException("no way from %s to %s".formatted(this, next));
        }
        return next;
    }

    boolean isOver() {
        return successors().isEmpty();
    }
}
