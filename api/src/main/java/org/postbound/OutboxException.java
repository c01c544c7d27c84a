package org.postbound;

import java.util.Objects;

/** The outbox did not take the message, or did not start. */
public final class OutboxException extends SmtpException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** What exactly went wrong. */
    public enum Reason {
        /** The outbox holds as much as it may. */
        FULL,
        /** The outbox has stopped. */
        STOPPED,
        /** The outbox cannot be read. */
        UNREADABLE,
        /** Somebody else has the outbox open. */
        IN_USE
    }

    /**
     * Creates the exception.
     *
     * @param reason what exactly went wrong
     * @param message what happened, to whom, and the cure
     * @param cause what was caught, may be null
     */
    public OutboxException(Reason reason, String message, Throwable cause) {
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

    /** Returns whether space may come free. */
    @Override
    public boolean isTransient() {
        return reason == Reason.FULL;
    }
}
