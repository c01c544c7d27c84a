package org.postbound.ra;

import java.time.Duration;

/**
 * How long to wait after a failure: each time twice as long.
 *
 * @param first after the first failure
 * @param longest never longer
 */
record Pauses(Duration first, Duration longest) {
    private static final int MOST_DOUBLINGS = 20;

    /** Returns the pause after a failure that so many others preceded. */
    Duration after(int failures) {
        Duration pause = first.multipliedBy(1L << Math.min(failures, MOST_DOUBLINGS));
        return pause.compareTo(longest) < 0 ? pause : longest;
    }
}
