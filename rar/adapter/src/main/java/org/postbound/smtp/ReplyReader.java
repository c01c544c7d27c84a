package org.postbound.smtp;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.postbound.SmtpReply;

/** Reads replies (RFC 5321 section 4.2.1). The only place that does. */
final class ReplyReader {
    /** RFC 5321 section 4.5.3.1.5 allows 512; servers exceed it, but one that never ends a line must not fill the heap. */
    private static final int MAX_LINE = 2000;

    private static final int MAX_LINES = 500;
    private static final int MAX_QUOTE = 80;
    /** Control characters, of ISO 8859 as well, and Unicode's own line ends. */
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Zl}\\p{Zp}]");

    private static final int TLS_ALERT = 21;
    private static final int TLS_HANDSHAKE = 22;

    private final InputStream in;
    private final UnaryOperator<String> mask;
    private final byte[] buffer = new byte[4096];
    private final byte[] line = new byte[MAX_LINE];
    private int position;
    private int end;

    /**
     * Creates a reader.
     *
     * @param mask hides what an exception must not show of a line that is no reply
     */
    ReplyReader(InputStream in, UnaryOperator<String> mask) {
        this.in = in;
        this.mask = mask;
    }

    /**
     * Reads one reply.
     *
     * @throws EOFException if the server closed the connection
     * @throws ProtocolViolationException if what came is no reply
     */
    SmtpReply read() throws IOException {
        List<String> lines = new ArrayList<>(1);
        int code = 0;
        while (true) {
            int length = readLine();
            int lineCode = code(length);
            if (!lines.isEmpty() && lineCode != code) {
                throw new ProtocolViolationException("one reply has lines with the codes " + code + " and " + lineCode);
            }
            code = lineCode;
            if (lines.size() == MAX_LINES) {
                throw new ProtocolViolationException("a reply has more than " + MAX_LINES + " lines");
            }
            lines.add(length > 4 ? printable(4, length) : "");
            if (length == 3 || line[3] == ' ') {
                return new SmtpReply(code, lines);
            }
        }
    }

    /** Whether something was received that nobody has asked for yet. */
    boolean hasPending() throws IOException {
        return position < end || in.available() > 0;
    }

    private int code(int length) throws ProtocolViolationException {
        boolean wellFormed = length >= 3
                && line[0] >= '2'
                && line[0] <= '5'
                && isDigit(line[1])
                && isDigit(line[2])
                && (length == 3 || line[3] == ' ' || line[3] == '-');
        if (!wellFormed) {
            boolean tls = length > 1 && (line[0] == TLS_ALERT || line[0] == TLS_HANDSHAKE) && line[1] == 3;
            String shown = mask.apply(printable(0, length));
            throw new ProtocolViolationException(
                    "\"" + shown.substring(0, Math.min(shown.length(), MAX_QUOTE)) + "\" is not an SMTP reply", tls);
        }
        return (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
    }

    private static boolean isDigit(byte octet) {
        return octet >= '0' && octet <= '9';
    }

    /** Reads up to LF into {@link #line}; returns the length without the line end. A bare LF ends a line, too. */
    private int readLine() throws IOException {
        int length = 0;
        while (true) {
            byte octet = next(length);
            if (octet == '\n') {
                return length > 0 && line[length - 1] == '\r' ? length - 1 : length;
            }
            if (length > 0 && line[length - 1] == '\r') {
                throw new ProtocolViolationException("a reply contains CR without LF");
            }
            if (length == MAX_LINE) {
                throw new ProtocolViolationException("a line of a reply is longer than " + MAX_LINE + " octets");
            }
            line[length++] = octet;
        }
    }

    private byte next(int read) throws IOException {
        if (position == end) {
            int count = in.read(buffer);
            if (count < 0) {
                // A TLS alert has no line end: what it is shows only when nothing follows.
                if (read > 1) {
                    code(read);
                }
                throw new EOFException("the server closed the connection");
            }
            position = 0;
            end = count;
        }
        return buffer[position++];
    }

    /** The text goes into exceptions and logs, so nothing in it may break a line there. */
    private String printable(int from, int to) {
        String text = new String(Arrays.copyOfRange(line, from, to), StandardCharsets.UTF_8);
        return UNPRINTABLE.matcher(text).replaceAll("?");
    }
}
