package org.postbound.mime;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postbound.Attachment;
import org.postbound.Email;
import org.postbound.SmallHeap;

/** A large message is rendered and written in a Java runtime whose heap has room for a small part of it. */
class BoundedHeapTest {
    private static final int MEGABYTE = 1 << 20;
    private static final long ROOM = 8L * MEGABYTE;
    private static final int LARGE = 25 * MEGABYTE;

    @TempDir
    Path directory;

    @Test
    void fiftyMegabytes_takeEightOfHeap() throws Exception {
        Path file = directory.resolve("a.bin");
        try (OutputStream out = Files.newOutputStream(file)) {
            zeros().transferTo(out);
        }
        SmallHeap.run(BoundedHeapTest.class, directory, file.toString());
    }

    /** Half of the content comes from a file, half from a supplier of streams. */
    public static void main(String[] args) throws IOException {
        // Whatever is loaded and kept for ever is there before the room is measured.
        render(Rendering.email()
                .subject("\u00e9")
                .attach("a.bin", "application/pdf", new byte[2 * MEGABYTE])
                .build());
        List<byte[]> ballast = SmallHeap.takeAllBut(ROOM);
        render(Rendering.email()
                .subject("\u00e9")
                .text("Hi")
                .attach(Path.of(args[0]))
                .attach(Attachment.of("b.bin", "application/octet-stream", BoundedHeapTest::zeros))
                .build());
        if (ballast.isEmpty()) {
            throw new IllegalStateException("the heap has no more than the room from the beginning");
        }
    }

    private static void render(Email email) throws IOException {
        try (RenderedMessage rendered = Rendering.RENDERER.render(email)) {
            long first = checksum(rendered.message());
            if (first != checksum(rendered.message())) {
                throw new IllegalStateException("written twice, it differs");
            }
        }
    }

    private static long checksum(WireMessage message) throws IOException {
        CheckedOutputStream out = new CheckedOutputStream(OutputStream.nullOutputStream(), new CRC32());
        message.writeTo(out);
        return out.getChecksum().getValue();
    }

    private static InputStream zeros() {
        return new InputStream() {
            private int left = LARGE;

            @Override
            public int read() {
                return left-- > 0 ? 0 : -1;
            }

            @Override
            public int read(byte[] target, int offset, int length) {
                int taken = Math.min(left, length);
                left -= taken;
                return taken == 0 ? -1 : taken;
            }
        };
    }
}
