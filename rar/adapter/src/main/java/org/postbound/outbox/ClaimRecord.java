package org.postbound.outbox;

import java.time.Instant;

/**
 * That a message has an idempotency key.
 *
 * @param message whose key it is, whether that is still there or not
 * @param at since when
 */
record ClaimRecord(String route, String key, OutboxId message, Instant at) {
    static final int VERSION = 1;

    byte[] toOctets() {
        return FieldWriter.version(VERSION)
                .text(route)
                .text(key)
                .number(message.value())
                .instant(at)
                .toOctets();
    }

    static ClaimRecord of(byte[] octets) {
        FieldReader in = FieldReader.of(octets, VERSION);
        return new ClaimRecord(in.text(), in.text(), new OutboxId(in.number()), in.instant());
    }
}
