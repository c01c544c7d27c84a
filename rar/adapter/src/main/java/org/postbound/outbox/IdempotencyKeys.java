package org.postbound.outbox;

import java.time.Duration;
import java.time.Instant;

/**
 * Which message has which idempotency key, as the thread that writes changes it. A message has its key from the change that
 * makes it eligible on, so of several one is sent, whichever commits first; and until the key has been kept for long enough,
 * whatever becomes of the message. There are too many keys for the memory.
 */
final class IdempotencyKeys {
    private final Store store;
    private final ByAge byAge;
    private final OutboxIds numbers;

    /**
     * Takes over the keys of a store.
     *
     * @param numbers for claims, so that they are in order of time
     */
    IdempotencyKeys(Store store, Duration retention, OutboxIds numbers) {
        this.store = store;
        this.byAge = new ByAge(
                store.claims, retention, record -> ClaimRecord.of(record).at());
        this.numbers = numbers;
    }

    /** Claims a key for a message, unless another has it; returns who has it then. */
    OutboxId claim(String route, String key, OutboxId message, Instant now) {
        String name = name(route, key);
        Long number = store.keys.get(name);
        if (number != null) {
            byte[] earlier = Store.present(store.claims.get(number));
            if (!byAge.isOver(earlier, now)) {
                return ClaimRecord.of(earlier).message();
            }
            store.claims.remove(number);
        }
        long next = numbers.next().value();
        store.claims.put(next, new ClaimRecord(route, key, message, now).toOctets());
        store.keys.put(name, next);
        return message;
    }

    /** Neither a route nor a key has a NUL. */
    private static String name(String route, String key) {
        return route + '\0' + key;
    }

    /** Whether there is anything to erase. Reads only. */
    boolean hasExpired(Instant now) {
        return byAge.hasExpired(now);
    }

    /** Erases the oldest keys, of those that were kept for long enough. */
    void expire(Instant now) {
        for (Long number : byAge.expired(now)) {
            ClaimRecord claim = ClaimRecord.of(store.claims.remove(number));
            store.keys.remove(name(claim.route(), claim.key()));
        }
    }
}
