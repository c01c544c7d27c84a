package org.postbound.outbox;

/** The store knows no such branch: it was never prepared, or has ended (XAER_NOTA). */
public final class UnknownBranchException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param owner the route or the subscription
     * @param xid the branch
     */
    public UnknownBranchException(String owner, BranchId xid) {
        super("%s has no branch %s; it was never prepared, or has ended".formatted(owner, xid));
    }
}
