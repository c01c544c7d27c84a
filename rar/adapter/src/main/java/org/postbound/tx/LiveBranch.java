package org.postbound.tx;

import java.util.ArrayList;
import java.util.List;

/**
 * What one transaction does with one resource manager: an XA branch, or a local transaction. Guarded by the {@link
 * BranchTable}'s lock.
 *
 * @param <T> what is staged: messages that are to be sent, or events that are acknowledged
 */
final class LiveBranch<T> {
    private final Ledger<T> ledger;
    private BranchState state;
    private int associations;
    private List<T> staged = new ArrayList<>();

    private LiveBranch(Ledger<T> ledger, BranchState state) {
        this.ledger = ledger;
        this.state = state;
    }

    static <T> LiveBranch<T> open(Ledger<T> ledger) {
        return new LiveBranch<>(ledger, BranchState.OPEN);
    }

    /** One that was prepared before this process was started, or by its predecessor on the same store. */
    static <T> LiveBranch<T> recovered(Ledger<T> ledger) {
        return new LiveBranch<>(ledger, BranchState.PREPARED);
    }

    BranchState state() {
        return state;
    }

    void to(BranchState next) {
        state = state.to(next);
    }

    /** Whether a connection works for it, or has suspended its work. */
    boolean isAssociated() {
        return associations > 0;
    }

    void associate() {
        associations++;
    }

    void dissociate() {
        associations--;
    }

    boolean isEmpty() {
        return staged.isEmpty();
    }

    void stage(List<T> more) {
        staged.addAll(more);
    }

    /** Hands over what is staged; whoever has it closes it. */
    List<T> take() {
        List<T> taken = staged;
        staged = new ArrayList<>();
        return taken;
    }

    /** Gives up what is staged and every other outcome, and says how much there was. */
    int onlyRollBack() {
        if (state == BranchState.OPEN) {
            to(BranchState.ROLLBACK_ONLY);
        }
        return discard();
    }

    /** Gives up what is staged, and says how much there was. */
    int discard() {
        List<T> discarded = take();
        ledger.close(discarded);
        return discarded.size();
    }
}
