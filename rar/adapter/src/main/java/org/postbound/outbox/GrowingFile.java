package org.postbound.outbox;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A file that is made longer ahead of need, and cut off late. A sync that finds neither new blocks nor another length has
 * only the contents to write, and does not wait for the file system's journal, which all files share. Written by one thread
 * at a time.
 */
final class GrowingFile implements Disk.File {
    /** How many steps the file may be longer than is needed; half of them are left when it is cut off. */
    private static final long SLACK = 4;

    private final Disk.File file;
    private final int step;
    private long size;
    private long allocated;

    /** @param step how much longer the file is made at once, in octets */
    GrowingFile(Disk.File file, int step) throws IOException {
        this.file = file;
        this.step = step;
        size = file.size();
        allocated = size;
    }

    @Override
    public void read(long position, ByteBuffer target) throws IOException {
        file.read(position, target);
    }

    @Override
    public void write(long position, ByteBuffer source) throws IOException {
        long end = position + source.remaining();
        if (end > allocated) {
            long longer = roundUp(end);
            // Zeros, rather than a hole: that would have no blocks yet.
            file.write(allocated, ByteBuffer.allocate((int) (longer - allocated)));
            allocated = longer;
        }
        file.write(position, source);
        size = Math.max(size, end);
    }

    private long roundUp(long end) {
        return (end + step - 1) / step * step;
    }

    @Override
    public void truncate(long end) throws IOException {
        size = Math.min(size, end);
        if (allocated - size > SLACK * step) {
            allocated = roundUp(size) + (SLACK / 2) * step;
            file.truncate(allocated);
        }
    }

    /** Returns where what was written ends; when the file was just opened, where the file ends. */
    @Override
    public long size() {
        return size;
    }

    @Override
    public void sync() throws IOException {
        file.sync();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
