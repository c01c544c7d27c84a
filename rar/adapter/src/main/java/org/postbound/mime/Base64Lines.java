package org.postbound.mime;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Base64;

/** Content as base64, in lines of 76 (RFC 2045 section 6.8). */
final class Base64Lines {
    private static final int OCTETS_PER_LINE = 57;
    private static final int LINES_AT_ONCE = 144;

    private Base64Lines() {}

    static void write(byte[] content, WireBuffer out) {
        try {
            write(new ByteArrayInputStream(content), out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads {@code content} no further than {@code out} takes it. */
    static void write(InputStream content, WireBuffer out) throws IOException {
        byte[] chunk = new byte[OCTETS_PER_LINE * LINES_AT_ONCE];
        int length = content.readNBytes(chunk, 0, chunk.length);
        while (length > 0) {
            byte[] whole = length == chunk.length ? chunk : Arrays.copyOf(chunk, length);
            out.write(Base64.getMimeEncoder().encode(whole));
            length = content.readNBytes(chunk, 0, chunk.length);
            if (length > 0) {
                out.write("\r\n");
            }
        }
    }
}
