package org.postbound;

import java.io.Serializable;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An enhanced status code such as {@code 5.1.1} (RFC 3463).
 *
 * @param statusClass 2 for success, 4 for a transient failure, 5 for a permanent one
 * @param subject what it is about, 0 to 999
 * @param detail the exact condition, 0 to 999
 */
public record EnhancedStatusCode(int statusClass, int subject, int detail) implements Serializable {
    private static final Pattern START_OF_TEXT = Pattern.compile("([245])\\.(\\d{1,3})\\.(\\d{1,3})(?: .*|$)");

    /**
     * Reads the code from the start of a reply's text, where its class agrees with the reply's first digit (RFC 2034
     * section 3).
     */
    static Optional<EnhancedStatusCode> of(int replyCode, String text) {
        Matcher code = START_OF_TEXT.matcher(text);
        if (!code.matches() || Integer.parseInt(code.group(1)) != replyCode / 100) {
            return Optional.empty();
        }
        return Optional.of(new EnhancedStatusCode(
                replyCode / 100, Integer.parseInt(code.group(2)), Integer.parseInt(code.group(3))));
    }

    /** Returns the code as it is written in a reply. */
    @Override
    public String toString() {
        return statusClass + "." + subject + "." + detail;
    }
}
