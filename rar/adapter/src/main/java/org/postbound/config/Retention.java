package org.postbound.config;

import java.time.Duration;
import org.postbound.SmtpConfigurationException;

/**
 * How long an outbox keeps what no delivery needs.
 *
 * @param idempotencyKeys how long a key is known after its message could first be sent
 * @param sentMail how long the metadata of a message is kept after the server has accepted it; zero: not at all
 */
public record Retention(Duration idempotencyKeys, Duration sentMail) {
    /** A key for a day, and no sent mail. */
    public static final Retention DEFAULT = new Retention(Duration.ofDays(1), Duration.ZERO);

    /** A hundred years, in seconds, with which no clock overflows. */
    private static final long MOST = 3_153_600_000L;

    /** Checks both. */
    public Retention {
        check("IdempotencyRetention", idempotencyKeys, 1);
        check("KeepSent", sentMail, 0);
    }

    private static void check(String property, Duration value, long least) {
        long seconds = value.toSeconds();
        if (seconds < least || seconds > MOST) {
            throw new SmtpConfigurationException(
                    property, "is %d; give seconds from %d to %d".formatted(seconds, least, MOST));
        }
    }
}
