package org.postbound.outbox;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStoreException;

/**
 * The newest chunk of a {@link StoreFile} that is whole.
 *
 * @param mark the chunk; {@link Mark#NONE} in a new file
 * @param copy which copy of the file header names it
 */
record NewestChunk(Mark mark, int copy) {
    static final int BLOCK = 4096;
    static final int FOOTER = 128;
    static final int COPIES = 2;

    /** What a copy of the file header says. */
    record Mark(long version, long block, int chunk) {
        static final Mark NONE = new Mark(-1, 0, 0);

        static Mark of(HeaderLine header) {
            return header.has("block")
                    ? new Mark(
                            header.number("version").orElse(0),
                            header.number("block").orElse(0),
                            (int) header.number("chunk").orElse(0))
                    : NONE;
        }

        boolean isPresent() {
            return version >= 0;
        }
    }

    /**
     * Finds it.
     *
     * @throws MVStoreException if no copy of the file header names a chunk that is whole
     */
    static NewestChunk find(Disk.File file) throws IOException {
        NewestChunk newest = new NewestChunk(Mark.NONE, 1);
        boolean named = false;
        for (int copy = 0; copy < COPIES; copy++) {
            Mark mark = HeaderLine.parseChecked(read(file, copy * (long) BLOCK, BLOCK))
                    .map(Mark::of)
                    .orElse(Mark.NONE);
            named |= mark.isPresent();
            if (mark.version > newest.mark.version && isWhole(file, mark)) {
                newest = new NewestChunk(mark, copy);
            }
        }
        if (named && !newest.mark.isPresent()) {
            throw new MVStoreException(DataUtils.ERROR_FILE_CORRUPT, "no chunk that the file header names is whole");
        }
        return newest;
    }

    private static byte[] read(Disk.File file, long position, int length) throws IOException {
        if (position >= file.size()) {
            return new byte[0];
        }
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(length, file.size() - position));
        file.read(position, buffer);
        return buffer.array();
    }

    private static boolean isWhole(Disk.File file, Mark mark) throws IOException {
        long start = mark.block * BLOCK;
        Optional<HeaderLine> head = HeaderLine.parse(read(file, start, BLOCK));
        long length = head.map(line -> line.number("len").orElse(0)).orElse(0L) * BLOCK;
        if (length <= 0 || length > Integer.MAX_VALUE || start + length > file.size()) {
            return false;
        }
        byte[] chunk = read(file, start, (int) length);
        byte[] footer = read(file, start + length - FOOTER, FOOTER);
        return HeaderLine.parseChecked(footer)
                .filter(line -> line.has("version", mark.version) && line.has("chunk", mark.chunk))
                .filter(line -> line.has("crc", checksum(chunk, chunk.length - FOOTER)))
                .isPresent();
    }

    /** Returns what the footer of a chunk says of the octets before it. */
    static long checksum(byte[] octets, int length) {
        CRC32C sum = new CRC32C();
        sum.update(octets, 0, length);
        return sum.getValue();
    }
}
