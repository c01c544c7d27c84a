package org.postbound.outbox;

/** An operator has decided the branch already (XA_HEURCOM, XA_HEURRB). */
public final class HeuristicOutcomeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean committed;

    /**
     * Creates the exception.
     *
     * @param route the route
     * @param xid the branch
     * @param committed how it was decided
     */
    public HeuristicOutcomeException(String route, BranchId xid, boolean committed) {
        super("branch %s of route %s was %s by an operator; have it forgotten"
                .formatted(xid, route, committed ? "committed" : "rolled back"));
        this.committed = committed;
    }

    /**
     * Returns how the branch was decided.
     *
     * @return whether it was committed; rolled back otherwise
     */
    public boolean committed() {
        return committed;
    }
}
