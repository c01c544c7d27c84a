package org.postbound.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.function.DoubleSupplier;
import org.postbound.config.DeliveryConfig;

/**
 * When a message that could not be handed over is tried again (RFC 5321 section 4.5.4.1). Safe for use by several threads
 * if the source of chance is.
 *
 * @param config the intervals
 * @param chance between 0 and 1; what failed together is not to come again together
 */
record RetryPolicy(DeliveryConfig config, DoubleSupplier chance) {
    /** An interval is shortened by up to this share of it. */
    private static final double JITTER = 0.2;

    /**
     * Returns how long to wait.
     *
     * @param attempts how many have failed, 1 or more
     * @return the interval before the next one
     */
    Duration delay(int attempts) {
        double grown = config.retryInterval().toMillis() * Math.pow(config.retryMultiplier(), attempts - 1.0);
        double capped = Math.min(grown, (double) config.maxRetryInterval().toMillis());
        return Duration.ofMillis(Math.max(1, (long) (capped * (1 - JITTER * chance.getAsDouble()))));
    }

    /** Whether a message that could be sent since then is to be given up now. */
    boolean isExpired(Instant since, Instant now) {
        return now.isAfter(since.plus(config.expireAfter()));
    }
}
