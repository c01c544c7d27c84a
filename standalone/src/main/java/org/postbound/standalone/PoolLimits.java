package org.postbound.standalone;

import java.time.Duration;
import org.postbound.SmtpConfigurationException;

/**
 * How large a pool becomes, and how patient it is.
 *
 * @param maxSize connections at the same time, in use or idle
 * @param idleTimeout how long an idle one is kept
 * @param maxWait how long a caller waits for one while all are in use; zero: not at all
 */
record PoolLimits(int maxSize, Duration idleTimeout, Duration maxWait) {
    /** What the clocks of pools can count. */
    private static final Duration LONGEST = Duration.ofDays(24);

    /** Servers drop idle sessions after some minutes. */
    static final PoolLimits DEFAULT = new PoolLimits(10, Duration.ofMinutes(1), Duration.ofSeconds(30));

    PoolLimits {
        if (maxSize < 1) {
            throw new SmtpConfigurationException("maxPoolSize", "is " + maxSize + "; give at least 1");
        }
        if (idleTimeout == null || idleTimeout.isNegative() || idleTimeout.isZero()) {
            throw new SmtpConfigurationException("idleTimeout", "is " + idleTimeout + "; give more than nothing");
        }
        requireShort("idleTimeout", idleTimeout);
        if (maxWait == null || maxWait.isNegative()) {
            throw new SmtpConfigurationException("maxWait", "is " + maxWait + "; give zero for no waiting, or more");
        }
        requireShort("maxWait", maxWait);
    }

    /** Refuses what is too long to be counted in milliseconds, such as for ever. */
    private static void requireShort(String property, Duration time) {
        if (time.compareTo(LONGEST) > 0) {
            throw new SmtpConfigurationException(
                    property, "is " + time + "; give at most " + LONGEST.toDays() + " days");
        }
    }

    PoolLimits withMaxSize(int connections) {
        return new PoolLimits(connections, idleTimeout, maxWait);
    }

    PoolLimits withIdleTimeout(Duration timeout) {
        return new PoolLimits(maxSize, timeout, maxWait);
    }

    PoolLimits withMaxWait(Duration time) {
        return new PoolLimits(maxSize, idleTimeout, time);
    }
}
