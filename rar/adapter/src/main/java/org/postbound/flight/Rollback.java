package org.postbound.flight;

/**
 * The rollback of a prepared branch on its way to stable storage.
 *
 * @param xid branch
 * @param route route of its messages
 * @param messages how many it had
 */
public record Rollback(String xid, String route, int messages) implements BranchStep {}
