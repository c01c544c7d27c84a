package org.postbound.delivery;

import java.time.Duration;
import java.time.Instant;

/**
 * When a message that could not be handed over is tried again (RFC 5321 section 4.5.4.1).
 *
 * @param interval before the second attempt
 * @param multiplier by which it grows from attempt to attempt; 1 or more
 * @param longest what it does not grow beyond
 * @param expireAfter how long after it was stored a message is given up
 */
public record RetryPolicy(Duration interval, double multiplier, Duration longest, Duration expireAfter) {
    /** A minute, growing to an hour, for five days. */
    public static final RetryPolicy DEFAULT =
            new RetryPolicy(Duration.ofMinutes(1), 2, Duration.ofHours(1), Duration.ofDays(5));

    /** Checks that it goes on at all. */
    public RetryPolicy {
        if (interval.isNegative() || interval.isZero() || multiplier < 1 || longest.compareTo(interval) < 0) {
            throw new IllegalArgumentException("an interval of more than zero, that never shrinks");
        }
    }

    /**
     * Returns how long to wait.
     *
     * @param attempts how many have failed, 1 or more
     * @return the interval before the next one
     */
    Duration delay(int attempts) {
        double millis = interval.toMillis() * Math.pow(multiplier, attempts - 1.0);
        return millis < longest.toMillis() ? Duration.ofMillis((long) millis) : longest;
    }

    /** Whether a message that was stored then is to be given up now. */
    boolean isExpired(Instant storedAt, Instant now) {
        return now.isAfter(storedAt.plus(expireAfter));
    }
}
