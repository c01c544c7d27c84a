package org.postbound.flight;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** The rollback of a prepared branch on its way to stable storage. */
@Name("org.postbound.Rollback")
@Label("Outbox Rollback")
@Description("The rollback of a prepared branch was forced to stable storage")
final class RollbackEvent extends BranchEvent<Rollback> {}
