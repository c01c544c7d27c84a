package org.postbound.config;

import java.time.Duration;

/**
 * How long a session is used before it is checked, or replaced.
 *
 * @param validateAfterIdle idle for longer it is asked with NOOP before it is used; servers count NOOP as abuse, and drop
 *     sessions that are idle for minutes (RFC 5321 section 4.5.3.2.7)
 * @param maxMessages the most messages that it carries; 0 for no limit
 * @param maxAge replaced when older; zero for no limit
 */
public record SessionLimits(Duration validateAfterIdle, int maxMessages, Duration maxAge) {
    /** What holds where nothing is configured. */
    public static final SessionLimits DEFAULT = new SessionLimits(Duration.ofSeconds(30), 0, Duration.ZERO);

    /** Checks that nothing is negative. */
    public SessionLimits {
        Checks.notNegative(
                "ValidateAfterIdle", validateAfterIdle.toMillis(), "milliseconds, or 0 to check before each use");
        Checks.notNegative("MaxMessagesPerConnection", maxMessages, "a number of messages, or 0 for no limit");
        Checks.notNegative("MaxConnectionAge", maxAge.toMillis(), "milliseconds, or 0 for no limit");
    }

    /**
     * Returns whether a session is to be replaced before it is used again.
     *
     * @param messages how many it has carried
     * @param age how long ago it was opened
     * @return whether a limit is reached
     */
    public boolean isReached(int messages, Duration age) {
        return (maxMessages > 0 && messages >= maxMessages) || (!maxAge.isZero() && age.compareTo(maxAge) >= 0);
    }

    /**
     * Returns whether a session is to be checked before it is used again.
     *
     * @param idle how long ago it was used
     * @return whether it may have been dropped meanwhile
     */
    public boolean isDoubtful(Duration idle) {
        return idle.compareTo(validateAfterIdle) >= 0;
    }
}
