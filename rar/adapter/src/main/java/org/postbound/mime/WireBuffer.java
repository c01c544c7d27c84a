package org.postbound.mime;

import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.postbound.InvalidEmailException;
import org.postbound.SmtpException;

/**
 * Collects what is written as it has to stand on the wire. CRLF, a bare CR and a bare LF each end a line, and CRLF is
 * what is kept, so nothing that only looks like an end of data to some servers ever leaves. Refuses NUL, lines that are
 * too long, and more octets than allowed. What does not fit into memory goes to a temporary file. Not for use by several
 * threads.
 */
final class WireBuffer extends OutputStream {
    /** Octets of a line without its CRLF (RFC 5322 section 2.1.1). */
    static final int MAX_LINE = 998;

    private static final byte[] CRLF = {'\r', '\n'};
    private static final VarHandle EIGHT_OCTETS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long HIGH_BITS = 0x8080808080808080L;
    /** In each octet the least that is no line end and no NUL. */
    private static final long ABOVE_CR = 0x0e0e0e0e0e0e0e0eL;

    /** Whether Jakarta Mail is 2.1 or later. */
    private static final boolean KNOWS_LINES = knowsLines();

    private final OctetStore store;
    private final byte[] single = new byte[1];
    private long lineLength;
    private long line = 1;
    private boolean afterCr;
    private boolean eightBit;
    private boolean leadingDot;
    private SmtpException problem;

    /**
     * Creates an empty buffer.
     *
     * @param limit the most octets it takes, 0 for any number
     * @param expected about how many octets there will be
     * @param directory for what does not fit into memory
     */
    WireBuffer(long limit, long expected, Path directory) {
        store = new OctetStore(limit, expected, directory);
    }

    static WireBuffer unlimited(long expected) {
        return new WireBuffer(0, expected, temporaryDirectory());
    }

    private static boolean knowsLines() {
        try {
            Class.forName("jakarta.mail.util.LineOutputStream", false, WireBuffer.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /** What Jakarta Mail is to write to. */
    OutputStream forJakartaMail() {
        return KNOWS_LINES ? LineOutput.of(this) : this;
    }

    static Path temporaryDirectory() {
        return Path.of(System.getProperty("java.io.tmpdir"));
    }

    @Override
    public void write(int octet) {
        byte b = (byte) octet;
        // Encoders write octet by octet.
        if (b > '\r' && lineLength > 0 && store.offer(b)) {
            lineLength++;
        } else {
            single[0] = b;
            write(single, 0, 1);
        }
    }

    @Override
    public void write(byte[] source) {
        write(source, 0, source.length);
    }

    @Override
    public void write(byte[] source, int offset, int length) {
        if (length == 0) {
            return;
        }
        int end = offset + length;
        int i = afterCr && source[offset] == '\n' ? offset + 1 : offset;
        int pending = i;
        afterCr = false;
        long lineStart = i - lineLength;
        leadingDot |= lineLength == 0 && i < end && source[i] == '.';
        for (i = endOfRun(source, i, end); i < end; i = endOfRun(source, i, end)) {
            byte octet = source[i];
            if (octet == '\r' || octet == '\n') {
                checkLine(i - lineStart);
                boolean crlf = octet == '\r' && i + 1 < end && source[i + 1] == '\n';
                if (!crlf) {
                    append(source, pending, i - pending);
                    append(CRLF, 0, CRLF.length);
                    afterCr = octet == '\r' && i + 1 == end;
                    pending = i + 1;
                }
                i += crlf ? 2 : 1;
                lineStart = i;
                line++;
                leadingDot |= i < end && source[i] == '.';
            } else {
                checkOctet(octet);
                i++;
            }
        }
        append(source, pending, end - pending);
        lineLength = end - lineStart;
    }

    /** Returns the index of the next octet that needs a look: a control character or one with its high bit set. */
    private static int endOfRun(byte[] source, int start, int end) {
        int i = start;
        while (i + Long.BYTES <= end && isPlain((long) EIGHT_OCTETS.get(source, i))) {
            i += Long.BYTES;
        }
        while (i < end && source[i] > '\r') {
            i++;
        }
        return i;
    }

    /** Whether eight octets are all above CR and below 128: none has or borrows its high bit. */
    private static boolean isPlain(long eight) {
        return (((eight - ABOVE_CR) | eight) & HIGH_BITS) == 0;
    }

    private void checkOctet(byte octet) {
        if (octet < 0) {
            eightBit = true;
        } else if (octet == 0) {
            refuse("contains NUL in line " + line + ", which no message may (RFC 5322 section 2.2); remove it,"
                    + " or encode the content as base64");
        }
    }

    private void checkLine(long length) {
        if (length > MAX_LINE) {
            refuse("has %d octets in line %d, and a line may have %d (RFC 5322 section 2.1.1);"
                            .formatted(length, line, MAX_LINE)
                    + " break the line, or encode the content as quoted-printable or base64");
        }
    }

    private void append(byte[] source, int offset, int length) {
        if (store.size() + length > OctetStore.MAX_IN_MEMORY) {
            // Whatever was wrong so far, there is no need to fill a disk with it.
            check();
        }
        try {
            store.append(source, offset, length);
        } catch (SmtpException e) {
            refuse(e);
            check();
        }
    }

    private void refuse(String why) {
        refuse(new InvalidEmailException("message", why));
    }

    /** Remembers the first problem: it is thrown in the end, when the headers, which may tell more, have been seen. */
    private void refuse(SmtpException e) {
        if (problem == null) {
            problem = e;
        }
    }

    /** Throws what was refused, also if whoever wrote has caught it. */
    void check() {
        if (problem != null) {
            discard();
            throw problem;
        }
    }

    /** Gives up what was collected. */
    void discard() {
        store.discard();
    }

    /** Ends the last line, and returns the header section; nothing may be written after. */
    HeaderSection end() {
        if (lineLength > 0) {
            checkLine(lineLength);
            append(CRLF, 0, CRLF.length);
            lineLength = 0;
        }
        check();
        return store.header();
    }

    /**
     * Ends the last line and gives up the content; nothing may be written after.
     *
     * @return the message
     */
    WireMessage toMessage() {
        return toMessage(end(), "");
    }

    /**
     * Gives up the content.
     *
     * @param header what {@link #end()} returned
     * @param missing header fields to stand in front of it, each with its CRLF; may be empty
     */
    WireMessage toMessage(HeaderSection header, String missing) {
        byte[] added = missing.getBytes(StandardCharsets.UTF_8);
        store.checkRoomFor(added.length);
        HeaderSection more = HeaderSection.of(added, added.length);
        String messageId =
                header.first("Message-ID").or(() -> more.first("Message-ID")).orElse("");
        boolean utf8 = header.isEightBit() || more.isEightBit();
        return new WireMessage(store.toOctets(), added, messageId, eightBit || utf8, utf8, leadingDot);
    }
}
