package org.postbound.config;

import java.time.Duration;
import org.postbound.SmtpConfigurationException;

/** Checks that several records share. */
final class Checks {
    private Checks() {}

    /** CR, LF and NUL would end a command line (RFC 5321 section 2.3.8); other control characters have no use there. */
    static String noControlCharacters(String property, String value) {
        if (value.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
            throw new SmtpConfigurationException(
                    property,
                    "is \"%s\", which contains a control character; remove it"
                            .formatted(value.replaceAll("\\p{Cntrl}", "?")));
        }
        return value;
    }

    /** SASL separates what it sends by NUL (RFC 4616) or SOH (RFC 7628). A secret is not shown. */
    static String secret(String property, String value) {
        if (value.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
            throw new SmtpConfigurationException(property, "contains a control character; remove it");
        }
        return value;
    }

    /** Sockets take their timeouts as an int of milliseconds, in which 0 would mean for ever. */
    static Duration timeout(String property, Duration value) {
        long millis = value.toMillis();
        if (millis < 1 || millis > Integer.MAX_VALUE) {
            throw new SmtpConfigurationException(
                    property, "is " + millis + "; give milliseconds from 1 to " + Integer.MAX_VALUE);
        }
        return value;
    }

    static void notNegative(String property, Number value, String cure) {
        if (!(value.doubleValue() >= 0)) {
            throw new SmtpConfigurationException(property, "is " + value + "; give " + cure);
        }
    }
}
