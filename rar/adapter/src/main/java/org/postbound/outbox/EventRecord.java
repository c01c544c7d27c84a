package org.postbound.outbox;

import java.util.Optional;
import org.postbound.DeliveryEvent;
import org.postbound.RecipientOutcome;
import org.postbound.SmtpReply;

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
                .list(event.recipients(), EventRecord::write)
                .optional(event.nextAttempt(), FieldWriter::instant)
                .text(event.reason())
                .toOctets();
    }

    private static void write(FieldWriter out, RecipientOutcome outcome) {
        out.text(outcome.address()).optional(outcome.reply(), FieldWriter::reply);
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
                        in.list(EventRecord::outcome),
                        in.optional(FieldReader::instant),
                        in.text()));
    }

    private static RecipientOutcome outcome(FieldReader in) {
        String address = in.text();
        Optional<SmtpReply> reply = in.optional(FieldReader::reply);
        return reply.map(given -> RecipientOutcome.of(address, given)).orElse(RecipientOutcome.pending(address));
    }
}
