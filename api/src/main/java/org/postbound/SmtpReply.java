package org.postbound;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/**
 * A reply of the server (RFC 5321 section 4.2).
 *
 * @param code three digits, 200 to 599
 * @param lines the text of each line, without code and separator; at least one, which may be empty
 */
public record SmtpReply(int code, List<String> lines) implements Serializable {
    /**
     * Checks the code.
     *
     * @throws IllegalArgumentException if the code is not a reply code, or there is no line
     */
    public SmtpReply {
        if (code < 200 || code > 599) {
            throw new IllegalArgumentException("not an SMTP reply code: " + code);
        }
        lines = List.copyOf(lines);
        if (lines.isEmpty()) {
            throw new IllegalArgumentException("a reply has at least one line");
        }
    }

    /**
     * Returns whether the command was carried out: 2yz.
     *
     * @return whether the reply is positive
     */
    public boolean isPositive() {
        return code / 100 == 2;
    }

    /**
     * Returns whether the server waits for more: 3yz.
     *
     * @return whether the reply is intermediate
     */
    public boolean isIntermediate() {
        return code / 100 == 3;
    }

    /**
     * Returns whether the same may succeed later: 4yz.
     *
     * @return whether the reply is a transient refusal
     */
    public boolean isTransient() {
        return code / 100 == 4;
    }

    /**
     * Returns whether the same will be refused again: 5yz.
     *
     * @return whether the reply is a permanent refusal
     */
    public boolean isPermanent() {
        return code / 100 == 5;
    }

    /**
     * Returns the enhanced status code, where the server sent one that agrees with the code (RFC 2034).
     *
     * @return the enhanced status code
     */
    public Optional<EnhancedStatusCode> enhancedStatusCode() {
        return EnhancedStatusCode.of(code, lines.get(0));
    }

    /** Returns code and text on one line. */
    @Override
    public String toString() {
        return code + " " + String.join(" / ", lines);
    }
}
