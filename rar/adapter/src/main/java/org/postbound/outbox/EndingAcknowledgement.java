package org.postbound.outbox;

/** Commits or rolls back a branch that acknowledges events. */
final class EndingAcknowledgement implements Change {
    private final KnownSubscriptions subscriptions;
    private final BranchRecord.Key key;
    private final boolean commit;
    private BranchRecord branch;

    EndingAcknowledgement(KnownSubscriptions subscriptions, BranchRecord.Key key, boolean commit) {
        this.subscriptions = subscriptions;
        this.key = key;
        this.commit = commit;
    }

    @Override
    public void check() {
        branch = subscriptions.acknowledgements().get(key);
    }

    @Override
    public void apply() {
        if (commit) {
            subscriptions.commit(branch);
        } else {
            subscriptions.acknowledgements().remove(key);
        }
    }

    @Override
    public void durable() {
        if (!commit) {
            subscriptions.free(key.route(), branch.messages());
        }
    }
}
