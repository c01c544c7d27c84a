package org.postbound;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What is asked for a message as a whole. An option of the server needs an extension; where it is not offered a {@code send}
 * that talks to the server fails, and nothing is sent. In a transaction, and with {@code Asynchronous=true}, the server is
 * asked later: the message then fails in the outbox, and trying it again does not help. So use what your server offers, which
 * {@link SmtpConnection#server()} tells. The idempotency key is for the outbox, and needs one.
 *
 * @param dsnReturn how much of the message a notification gives back (DSN, RFC 3461)
 * @param envelopeId the sender's identifier in notifications (DSN, RFC 3461 section 4.4): visible ASCII, at most 100
 * @param requireTls whether every hop has to use verified TLS (REQUIRETLS, RFC 8689)
 * @param mtPriority the transfer priority, from -9 to 9 (MT-PRIORITY, RFC 6710); 0 is that of a message without one, and any
 *     server will do
 * @param holdUntil when the message may leave at the earliest: the outbox holds what goes through it, the server all else
 *     (FUTURERELEASE, RFC 4865)
 * @param idempotencyKey what the application calls this send: a second message with the same key is not sent, as long as
 *     the outbox remembers the first. Visible text of 1 to 255 characters
 */
public record DeliveryOptions(
        Optional<DsnReturn> dsnReturn,
        Optional<String> envelopeId,
        boolean requireTls,
        OptionalInt mtPriority,
        Optional<Instant> holdUntil,
        Optional<String> idempotencyKey) {
    /** Nothing is asked for. */
    public static final DeliveryOptions NONE =
            new DeliveryOptions(Optional.empty(), Optional.empty(), false, OptionalInt.empty(), Optional.empty());

    private static final int MAX_ENVELOPE_ID = 100;
    private static final int MAX_MT_PRIORITY = 9;
    private static final int MAX_IDEMPOTENCY_KEY = 255;

    /**
     * Checks each option.
     *
     * @throws InvalidEmailException if an option is null, or outside what its RFC allows
     */
    public DeliveryOptions {
        Syntax.present("dsnReturn", dsnReturn);
        Syntax.present("envelopeId", envelopeId).ifPresent(DeliveryOptions::checkEnvelopeId);
        Syntax.present("mtPriority", mtPriority).ifPresent(DeliveryOptions::checkMtPriority);
        Syntax.present("holdUntil", holdUntil);
        Syntax.present("idempotencyKey", idempotencyKey).ifPresent(DeliveryOptions::checkIdempotencyKey);
    }

    /**
     * Options of the server alone.
     *
     * @param dsnReturn how much of the message a notification gives back
     * @param envelopeId the sender's identifier in notifications
     * @param requireTls whether every hop has to use verified TLS
     * @param mtPriority the transfer priority
     * @param holdUntil when the message may leave at the earliest
     * @throws InvalidEmailException if an option is null, or outside what its RFC allows
     */
    public DeliveryOptions(
            Optional<DsnReturn> dsnReturn,
            Optional<String> envelopeId,
            boolean requireTls,
            OptionalInt mtPriority,
            Optional<Instant> holdUntil) {
        this(dsnReturn, envelopeId, requireTls, mtPriority, holdUntil, Optional.empty());
    }

    /**
     * The same options with an idempotency key.
     *
     * @param key visible text of 1 to 255 characters
     * @return new options
     * @throws InvalidEmailException if it is not
     */
    public DeliveryOptions withIdempotencyKey(String key) {
        return new DeliveryOptions(
                dsnReturn,
                envelopeId,
                requireTls,
                mtPriority,
                holdUntil,
                Optional.of(Syntax.present("idempotencyKey", key)));
    }

    static void checkIdempotencyKey(String key) {
        Syntax.oneLine("idempotencyKey", key);
        if (key.isBlank()
                || key.length() > MAX_IDEMPOTENCY_KEY
                || key.codePoints().anyMatch(Syntax::isInvisible)) {
            throw new InvalidEmailException(
                    "idempotencyKey",
                    "is \"%.40s\", of %d characters; use visible text of 1 to 255 characters"
                            .formatted(key, key.length()));
        }
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
