package org.postbound.outbox;

/** Stores the messages of a branch, and the branch. */
record Preparing(KnownBranches branches, long number, BranchRecord branch, Adding adding) implements Change {
    @Override
    public void check() {
        branches.checkNew(branch.key());
        adding.check();
    }

    @Override
    public void apply() {
        adding.apply();
        branches.put(number, branch);
    }

    @Override
    public void durable() {
        branches.show(branch.key());
    }
}
