package org.postbound.outbox;

import java.time.Instant;
import java.util.List;

/** Commits or rolls back a branch; by an operator it is kept, decided. */
final class Deciding implements Change {
    private final KnownBranches branches;
    private final Messages messages;
    private final BranchRecord.Key key;
    private final boolean commit;
    private final boolean heuristically;
    private final Instant now;
    private List<OutboxId> ids = List.of();

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
        ids = prepared.messages();
        for (OutboxId id : ids) {
            if (commit) {
                messages.write(id, messages.status(id).eligible(now));
            } else {
                messages.erase(id);
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
        for (OutboxId id : ids) {
            if (commit) {
                messages.show(id, messages.status(id));
            } else {
                messages.forget(id);
            }
        }
    }
}
