package org.postbound.outbox;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.postbound.RecipientOutcome;
import org.postbound.SmtpReply;

/** Writes a record: its version, then fields, each with its length in front; docs/outbox.md has the format. */
final class FieldWriter {
    private final ByteArrayOutputStream octets = new ByteArrayOutputStream(256);

    /** Begins a record. */
    static FieldWriter version(int version) {
        FieldWriter writer = new FieldWriter();
        writer.octets.write(version);
        return writer;
    }

    FieldWriter octets(byte[] value) {
        octets.writeBytes(
                ByteBuffer.allocate(Integer.BYTES).putInt(value.length).array());
        octets.writeBytes(value);
        return this;
    }

    FieldWriter text(String value) {
        return octets(value.getBytes(StandardCharsets.UTF_8));
    }

    FieldWriter number(long value) {
        return octets(ByteBuffer.allocate(Long.BYTES).putLong(value).array());
    }

    FieldWriter flag(boolean value) {
        return octets(new byte[] {(byte) (value ? 1 : 0)});
    }

    FieldWriter instant(Instant value) {
        return octets(ByteBuffer.allocate(Long.BYTES + Integer.BYTES)
                .putLong(value.getEpochSecond())
                .putInt(value.getNano())
                .array());
    }

    /** Writes a reply as two fields. */
    FieldWriter reply(SmtpReply value) {
        return number(value.code()).list(value.lines(), FieldWriter::text);
    }

    /** Writes an outcome as two fields. */
    FieldWriter outcome(RecipientOutcome value) {
        return text(value.address()).optional(value.reply(), FieldWriter::reply);
    }

    /** Writes a list as one field that has a field for each part of each element. */
    <T> FieldWriter list(List<T> values, BiConsumer<FieldWriter, T> element) {
        FieldWriter inner = new FieldWriter();
        values.forEach(value -> element.accept(inner, value));
        return octets(inner.toOctets());
    }

    /** Writes a list of one element or none. */
    <T> FieldWriter optional(Optional<T> value, BiConsumer<FieldWriter, T> element) {
        return list(value.stream().toList(), element);
    }

    byte[] toOctets() {
        return octets.toByteArray();
    }
}
