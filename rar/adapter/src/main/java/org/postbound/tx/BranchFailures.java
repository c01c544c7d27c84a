package org.postbound.tx;

import javax.transaction.xa.XAException;
import org.postbound.outbox.BranchId;

/**
 * What is said of a branch that cannot do what it is asked for.
 *
 * @param owner whose branch it is
 */
record BranchFailures(String owner) {
    XAException of(int code, BranchId id, String what, Throwable cause) {
        return XaFailure.of(code, "branch %s of %s %s".formatted(id, owner, what), cause);
    }

    XAException wrongOrder(BranchId id, String what) {
        return of(XAException.XAER_PROTO, id, what, null);
    }

    XAException unknown(BranchId id, Throwable cause) {
        return of(XAException.XAER_NOTA, id, "is not there: it was never started, or has ended", cause);
    }
}
