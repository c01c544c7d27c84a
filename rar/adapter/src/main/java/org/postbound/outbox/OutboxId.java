package org.postbound.outbox;

import java.util.HexFormat;

/**
 * The id of a message, unique for ever in its store. Ids sort by the order in which they were made, as values and as
 * text.
 *
 * @param value more than 0: the second in which the store was opened, or a later one if that was used, and 31 bits that
 *     count
 */
public record OutboxId(long value) implements Comparable<OutboxId> {
    private static final int DIGITS = 16;

    /** Checks the value. */
    public OutboxId {
        if (value <= 0) {
            throw new IllegalArgumentException("not the id of a message: " + value);
        }
    }

    /**
     * Reads an id.
     *
     * @param text what {@link #toString()} returned
     * @return the id
     * @throws IllegalArgumentException if it is none
     */
    public static OutboxId parse(String text) {
        if (text.length() != DIGITS || !text.chars().allMatch(HexFormat::isHexDigit)) {
            throw new IllegalArgumentException(
                    "\"%s\" is not the id of a message; it has 16 hexadecimal digits".formatted(text));
        }
        return new OutboxId(Long.parseUnsignedLong(text, 16));
    }

    @Override
    public int compareTo(OutboxId other) {
        return Long.compare(value, other.value);
    }

    /** Returns 16 hexadecimal digits. */
    @Override
    public String toString() {
        return HexFormat.of().toHexDigits(value);
    }
}
