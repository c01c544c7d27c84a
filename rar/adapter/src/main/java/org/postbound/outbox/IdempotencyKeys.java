package org.postbound.outbox;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.h2.mvstore.Cursor;

/**
 * Which message has which idempotency key, as the thread that writes changes it. A message has its key from the change that
 * makes it eligible on, so of several one is sent, whichever commits first; and until the key has been kept for long enough,
 * whatever becomes of the message. There are too many keys for the memory.
 */
final class IdempotencyKeys {
    /** So many are found and erased in a few milliseconds. */
    private static final int MOST_AT_ONCE = 1000;

    private final Store store;
    private final Duration retention;
    private final OutboxIds numbers;

    /**
     * Takes over the keys of a store.
     *
     * @param numbers for claims, so that they are in order of time
     */
    IdempotencyKeys(Store store, Duration retention, OutboxIds numbers) {
        this.store = store;
        this.retention = retention;
        this.numbers = numbers;
    }

    /** Claims a key for a message, unless another has it; returns who has it then. */
    OutboxId claim(String route, String key, OutboxId message, Instant now) {
        String name = name(route, key);
        Long number = store.keys.get(name);
        if (number != null) {
            ClaimRecord earlier = ClaimRecord.of(Store.present(store.claims.get(number)));
            if (!isOver(earlier, now)) {
                return earlier.message();
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

    private boolean isOver(ClaimRecord claim, Instant now) {
        return !claim.at().plus(retention).isAfter(now);
    }

    /** Whether there is anything to erase. Reads only. */
    boolean hasExpired(Instant now) {
        Long oldest = store.claims.firstKey();
        return oldest != null && isOver(claim(oldest), now);
    }

    private ClaimRecord claim(Long number) {
        return ClaimRecord.of(Store.present(store.claims.get(number)));
    }

    /** Erases the oldest keys, of those that were kept for long enough. */
    void expire(Instant now) {
        List<Long> over = new ArrayList<>();
        Cursor<Long, byte[]> oldest = store.claims.cursor(null);
        while (over.size() < MOST_AT_ONCE && oldest.hasNext() && isOver(claim(oldest.next()), now)) {
            over.add(oldest.getKey());
        }
        for (Long number : over) {
            ClaimRecord claim = claim(number);
            store.claims.remove(number);
            store.keys.remove(name(claim.route(), claim.key()));
        }
    }
}
