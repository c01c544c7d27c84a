package org.postbound.mime;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.postbound.InvalidEmailException;

/**
 * Collects what is written as it has to stand on the wire. CRLF, a bare CR and a bare LF each end a line, and CRLF is
 * what is kept, so nothing that only looks like an end of data to some servers ever leaves. Refuses NUL, lines that are
 * too long, and more octets than allowed. Not for use by several threads.
 */
final class WireBuffer extends OutputStream {
    /** Octets of a line without its CRLF (RFC 5322 section 2.1.1). */
    static final int MAX_LINE = 998;

    private static final int MAX_ARRAY = Integer.MAX_VALUE - 16;
    private static final byte[] CRLF = {'\r', '\n'};

    private final long limit;
    private byte[] octets;
    private int size;
    private int lineStart;
    private int line = 1;
    private boolean afterCr;
    private boolean eightBit;
    private InvalidEmailException problem;

    /**
     * Creates an empty buffer.
     *
     * @param limit the most octets it takes, 0 for as many as an array holds
     * @param expected about how many octets there will be
     */
    WireBuffer(long limit, long expected) {
        this.limit = limit == 0 ? MAX_ARRAY : Math.min(limit, MAX_ARRAY);
        octets = new byte[(int) Math.min(expected, this.limit)];
    }

    @Override
    public void write(int octet) {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] source) {
        write(source, 0, source.length);
    }

    @Override
    public void write(byte[] source, int offset, int length) {
        int start = offset;
        int end = offset + length;
        for (int i = offset; i < end; i++) {
            byte octet = source[i];
            if (octet < 0) {
                eightBit = true;
            } else if (octet == '\r' || octet == '\n') {
                append(source, start, i - start);
                start = i + 1;
                if (octet == '\r' || !afterCr) {
                    endLine();
                }
                afterCr = octet == '\r';
                continue;
            } else if (octet == 0) {
                throw refuse(
                        "contains NUL in line " + line + ", which no message may (RFC 5322 section 2.2); remove it,"
                                + " or encode the content as base64");
            }
            afterCr = false;
        }
        append(source, start, end - start);
    }

    /** Writes ASCII text. */
    void write(String ascii) {
        write(ascii.getBytes(StandardCharsets.US_ASCII));
    }

    private void endLine() {
        checkLine();
        append(CRLF, 0, CRLF.length);
        lineStart = size;
        line++;
    }

    private void checkLine() {
        if (size - lineStart > MAX_LINE) {
            throw refuse("has %d octets in line %d, and a line may have %d (RFC 5322 section 2.1.1);"
                            .formatted(size - lineStart, line, MAX_LINE)
                    + " break the line, or encode the content as quoted-printable or base64");
        }
    }

    private void append(byte[] source, int offset, int length) {
        long needed = (long) size + length;
        if (needed > limit) {
            throw refuse("has at least %d octets, and MaxMessageSize allows %d; send less, or raise MaxMessageSize"
                    .formatted(needed, limit));
        }
        if (needed > octets.length) {
            octets = Arrays.copyOf(octets, (int) Math.min(limit, Math.max(needed, octets.length * 2L)));
        }
        System.arraycopy(source, offset, octets, size, length);
        size += length;
    }

    private InvalidEmailException refuse(String why) {
        problem = new InvalidEmailException("message", why);
        return problem;
    }

    /** Returns how many octets it still takes. */
    int room() {
        return (int) limit - size;
    }

    /** Throws what was refused, for the case that whoever wrote has caught it. */
    void check() {
        if (problem != null) {
            throw problem;
        }
    }

    /**
     * Ends the last line and gives up the content; nothing may be written after.
     *
     * @return the message
     */
    WireMessage toMessage() {
        check();
        if (size > lineStart) {
            endLine();
        }
        byte[] exact = size == octets.length ? octets : Arrays.copyOf(octets, size);
        return new WireMessage(exact, eightBit);
    }
}
