package org.postbound.outbox;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.ZipOutputStream;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.FileStore;
import org.h2.mvstore.MVStoreException;
import org.h2.mvstore.RandomAccessStore;
import org.h2.mvstore.SFChunk;

/**
 * The file of an MVStore, made safe against a crash at any moment while space is used again at once. The format stays
 * MVStore's own. What is added:
 *
 * <ul>
 *   <li>Before a chunk is written everything before it is synced, so that only the newest chunk can be torn.
 *   <li>A chunk's footer has a checksum of the chunk, since MVStore checks header and footer alone, and a disk may write
 *       them before what is between.
 *   <li>The two copies of the file header are written in turn, one with each chunk, and name that chunk. So the other one
 *       names the chunk before, which is whole.
 *   <li>At open the newest whole chunk decides, with the chunks that it refers to. No other is looked for: what else looks
 *       like one was never acknowledged, or was given up.
 * </ul>
 */
final class StoreFile extends RandomAccessStore {
    private static final int BLOCK = NewestChunk.BLOCK;
    private static final int FOOTER = NewestChunk.FOOTER;
    private static final int SECTOR = 512;
    private static final String CLEAN = "clean";

    private final Disk.File file;
    private NewestChunk.Mark newest = NewestChunk.Mark.NONE;
    private int nextCopy;
    private boolean opening = true;
    private boolean unsynced;
    private long written;

    private StoreFile(String name, Disk.File file) {
        super(new HashMap<>(Map.of("cacheSize", 4, "pageSplitSize", 16 * 1024)));
        this.file = file;
        init(name, false);
    }

    /**
     * Opens the file.
     *
     * @throws MVStoreException if no copy of its header names a chunk that is whole
     */
    static StoreFile open(String name, Disk.File file) throws IOException {
        StoreFile store = new StoreFile(name, file);
        store.setSize(file.size());
        NewestChunk found = NewestChunk.find(file);
        store.newest = found.mark();
        store.nextCopy = 1 - found.copy();
        return store;
    }

    /**
     * Ends opening: from now on chunks are written.
     *
     * @throws MVStoreException if MVStore has not taken the newest chunk
     */
    void opened() {
        opening = false;
        if (newest.isPresent() && lastChunkVersion() != newest.version()) {
            throw new MVStoreException(
                    DataUtils.ERROR_FILE_CORRUPT,
                    "version %d is damaged, and the newest one that can be read is %d"
                            .formatted(newest.version(), lastChunkVersion()));
        }
    }

    /** Returns how many octets were written to chunks since the file was opened, to the thread that writes. */
    long written() {
        return written;
    }

    /**
     * While the file is opened it seems to end before its first chunk. Else MVStore would search it for chunks, find such as
     * were given up long ago, perhaps torn, and take them for those of the same number that are meant.
     */
    @Override
    public long size() {
        return opening && newest.isPresent() ? 2 * BLOCK : super.size();
    }

    @Override
    public ByteBuffer readFully(SFChunk chunk, long position, int length) {
        try {
            ByteBuffer target = ByteBuffer.allocate(length);
            file.read(position, target);
            target.flip();
            readCount.incrementAndGet();
            readBytes.addAndGet(length);
            if (opening && chunk == null && length == FOOTER && !isAcknowledged(position, target.array())) {
                return ByteBuffer.allocate(FOOTER);
            }
            return target;
        } catch (IOException e) {
            throw failed(
                    DataUtils.ERROR_READING_FAILED, "%d octets at %d cannot be read".formatted(length, position), e);
        }
    }

    private static MVStoreException failed(int code, String what, IOException cause) {
        return DataUtils.newMVStoreException(code, "{0}: {1}", what, cause.toString(), cause);
    }

    private boolean isAcknowledged(long position, byte[] footer) {
        return HeaderLine.parseChecked(footer)
                .map(line -> {
                    long version = line.number("version").orElse(0);
                    long block =
                            (position + FOOTER) / BLOCK - line.number("len").orElse(0);
                    return version < newest.version() || (version == newest.version() && block == newest.block());
                })
                .orElse(false);
    }

