package org.postbound.mime;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.lang.ref.Cleaner;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Octets in a file that nobody else can open: readable by its owner only, and without a name from the start where the
 * system allows that, so that nothing stays behind even if the process is killed. Not a channel, since an interrupt of
 * the thread would close it.
 */
final class TemporaryFile implements Octets {
    private static final int CHUNK = 1 << 16;
    private static final Cleaner CLEANER = Cleaner.create();

    private final Contents contents;
    private final Cleaner.Cleanable forgotten;
    private long size;

    private TemporaryFile(Contents contents) {
        this.contents = contents;
        forgotten = CLEANER.register(this, contents);
    }

    /** Creates an empty file. */
    static TemporaryFile in(Path directory) throws IOException {
        // For its owner only, where files have owners.
        Path path = Files.createTempFile(directory, "postbound-", ".eml");
        RandomAccessFile file;
        try {
            file = new RandomAccessFile(path.toFile(), "rw");
        } catch (IOException e) {
            Files.delete(path);
            throw e;
        }
        return new TemporaryFile(new Contents(file, path.toFile()));
    }

    /** Adds octets at the end. Before anybody reads, by one thread. */
    void write(byte[] source, int offset, int length) throws IOException {
        contents.file.write(source, offset, length);
        size += length;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        byte[] chunk = new byte[(int) Math.min(CHUNK, size)];
        for (long position = 0; position < size; position += chunk.length) {
            int length = (int) Math.min(chunk.length, size - position);
            contents.read(position, chunk, length);
            out.write(chunk, 0, length);
        }
    }

    @Override
    public void close() {
        forgotten.clean();
    }

    /** What is to be freed; knows nothing of who uses it, so that the garbage collector can tell when nobody does. */
    private static final class Contents implements Runnable {
        private final RandomAccessFile file;
        private final File named;

        Contents(RandomAccessFile file, File path) {
            this.file = file;
            // An open file keeps its content without a name; where it cannot lose the name, that goes with the content.
            named = path.delete() ? null : path;
        }

        synchronized void read(long position, byte[] target, int length) throws IOException {
            file.seek(position);
            file.readFully(target, 0, length);
        }

        @Override
        public synchronized void run() {
            try {
                file.close();
                if (named != null) {
                    Files.deleteIfExists(named.toPath());
                }
            } catch (IOException e) {
                // Its content was read or given up, so a message that was sent must not fail by this.
                if (named != null) {
                    named.deleteOnExit();
                }
            }
        }
    }
}
