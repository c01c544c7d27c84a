package org.postbound;

import java.util.Objects;

/** The handle cannot be used in the state that the transaction or the handle is in. Nothing was sent or staged. */
public final class SmtpTransactionException extends SmtpException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** What exactly went wrong. */
    public enum Reason {
        /** The transaction is marked for rollback, so the mail could never leave. */
        MARKED_ROLLBACK,
        /** The transaction of the handle has ended, by commit, rollback or timeout. */
        ENDED,
        /** The transaction of the handle is suspended, or the thread is in another one. */
        SUSPENDED,
        /** The thread is in a transaction, but the container did not enlist the connection in it. */
        NOT_ENLISTED,
        /** The handle was closed. */
        CLOSED_HANDLE
    }

    /**
     * Creates the exception.
     *
     * @param reason what exactly went wrong
     * @param message what happened, to whom, and the cure
     * @param cause what was caught, may be null
     */
    public SmtpTransactionException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = Objects.requireNonNull(reason, "reason");
    }

    /**
     * Returns what exactly went wrong.
     *
     * @return the reason
     */
    public Reason reason() {
        return reason;
    }

    /** Returns {@code false}: the application has to use the handle differently. */
    @Override
    public boolean isTransient() {
        return false;
    }
}
