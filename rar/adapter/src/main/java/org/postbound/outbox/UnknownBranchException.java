package org.postbound.outbox;

/** The store knows no such branch: it was never prepared, or has ended (XAER_NOTA). */
public final class UnknownBranchException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param route the route
     * @param xid the branch
     */
    public UnknownBranchException(String route, BranchId xid) {
        super("route %s has no branch %s; it was never prepared, or has ended".formatted(route, xid));
    }
}
