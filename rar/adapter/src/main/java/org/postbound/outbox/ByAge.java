package org.postbound.outbox;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVMap;

/**
 * Records that are kept for a time, with the oldest under the least number. What is found at once is bounded, so that nobody
 * waits for long.
 *
 * @param at since when a record is kept
 */
record ByAge(MVMap<Long, byte[]> records, Duration retention, Function<byte[], Instant> at) {
    /** So many are found and erased in a few milliseconds. */
    private static final int MOST_AT_ONCE = 1000;

    /** Whether a record was kept for long enough by then. */
    boolean isOver(byte[] record, Instant now) {
        return !at.apply(record).plus(retention).isAfter(now);
    }

    /** Whether there is one that was kept for long enough. */
    boolean hasExpired(Instant now) {
        Long oldest = records.firstKey();
        return oldest != null && isOver(records.get(oldest), now);
    }

    /** Returns the numbers of the oldest of those that were. */
    List<Long> expired(Instant now) {
        List<Long> over = new ArrayList<>();
        Cursor<Long, byte[]> oldest = records.cursor(null);
        while (over.size() < MOST_AT_ONCE && oldest.hasNext()) {
            Long number = oldest.next();
            if (!isOver(oldest.getValue(), now)) {
                return over;
            }
            over.add(number);
        }
        return over;
    }
}
