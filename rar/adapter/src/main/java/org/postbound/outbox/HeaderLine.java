package org.postbound.outbox;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStoreException;

/** What MVStore begins and ends things with: a line of names and hexadecimal numbers, {@code chunk:2a,version:2b}. */
record HeaderLine(Map<String, String> fields) {
    private static final String SUM = "fletcher";

    /** Reads the line that octets begin with; empty if that is none. */
    static Optional<HeaderLine> parse(byte[] octets) {
        String text = new String(octets, StandardCharsets.ISO_8859_1);
        int end = text.indexOf('\n');
        try {
            return end < 0
                    ? Optional.empty()
                    : Optional.of(new HeaderLine(
                            DataUtils.parseMap(text.substring(0, end).strip())));
        } catch (MVStoreException e) {
            // Whatever it is, it is no such line.
            return Optional.empty();
        }
    }

    /** Reads a line that ends with its checksum; empty if that is not right. */
    static Optional<HeaderLine> parseChecked(byte[] octets) {
        int sum = new String(octets, StandardCharsets.ISO_8859_1).indexOf("," + SUM + ":");
        return parse(octets)
                .filter(line -> sum >= 0
                        && line.number(SUM)
                                .equals(OptionalLong.of(DataUtils.getFletcher32(octets, 0, sum) & 0xFFFF_FFFFL)));
    }

    /** Ends a line with its checksum, and fills it up with blanks. */
    static byte[] withSum(StringBuilder line, int length) {
        byte[] bytes = line.toString().getBytes(StandardCharsets.ISO_8859_1);
        DataUtils.appendMap(line, SUM, DataUtils.getFletcher32(bytes, 0, bytes.length));
        while (line.length() < length - 1) {
            line.append(' ');
        }
        return line.append('\n').toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    boolean has(String name) {
        return fields.containsKey(name);
    }

    /** Returns a number; empty if it is not there, or none. */
    OptionalLong number(String name) {
        try {
            return has(name) ? OptionalLong.of(Long.parseLong(fields.get(name), 16)) : OptionalLong.empty();
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    boolean has(String name, long number) {
        return number(name).equals(OptionalLong.of(number));
    }
}
