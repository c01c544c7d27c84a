package org.postbound.outbox;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.postbound.RecipientOutcome;
import org.postbound.SmtpReply;

/** Reads what {@link FieldWriter} wrote. Every method throws {@link DamagedRecordException} where that is not the case. */
final class FieldReader {
    private final int version;
    private final ByteBuffer octets;

    private FieldReader(int version, ByteBuffer octets) {
        this.version = version;
        this.octets = octets;
    }

    /** Reads the version of a record, and refuses one that only a later release writes. */
    static FieldReader of(byte[] record, int newest) {
        if (record.length == 0) {
            throw new DamagedRecordException("is empty");
        }
        int version = record[0];
        if (version > newest) {
            throw new DamagedRecordException(
                    "has format %d, and this release reads up to %d".formatted(version, newest));
        }
        if (version < 1) {
            throw new DamagedRecordException("has format %d, which there never was".formatted(version));
        }
        return new FieldReader(version, ByteBuffer.wrap(record, 1, record.length - 1));
    }

    int version() {
        return version;
    }

    byte[] octets() {
        if (octets.remaining() < Integer.BYTES) {
            throw new DamagedRecordException("ends too early");
        }
        int length = octets.getInt();
        if (length < 0 || length > octets.remaining()) {
            throw new DamagedRecordException(
                    "has a field of %d octets, and %d are left".formatted(length, octets.remaining()));
        }
        byte[] value = new byte[length];
        octets.get(value);
        return value;
    }

    private ByteBuffer exactly(int length) {
        byte[] value = octets();
        if (value.length != length) {
            throw new DamagedRecordException("has a field of %d octets instead of %d".formatted(value.length, length));
        }
        return ByteBuffer.wrap(value);
    }

    String text() {
        return new String(octets(), StandardCharsets.UTF_8);
    }

    long number() {
        return exactly(Long.BYTES).getLong();
    }

    boolean flag() {
        return exactly(1).get() != 0;
    }

    Instant instant() {
        ByteBuffer value = exactly(Long.BYTES + Integer.BYTES);
        try {
            return Instant.ofEpochSecond(value.getLong(), value.getInt());
        } catch (DateTimeException e) {
            throw new DamagedRecordException("has an impossible time", e);
        }
    }

    <E extends Enum<E>> E constant(Class<E> type) {
        String name = text();
        try {
            return Enum.valueOf(type, name);
        } catch (IllegalArgumentException e) {
            throw new DamagedRecordException("has no %s where one is expected".formatted(type.getSimpleName()), e);
        }
    }

    SmtpReply reply() {
        try {
            return new SmtpReply((int) number(), list(FieldReader::text));
        } catch (IllegalArgumentException e) {
            throw new DamagedRecordException("has a reply that is none: " + e.getMessage(), e);
        }
    }

    RecipientOutcome outcome() {
        String address = text();
        Optional<SmtpReply> reply = optional(FieldReader::reply);
        return reply.map(given -> RecipientOutcome.of(address, given)).orElse(RecipientOutcome.pending(address));
    }

    <T> List<T> list(Function<FieldReader, T> element) {
        FieldReader inner = new FieldReader(version, ByteBuffer.wrap(octets()));
        List<T> values = new ArrayList<>();
        while (inner.octets.hasRemaining()) {
            values.add(element.apply(inner));
        }
        return values;
    }

    <T> Optional<T> optional(Function<FieldReader, T> element) {
        return list(element).stream().findFirst();
    }
}
