package org.postbound.config;

import java.time.Duration;
import java.util.Objects;
import org.postbound.SmtpConfigurationException;

/**
 * How the mail of the outbox is handed over to the server.
 *
 * @param connections how many sessions do so at the same time, at most
 * @param retryInterval before the second attempt
 * @param retryMultiplier by which the interval grows from attempt to attempt; 1 to 100
 * @param maxRetryInterval what it does not grow beyond
 * @param expireAfter how long after it was stored a message is given up (RFC 5321 section 4.5.4.1)
 * @param inDoubt what becomes of a message that the server may have accepted or not
 */
public record DeliveryConfig(
        int connections,
        Duration retryInterval,
        double retryMultiplier,
        Duration maxRetryInterval,
        Duration expireAfter,
        InDoubtPolicy inDoubt) {
    /** More sessions than this are a mistake, or an attack. */
    private static final int MOST_CONNECTIONS = 100;

    private static final int MOST_GROWTH = 100;

    /** Two sessions; a minute, growing to an hour, for five days; in doubt a message is sent again. */
    public static final DeliveryConfig DEFAULT = new DeliveryConfig(
            2, Duration.ofMinutes(1), 2, Duration.ofHours(1), Duration.ofDays(5), InDoubtPolicy.RETRY);

    /** What becomes of a message whose final reply was lost (RFC 1047). */
    public enum InDoubtPolicy {
        /** It is sent again; it may arrive twice. */
        RETRY,
        /** It waits for an operator's decision; it may not have arrived. */
        PARK
    }

    /** Checks that delivery goes on, and ends. */
    public DeliveryConfig {
        if (connections < 1 || connections > MOST_CONNECTIONS) {
            throw new SmtpConfigurationException(
                    "DeliveryConnections",
                    "is %d; give a number of sessions from 1 to %d".formatted(connections, MOST_CONNECTIONS));
        }
        positive("RetryInterval", retryInterval);
        if (!(retryMultiplier >= 1 && retryMultiplier <= MOST_GROWTH)) {
            throw new SmtpConfigurationException(
                    "RetryMultiplier", "is %s; give a factor from 1 to %d".formatted(retryMultiplier, MOST_GROWTH));
        }
        positive("MaxRetryInterval", maxRetryInterval);
        if (maxRetryInterval.compareTo(retryInterval) < 0) {
            throw new SmtpConfigurationException(
                    "MaxRetryInterval",
                    "is %d, less than RetryInterval, which is %d; raise it, or lower the other"
                            .formatted(maxRetryInterval.toMillis(), retryInterval.toMillis()));
        }
        positive("ExpireAfter", expireAfter);
        Objects.requireNonNull(inDoubt, "inDoubt");
    }

    private static void positive(String property, Duration value) {
        if (value.toMillis() < 1) {
            throw new SmtpConfigurationException(property, "is " + value.toMillis() + "; give milliseconds, 1 or more");
        }
    }
}
