package org.postbound.flight;

/** What is told of each step of a branch. */
sealed interface BranchStep permits Prepare, Commit, Rollback {
    String xid();

    String route();

    int messages();
}
