package org.postbound.outbox;

/** How far a message is. */
public enum State {
    /** Its branch is prepared. */
    PREPARED,
    /** It may be sent, and no attempt was made yet. */
    ELIGIBLE,
    /** A courier has it. Known in memory only: after a restart it is due again. */
    IN_DELIVERY,
    /** The server has accepted it for all recipients; it is erased. */
    ACCEPTED,
    /** An attempt did not succeed for all recipients, another one is to follow. */
    DEFERRED,
    /** The server refuses it for at least one recipient for good, and no recipient is left to try. */
    FAILED,
    /** An operator has to decide what becomes of it. */
    PARKED,
    /** It was not accepted in time. */
    EXPIRED;

    /** Whether an operator may have a message tried again. */
    boolean canBeRetried() {
        return compareTo(ACCEPTED) > 0;
    }

    /** Whether an operator may set a message aside. */
    boolean canBeParked() {
        return canBeRemoved() && this != PARKED;
    }

    /** Whether a message is still to be handed over, without an operator. */
    boolean isWaiting() {
        return this == ELIGIBLE || this == IN_DELIVERY || this == DEFERRED;
    }

    /** Whether an operator may give a message up, or send it elsewhere. */
    boolean canBeRemoved() {
        return this == ELIGIBLE || canBeRetried();
    }
}
