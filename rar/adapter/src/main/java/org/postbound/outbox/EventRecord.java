package org.postbound.outbox;

import org.postbound.DeliveryEvent;

/**
 * An event that is kept for a subscription.
 *
 * @param subscription the number of the subscription's record
 */
record EventRecord(long subscription, DeliveryEvent event) {
    static final int VERSION = 1;

    byte[] toOctets() {
        return FieldWriter.version(VERSION)
                .number(subscription)
                .text(event.outboxId())
                .text(event.messageId())
                .text(event.route())
                .text(event.kind().name())
                .number(event.attempt())
                .instant(event.at())
                .list(event.recipients(), FieldWriter::outcome)
                .optional(event.nextAttempt(), FieldWriter::instant)
                .text(event.reason())
                .toOctets();
    }

    static EventRecord of(byte[] octets) {
        FieldReader in = FieldReader.of(octets, VERSION);
        return new EventRecord(
                in.number(),
                new DeliveryEvent(
                        in.text(),
                        in.text(),
                        in.text(),
                        in.constant(DeliveryEvent.Kind.class),
                        (int) in.number(),
                        in.instant(),
                        in.list(FieldReader::outcome),
                        in.optional(FieldReader::instant),
                        in.text()));
    }
}
