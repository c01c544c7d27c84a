package org.postbound;

import java.util.Objects;

/** The container gave no connection. */
public final class SmtpPoolException extends SmtpException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** What exactly went wrong. */
    public enum Reason {
        /** All connections of the pool are in use. */
        EXHAUSTED,
        /** The container gives none, for a reason of its own; the cause tells. */
        UNAVAILABLE,
        /** The connection factory of a program was closed, and gives none any more. */
        CLOSED
    }

    /**
     * Creates the exception.
     *
     * @param reason what exactly went wrong
     * @param message what happened, to whom, and the cure
     * @param cause what was caught, may be null
     */
    public SmtpPoolException(Reason reason, String message, Throwable cause) {
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

    /** Returns whether connections can come free again: unless the factory was closed. */
    @Override
    public boolean isTransient() {
        return reason != Reason.CLOSED;
    }
}
