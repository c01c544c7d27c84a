package org.postbound.flight;

/**
 * The commit of a branch on its way to stable storage.
 *
 * @param xid branch
 * @param route route of its messages
 * @param messages how many it has
 * @param onePhase whether it was committed without having been prepared
 */
public record Commit(String xid, String route, int messages, boolean onePhase) implements BranchStep {}
