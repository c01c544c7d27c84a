package org.postbound.flight;

/**
 * Messages of a branch on their way to stable storage.
 *
 * @param xid branch
 * @param route route of its messages
 * @param messages how many it has
 */
public record Prepare(String xid, String route, int messages) implements BranchStep {}
