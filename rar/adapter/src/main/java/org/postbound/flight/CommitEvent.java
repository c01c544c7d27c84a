package org.postbound.flight;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** The commit of a branch on its way to stable storage. */
@Name("org.postbound.Commit")
@Label("Outbox Commit")
@Description("The commit of a branch was forced to stable storage; its messages may leave")
final class CommitEvent extends BranchEvent<Commit> {
    @Label("One Phase")
    @Description("Whether it was committed without having been prepared")
    boolean onePhase;

    @Override
    void tell(Commit told) {
        super.tell(told);
        onePhase = told.onePhase();
    }
}
