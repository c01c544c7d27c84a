package org.postbound.outbox;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.postbound.DeliveryOptions;
import org.postbound.DsnNotify;
import org.postbound.DsnReturn;
import org.postbound.Envelope;
import org.postbound.ForwardPath;
import org.postbound.InvalidEmailException;
import org.postbound.mime.WireTraits;

/**
 * What rarely changes of a message, beside its octets. Version 2 has an idempotency key; a message without one is written in
 * version 1, so that only whoever needs the key has to read it all.
 */
record MessageRecord(Instant storedAt, Envelope envelope, WireTraits traits) {
    static final int VERSION = 2;

    byte[] toOctets() {
        DeliveryOptions options = envelope.options();
        FieldWriter fields = FieldWriter.version(options.idempotencyKey().isPresent() ? VERSION : 1)
                .instant(storedAt)
                .text(envelope.reversePath())
                .list(envelope.forwardPaths(), MessageRecord::write)
                .optional(options.dsnReturn(), (out, extent) -> out.text(extent.name()))
                .optional(options.envelopeId(), FieldWriter::text)
                .flag(options.requireTls())
                .optional(options.mtPriority().stream().boxed().findFirst(), (out, priority) -> out.number(priority))
                .optional(options.holdUntil(), FieldWriter::instant)
                .text(traits.messageId())
                .flag(traits.eightBit())
                .flag(traits.smtpUtf8())
                .flag(traits.leadingDot());
        options.idempotencyKey().ifPresent(fields::text);
        return fields.toOctets();
    }

    Optional<String> idempotencyKey() {
        return envelope.options().idempotencyKey();
    }

    /** Reads the key alone; nearly for nothing if there is none. */
    static Optional<String> idempotencyKey(byte[] octets) {
        return FieldReader.of(octets, VERSION).version() < 2
                ? Optional.empty()
                : of(octets).idempotencyKey();
    }

    /** Returns the instant or, if the message is to be held for longer, that. */
    Instant notBefore(Instant due) {
        return envelope.options().holdUntil().filter(due::isBefore).orElse(due);
    }

    private static void write(FieldWriter out, ForwardPath path) {
        out.text(path.address())
                .list(path.dsnNotify().stream().sorted().toList(), (inner, notify) -> inner.text(notify.name()))
                .optional(path.originalRecipient(), FieldWriter::text);
    }

    static MessageRecord of(byte[] octets) {
        FieldReader in = FieldReader.of(octets, VERSION);
        try {
            Instant storedAt = in.instant();
            String reversePath = in.text();
            List<ForwardPath> forwardPaths = in.list(MessageRecord::forwardPath);
            DeliveryOptions options = new DeliveryOptions(
                    in.optional(field -> field.constant(DsnReturn.class)),
                    in.optional(FieldReader::text),
                    in.flag(),
                    in.optional(FieldReader::number)
                            .map(priority -> OptionalInt.of(priority.intValue()))
                            .orElse(OptionalInt.empty()),
                    in.optional(FieldReader::instant));
            WireTraits traits = new WireTraits(in.text(), in.flag(), in.flag(), in.flag());
            DeliveryOptions all = in.version() < 2 ? options : options.withIdempotencyKey(in.text());
            return new MessageRecord(storedAt, new Envelope(reversePath, forwardPaths, all), traits);
        } catch (InvalidEmailException e) {
            throw new DamagedRecordException("has an envelope that is not valid: " + e.getMessage(), e);
        }
    }

    private static ForwardPath forwardPath(FieldReader in) {
        String address = in.text();
        Set<DsnNotify> notify =
                in.list(field -> field.constant(DsnNotify.class)).stream().collect(Collectors.toSet());
        Optional<String> original = in.optional(FieldReader::text);
        return new ForwardPath(address, notify, original);
    }
}
