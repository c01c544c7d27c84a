package org.postbound.flight;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** Messages of a branch on their way to stable storage. */
@Name("org.postbound.Prepare")
@Label("Outbox Prepare")
@Description("The messages of a branch were forced to stable storage")
final class PrepareEvent extends BranchEvent<Prepare> {}
