package org.postbound.delivery;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Counts what happened in the last minutes, to the second. Not safe for use by several threads. */
final class RecentCount {
    static final int MINUTES = 5;

    private static final int SECONDS = 60 * MINUTES;

    private final LongSupplier nanoTime;
    private final long start;
    /** For each second the number, in the place of the one that is over. */
    private final int[] counts = new int[SECONDS];

    private long lastSecond;

    /** @param nanoTime a clock that nobody sets */
    RecentCount(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        start = nanoTime.getAsLong();
    }

    void count() {
        forgetOld();
        counts[place(lastSecond)]++;
    }

    /** Returns how often since so many minutes, {@link #MINUTES} at most. */
    int inLastMinutes(int minutes) {
        forgetOld();
        int sum = 0;
        for (int ago = 0; ago < 60 * minutes; ago++) {
            sum += counts[place(lastSecond - ago)];
        }
        return sum;
    }

    private void forgetOld() {
        long second = TimeUnit.NANOSECONDS.toSeconds(nanoTime.getAsLong() - start);
        if (second - lastSecond >= SECONDS) {
            Arrays.fill(counts, 0);
        } else {
            for (long next = lastSecond + 1; next <= second; next++) {
                counts[place(next)] = 0;
            }
        }
        lastSecond = second;
    }

    private static int place(long second) {
        return (int) Math.floorMod(second, (long) SECONDS);
    }
}
