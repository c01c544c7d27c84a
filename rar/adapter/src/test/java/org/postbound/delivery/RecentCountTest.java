package org.postbound.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RecentCountTest {
    /** A monotonic clock may begin anywhere. */
    private long now = Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(90);

    private final RecentCount count = new RecentCount(() -> now);

    private void pass(long seconds) {
        now += TimeUnit.SECONDS.toNanos(seconds);
    }

    @Test
    void whatHappened_countsForAsLongAsItIsRecent() {
        count.count();
        count.count();
        pass(59);
        count.count();
        assertEquals(3, count.inLastMinutes(1));
        pass(1);
        assertEquals(1, count.inLastMinutes(1));
        assertEquals(3, count.inLastMinutes(5));
        pass(239);
        assertEquals(0, count.inLastMinutes(1));
        assertEquals(3, count.inLastMinutes(5));
        pass(1);
        assertEquals(1, count.inLastMinutes(5));
        pass(59);
        assertEquals(0, count.inLastMinutes(5));
    }

    @Test
    void afterALongSilence_nothingIsLeft() {
        count.count();
        pass(299);
        count.count();
        assertEquals(2, count.inLastMinutes(5));
        pass(100_000);
        assertEquals(0, count.inLastMinutes(5));
        count.count();
        assertEquals(1, count.inLastMinutes(1));
    }
}
