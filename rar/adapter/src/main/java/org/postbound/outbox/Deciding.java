package org.postbound.outbox;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Commits or rolls back a branch; by an operator it is kept, decided. A message whose idempotency key another has is erased
 * in a commit, too.
 */
final class Deciding implements Change {
    private final KnownBranches branches;
    private final Messages messages;
    private final BranchRecord.Key key;
    private final boolean commit;
    private final boolean heuristically;
    private final Instant now;
    private final List<OutboxId> eligible = new ArrayList<>();
    private final List<OutboxId> erased = new ArrayList<>();

    Deciding(
            KnownBranches branches,
            Messages messages,
            BranchRecord.Key key,
            boolean commit,
            boolean heuristically,
            Instant now) {
        this.branches = branches;
        this.messages = messages;
        this.key = key;
        this.commit = commit;
        this.heuristically = heuristically;
        this.now = now;
    }

    @Override
    public void check() {
        Branch.State state = branches.get(key).branch().state();
        if (state != Branch.State.PREPARED) {
            throw new HeuristicOutcomeException(key.route(), key.xid(), state == Branch.State.HEURISTICALLY_COMMITTED);
        }
    }

    @Override
    public void apply() {
        BranchRecord prepared = branches.get(key);
        for (OutboxId id : prepared.messages()) {
            if (commit && messages.claim(key.route(), id, now).equals(id)) {
                messages.write(id, messages.status(id).eligible(now));
                eligible.add(id);
            } else {
                messages.erase(id);
                erased.add(id);
            }
        }
        if (heuristically) {
            branches.replace(prepared.decided(
                    commit ? Branch.State.HEURISTICALLY_COMMITTED : Branch.State.HEURISTICALLY_ROLLED_BACK));
        } else {
            branches.remove(key);
        }
    }

    @Override
    public void durable() {
        eligible.forEach(id -> messages.show(id, messages.status(id)));
        erased.forEach(messages::forget);
    }
}
