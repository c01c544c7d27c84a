package org.postbound.outbox;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.postbound.DeliveryEvent;

/**
 * A subscription on the disk.
 *
 * @param since when it was made
 * @param used when somebody was last known to use it
 */
record SubscriptionRecord(DurableSubscription subscription, Instant since, Instant used) {
    static final int VERSION = 1;

    /** Returns whether nobody has used it for so long that nobody will. */
    boolean isAbandoned(Instant now) {
        return used.plus(subscription.retention()).isBefore(now);
    }

    byte[] toOctets() {
        return FieldWriter.version(VERSION)
                .text(subscription.name())
                .optional(subscription.route(), FieldWriter::text)
                .list(subscription.kinds().stream().sorted().toList(), (out, kind) -> out.text(kind.name()))
                .number(subscription.retention().toMillis())
                .instant(since)
                .instant(used)
                .toOctets();
    }

    static SubscriptionRecord of(byte[] octets) {
        FieldReader in = FieldReader.of(octets, VERSION);
        try {
            String name = in.text();
            Optional<String> route = in.optional(FieldReader::text);
            Set<DeliveryEvent.Kind> kinds = in.list(field -> field.constant(DeliveryEvent.Kind.class)).stream()
                    .collect(Collectors.toSet());
            Duration retention = Duration.ofMillis(in.number());
            return new SubscriptionRecord(
                    new DurableSubscription(name, route, kinds, retention), in.instant(), in.instant());
        } catch (IllegalArgumentException e) {
            throw new DamagedRecordException("is no subscription: " + e.getMessage(), e);
        }
    }
}