    @Override
    protected void writeFully(SFChunk chunk, long position, ByteBuffer source) {
        try {
            if (chunk != null) {
                writeChunk(chunk, position, source);
            } else if (position == 0) {
                writeHeader(source);
            } else {
                write(position, source);
            }
        } catch (IOException e) {
            throw failed(DataUtils.ERROR_WRITING_FAILED, "the file cannot be written", e);
        }
    }

    @SuppressWarnings("ByteBufferBackingArray")
    private void writeChunk(SFChunk chunk, long position, ByteBuffer source) throws IOException {
        syncWritten();
        // MVStore's buffer is an array from its start.
        byte[] octets = source.array();
        int footer = source.limit() - FOOTER;
        StringBuilder line = new StringBuilder();
        DataUtils.appendMap(line, "chunk", chunk.id);
        DataUtils.appendMap(line, "len", chunk.len);
        DataUtils.appendMap(line, "version", chunk.version);
        DataUtils.appendMap(line, "crc", NewestChunk.checksum(octets, footer));
        byte[] text = HeaderLine.withSum(line, FOOTER);
        System.arraycopy(text, 0, octets, footer, FOOTER);
        written += source.remaining();
        write(position, source);
        writeCopy(new NewestChunk.Mark(chunk.version, position / BLOCK, chunk.id));
    }

    private void writeCopy(NewestChunk.Mark mark) throws IOException {
        write(nextCopy * (long) BLOCK, header(mark, false));
        newest = mark;
        nextCopy = 1 - nextCopy;
    }

    /** Makes a copy of the header, as long as whatever stood there before. */
    private ByteBuffer header(NewestChunk.Mark mark, boolean clean) {
        HashMap<String, Object> header = new HashMap<>(getStoreHeader());
        header.remove("fletcher");
        header.remove(CLEAN);
        header.put("block", mark.block());
        header.put("chunk", mark.chunk());
        header.put("version", mark.version());
        if (clean) {
            header.put(CLEAN, 1);
        }
        StringBuilder line = new StringBuilder();
        DataUtils.appendMap(line, header);
        return ByteBuffer.wrap(HeaderLine.withSum(line, SECTOR));
    }

    /**
     * MVStore's own header is written as it is to a new file only. At the end each copy of ours is written while the other one
     * names the newest chunk for sure.
     */
    private void writeHeader(ByteBuffer source) throws IOException {
        if (!newest.isPresent()) {
            write(0, source);
        } else if (getStoreHeader().containsKey(CLEAN)) {
            syncWritten();
            write(nextCopy * (long) BLOCK, header(newest, true));
            syncWritten();
            write((1 - nextCopy) * (long) BLOCK, header(newest, true));
        }
    }

    private void write(long position, ByteBuffer source) throws IOException {
        int length = source.remaining();
        unsynced = true;
        file.write(position, source);
        setSize(Math.max(super.size(), position + length));
        writeCount.incrementAndGet();
        writeBytes.addAndGet(length);
    }

    @Override
    public void sync() {
        try {
            syncWritten();
        } catch (IOException e) {
            throw failed(DataUtils.ERROR_WRITING_FAILED, "the file cannot be forced to disk", e);
        }
    }

    private void syncWritten() throws IOException {
        if (unsynced) {
            file.sync();
            unsynced = false;
        }
    }

    @Override
    protected void truncate(long size) {
        try {
            file.truncate(size);
            setSize(Math.min(super.size(), size));
        } catch (IOException e) {
            throw failed(DataUtils.ERROR_WRITING_FAILED, "the file cannot be cut", e);
        }
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw failed(DataUtils.ERROR_WRITING_FAILED, "the file cannot be closed", e);
        } finally {
            super.close();
        }
    }

    @Override
    public void open(String fileName, boolean readOnly, char[] encryptionKey) {
        throw new UnsupportedOperationException("it is open");
    }

    @Override
    public FileStore<SFChunk> open(String fileName, boolean readOnly) {
        throw new UnsupportedOperationException("it is open");
    }

    @Override
    public void backup(ZipOutputStream out) {
        throw new UnsupportedOperationException("copy the directory while the outbox is closed");
    }
}
