package org.postbound.outbox;

import java.util.List;

/** Commits or rolls back a branch that acknowledges events. */
final class EndingAcknowledgement implements Change {
    private final KnownSubscriptions subscriptions;
    private final BranchRecord.Key key;
    private final boolean commit;
    private List<OutboxId> events = List.of();

    EndingAcknowledgement(KnownSubscriptions subscriptions, BranchRecord.Key key, boolean commit) {
        this.subscriptions = subscriptions;
        this.key = key;
        this.commit = commit;
    }

    @Override
    public void check() {
        events = subscriptions.acknowledgements().get(key).messages();
    }

    @Override
    public void apply() {
        subscriptions.acknowledgements().remove(key);
        if (commit) {
            subscriptions.erase(key.route(), events);
        }
    }

    @Override
    public void durable() {
        if (!commit) {
            subscriptions.free(key.route(), events);
        }
    }
}
