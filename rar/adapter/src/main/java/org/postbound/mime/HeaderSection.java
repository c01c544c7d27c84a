package org.postbound.mime;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.postbound.InvalidEmailException;

/** The header section of a rendered message (RFC 5322 section 2.2). It refers to the message's octets. */
final class HeaderSection {
    /** Numbers that stand for a field: where it starts, where its name and where its body ends. */
    private static final int NUMBERS = 3;

    private final byte[] octets;
    private final int length;
    private int[] numbers = new int[16 * NUMBERS];
    private int count;
    private int end;
    private int malformedLine;
    private boolean eightBit;

    private HeaderSection(byte[] octets, int length) {
        this.octets = octets;
        this.length = length;
    }

    /**
     * Reads the section of a message whose lines end with CRLF, all of it if there is no empty line.
     *
     * @param message starts with the message
     * @param length how much of it is the message
     */
    static HeaderSection of(byte[] message, int length) {
        HeaderSection section = new HeaderSection(message, length);
        section.read();
        return section;
    }

    private void read() {
        int start = 0;
        for (int line = 1; start < length && octets[start] != '\r'; line++) {
            int lineEnd = start;
            while (lineEnd < length && octets[lineEnd] != '\r') {
                eightBit |= octets[lineEnd] < 0;
                lineEnd++;
            }
            if (!readLine(start, lineEnd) && malformedLine == 0) {
                malformedLine = line;
            }
            start = lineEnd + 2;
        }
        end = Math.min(start, length);
    }

    private boolean readLine(int start, int lineEnd) {
        if (isBlank(octets[start])) {
            if (count == 0) {
                return false;
            }
            numbers[count - 1] = lineEnd;
            return true;
        }
        int nameEnd = start;
        while (nameEnd < lineEnd && isNameOctet(octets[nameEnd])) {
            nameEnd++;
        }
        int colon = nameEnd;
        while (colon < lineEnd && isBlank(octets[colon])) {
            colon++;
        }
        if (nameEnd == start || colon == lineEnd || octets[colon] != ':') {
            return false;
        }
        if (count == numbers.length) {
            numbers = Arrays.copyOf(numbers, 2 * count);
        }
        numbers[count++] = start;
        numbers[count++] = nameEnd;
        numbers[count++] = lineEnd;
        return true;
    }

    private static boolean isBlank(byte octet) {
        return octet == ' ' || octet == '\t';
    }

    private static boolean isNameOctet(int octet) {
        return octet > ' ' && octet <= '~' && octet != ':';
    }

    /** Whether it is a field's name (RFC 5322 section 3.6.8). */
    static boolean isName(String text) {
        return !text.isEmpty() && text.chars().allMatch(HeaderSection::isNameOctet);
    }

    /** Returns the same section, without the rest of the message. */
    HeaderSection copy() {
        int enough = Math.min(length, end + 2);
        return of(Arrays.copyOf(octets, enough), enough);
    }

    /** Whether there is an empty line after it. */
    boolean isComplete() {
        return end < length;
    }

    /** Whether an octet has its high bit set. */
    boolean isEightBit() {
        return eightBit;
    }

    /** Whether there is a field of that name. */
    boolean has(String name) {
        return indexOf(name) < count;
    }

    /** Returns the unfolded body of the first field of that name, without the blanks around it. */
    Optional<String> first(String name) {
        int field = indexOf(name);
        if (field == count) {
            return Optional.empty();
        }
        String rest = text(numbers[field + 1], numbers[field + 2]);
        return Optional.of(
                rest.substring(rest.indexOf(':') + 1).replace("\r\n", "").strip());
    }

    private int indexOf(String name) {
        int field = 0;
        while (field < count && !isNamed(field, name)) {
            field += NUMBERS;
        }
        return field;
    }

    private boolean isNamed(int field, String name) {
        int start = numbers[field];
        if (numbers[field + 1] - start != name.length()) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            // Case is one bit in ASCII letters; the hyphen has that bit anyway.
            if ((octets[start + i] | 0x20) != (name.charAt(i) | 0x20)) {
                return false;
            }
        }
        return true;
    }

    private String text(int start, int to) {
        return new String(octets, start, to - start, StandardCharsets.UTF_8);
    }

    /**
     * Checks what is true of every message that is sent.
     *
     * @throws InvalidEmailException if a line is malformed or no UTF-8, or if Bcc would be seen
     */
    void check() {
        if (malformedLine > 0) {
            throw new InvalidEmailException(
                    "message",
                    "has no header field in line %d; start with lines such as From: jo@example.org, and put an empty line"
                                    .formatted(malformedLine)
                            + " between them and the content (RFC 5322 section 2.2)");
        }
        for (int field = 0; field < count; field += NUMBERS) {
            if (isNamed(field, "Bcc") || isNamed(field, "Resent-Bcc")) {
                throw new InvalidEmailException(
                        text(numbers[field], numbers[field + 1]),
                        "would be seen by all recipients; remove it, and name them in the envelope only");
            }
            if (eightBit) {
                checkUtf8(field);
            }
        }
    }

    /** Beyond ASCII a header is UTF-8 and nothing else (RFC 6532 section 3). */
    private void checkUtf8(int field) {
        int start = numbers[field];
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets, start, numbers[field + 2] - start));
        } catch (CharacterCodingException e) {
            throw new InvalidEmailException(
                    text(start, numbers[field + 1]),
                    "contains octets over 127 that are not UTF-8 (RFC 6532); encode it as ASCII (RFC 2047) or as UTF-8",
                    e);
        }
    }
}
