package org.postbound.mime;

import jakarta.mail.util.LineOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * A buffer that writes lines, which Jakarta Mail would otherwise search something for through class loaders. Before 2.1, such as
 * in TomEE 9, it knows no such type: there this class cannot be loaded, and must not be.
 */
final class LineOutput extends OutputStream implements LineOutputStream {
    private static final byte[] CRLF = {'\r', '\n'};

    private final WireBuffer buffer;

    private LineOutput(WireBuffer buffer) {
        this.buffer = buffer;
    }

    /** Typed such that a caller can be loaded without this class. */
    static OutputStream of(WireBuffer buffer) {
        return new LineOutput(buffer);
    }

    @Override
    public void write(int octet) {
        buffer.write(octet);
    }

    @Override
    public void write(byte[] source) {
        buffer.write(source, 0, source.length);
    }

    @Override
    public void write(byte[] source, int offset, int length) {
        buffer.write(source, offset, length);
    }

    /** Writes a line of a header section, whether its chars are octets that were read or an application's own. */
    @Override
    public void writeln(String text) {
        write(HeaderText.read(text).getBytes(StandardCharsets.UTF_8));
        writeln();
    }

    @Override
    public void writeln() {
        write(CRLF);
    }
}
