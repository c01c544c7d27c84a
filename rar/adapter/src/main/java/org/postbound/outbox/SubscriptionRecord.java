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
 * @param lost how many events were erased that nobody took; since version 2
 */
record SubscriptionRecord(DurableSubscription subscription, Instant since, Instant used, long lost) {
    static final int VERSION = 2;

    SubscriptionRecord changed(DurableSubscription other) {
        return new SubscriptionRecord(other, since, used, lost);
    }

    SubscriptionRecord used(Instant now) {
        return new SubscriptionRecord(subscription, since, now, lost);
    }

    SubscriptionRecord lost(int more) {
        return new SubscriptionRecord(subscription, since, used, lost + more);
    }

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
                .number(lost)
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
                    new DurableSubscription(name, route, kinds, retention),
                    in.instant(),
                    in.instant(),
                    in.version() < 2 ? 0 : in.number());
        } catch (IllegalArgumentException e) {
            throw new DamagedRecordException("is no subscription: " + e.getMessage(), e);
        }
    }
}
