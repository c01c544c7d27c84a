package org.postbound.outbox;

/** Forgets a branch that an operator has decided. */
record Forgetting(KnownBranches branches, BranchRecord.Key key) implements Change {
    @Override
    public void check() {
        if (branches.get(key).branch().state() == Branch.State.PREPARED) {
            throw new IllegalStateException("branch " + key.xid() + " is prepared; commit it or roll it back");
        }
    }

    @Override
    public void apply() {
        branches.remove(key);
    }
}
