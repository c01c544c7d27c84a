package org.postbound;

import java.util.Objects;

/** There is no usable conversation with the server. Nothing was accepted by it. */
public final class SmtpConnectException extends SmtpException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** What exactly went wrong. */
    public enum Reason {
        /** The name of the host cannot be resolved. */
        HOST_UNKNOWN,
        /** Nothing listens on the port. */
        REFUSED,
        /** The host did not answer in time. */
        TIMED_OUT,
        /** The host or its network cannot be reached. */
        UNREACHABLE,
        /** This host has no address and port left for the connection: they are in use, or there is none of the kind. */
        LOCAL_ADDRESS_IN_USE,
        /** TLS was spoken to a port that speaks plaintext. */
        PLAINTEXT_EXPECTED,
        /** Plaintext was spoken to a port that speaks TLS. */
        TLS_EXPECTED,
        /** The server greeted with a refusal, or announced that it is closing (421). */
        UNAVAILABLE,
        /** The link broke, or the server fell silent, before the message was complete. */
        LINK_LOST,
        /** What the server sent is not an SMTP reply, or not the one that was due. */
        PROTOCOL_VIOLATION
    }

    /**
     * Creates the exception.
     *
     * @param reason what exactly went wrong
     * @param message what happened, to whom, and the cure
     * @param cause what was caught, may be null
     */
    public SmtpConnectException(Reason reason, String message, Throwable cause) {
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

    /** Returns whether the network or the server may recover by itself. */
    @Override
    public boolean isTransient() {
        return switch (reason) {
            case PLAINTEXT_EXPECTED, TLS_EXPECTED -> false;
            default -> true;
        };
    }
}
