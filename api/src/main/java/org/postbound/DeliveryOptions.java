package org.postbound;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What is asked of the server for a message as a whole. Each option needs an extension of the server; where it is not
 * offered the send fails, and nothing is sent.
 *
 * @param dsnReturn how much of the message a notification gives back (DSN, RFC 3461)
 * @param envelopeId the sender's identifier in notifications (DSN, RFC 3461 section 4.4): visible ASCII, at most 100
 * @param requireTls whether every hop has to use verified TLS (REQUIRETLS, RFC 8689)
 * @param mtPriority the transfer priority, from -9 to 9 (MT-PRIORITY, RFC 6710)
 * @param holdUntil when the server is to release the message at the earliest (FUTURERELEASE, RFC 4865)
 */
public record DeliveryOptions(
        Optional<DsnReturn> dsnReturn,
        Optional<String> envelopeId,
        boolean requireTls,
        OptionalInt mtPriority,
        Optional<Instant> holdUntil) {
    /** Nothing is asked for. */
    public static final DeliveryOptions NONE =
            new DeliveryOptions(Optional.empty(), Optional.empty(), false, OptionalInt.empty(), Optional.empty());

    private static final int MAX_ENVELOPE_ID = 100;
    private static final int MAX_MT_PRIORITY = 9;

    /**
     * Checks each option.
     *
     * @throws InvalidEmailException if an option is outside what its RFC allows
     */
    public DeliveryOptions {
        Syntax.present("dsnReturn", dsnReturn);
        Syntax.present("envelopeId", envelopeId).ifPresent(DeliveryOptions::checkEnvelopeId);
        Syntax.present("mtPriority", mtPriority).ifPresent(DeliveryOptions::checkMtPriority);
        Syntax.present("holdUntil", holdUntil);
    }

    static void checkMtPriority(int priority) {
        if (priority < -MAX_MT_PRIORITY || priority > MAX_MT_PRIORITY) {
            throw new InvalidEmailException("mtPriority", "is " + priority + "; use a value from -9 to 9 (RFC 6710)");
        }
    }

    static void checkEnvelopeId(String id) {
        Syntax.oneLine("envelopeId", id);
        if (id.isEmpty() || id.length() > MAX_ENVELOPE_ID || !id.chars().allMatch(c -> c >= ' ' && c <= '~')) {
            throw new InvalidEmailException(
                    "envelopeId", "is \"%s\"; use 1 to 100 printable ASCII characters (RFC 3461)".formatted(id));
        }
    }
}
