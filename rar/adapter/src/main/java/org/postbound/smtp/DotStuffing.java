package org.postbound.smtp;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.postbound.mime.WireMessage;

/** Doubles the dots at the starts of lines (RFC 5321 section 4.5.2). What is written to it has CRLF for each line end. */
final class DotStuffing extends FilterOutputStream {
    private static final byte[] FINAL_DOT = ".\r\n".getBytes(StandardCharsets.US_ASCII);

    private boolean atLineStart = true;

    private DotStuffing(OutputStream out) {
        super(out);
    }

    /** Writes the message; one without such dots, which most are, goes out as it is. */
    static void write(WireMessage message, OutputStream out) throws IOException {
        message.writeTo(message.hasLeadingDot() ? new DotStuffing(out) : out);
    }

    /** Writes the end of a message, as its own line. */
    static void end(OutputStream out) throws IOException {
        out.write(FINAL_DOT);
    }

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, source.length);
        int start = offset;
        int end = offset + length;
        for (int i = offset; i < end; i++) {
            if (atLineStart && source[i] == '.') {
                out.write(source, start, i - start);
                out.write('.');
                start = i;
            }
            atLineStart = source[i] == '\n';
        }
        out.write(source, start, end - start);
    }
}
