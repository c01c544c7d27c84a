package org.postbound.tx;

import java.util.ArrayList;
import java.util.List;
import org.postbound.outbox.Outbox.Stored;

/** What one transaction does in one route: an XA branch, or a local transaction. Guarded by the {@link BranchTable}'s lock. */
final class LiveBranch {
    private BranchState state;
    private int associations;
    private List<Stored> staged = new ArrayList<>();

    private LiveBranch(BranchState state) {
        this.state = state;
    }

    static LiveBranch open() {
        return new LiveBranch(BranchState.OPEN);
    }

    /** One that was prepared before this process was started, or by its predecessor on the same store. */
    static LiveBranch recovered() {
        return new LiveBranch(BranchState.PREPARED);
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

    void stage(List<Stored> messages) {
        staged.addAll(messages);
    }

    /** Hands over the messages; whoever has them closes them. */
    List<Stored> take() {
        List<Stored> taken = staged;
        staged = new ArrayList<>();
        return taken;
    }

    /** Gives up the messages and every other outcome, and says how many messages there were. */
    int onlyRollBack() {
        if (state == BranchState.OPEN) {
            to(BranchState.ROLLBACK_ONLY);
        }
        return discard();
    }

    /** Gives up the messages, and says how many there were. */
    int discard() {
        List<Stored> discarded = take();
        discarded.forEach(stored -> stored.message().close());
        return discarded.size();
    }
}
