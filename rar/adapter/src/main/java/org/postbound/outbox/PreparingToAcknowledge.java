package org.postbound.outbox;

/** Stores a branch that acknowledges events. */
record PreparingToAcknowledge(KnownSubscriptions subscriptions, long number, BranchRecord branch) implements Change {
    @Override
    public void check() {
        subscriptions.check(known -> known.get(branch.route()));
        subscriptions.acknowledgements().checkNew(branch.key());
    }

    @Override
    public void apply() {
        subscriptions.prepare(number, branch);
    }

    @Override
    public void durable() {
        subscriptions.acknowledgements().show(branch.key());
    }
}
