package org.postbound.outbox;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.type.ByteArrayDataType;
import org.h2.mvstore.type.LongDataType;
import org.h2.mvstore.type.StringDataType;

/**
 * The maps of an outbox in one file. They are changed by one thread at a time, under {@link #lock}'s write lock, and read
 * under its read lock: space is used again at once, so nobody may still read an earlier version.
 */
final class Store implements AutoCloseable {
    static final String FILE = "outbox.mv";
    static final int FORMAT = 1;

    private static final String NEW_FILE = FILE + ".new";
    private static final long FORMAT_KEY = 1;
    private static final long OPENED_KEY = 2;
    private static final int FILL_RATE = 60;

    final ReadWriteLock lock = new ReentrantReadWriteLock();
    final MVMap<Long, byte[]> messages;
    final MVMap<Long, byte[]> statuses;
    final MVMap<Long, byte[]> branches;
    final MVMap<Long, byte[]> bodies;
    final MVMap<Long, byte[]> subscriptions;
    final MVMap<Long, byte[]> events;
    final MVMap<Long, byte[]> acknowledgements;
    final MVMap<Long, byte[]> pauses;
    final MVMap<Long, byte[]> sent;
    final MVMap<Long, byte[]> claims;
    /** From the name of an idempotency key to the number of its claim. */
    final MVMap<String, Long> keys;

    /** Null when salvaging. */
    private final StoreFile file;

    private final MVStore maps;
    private final MVMap<Long, byte[]> properties;
    private final int step;
    private long maintainedAt;

    private Store(MVStore maps, StoreFile file, int step) {
        this.maps = maps;
        this.file = file;
        this.step = step;
        properties = map("properties");
        messages = map("messages");
        statuses = map("statuses");
        branches = map("branches");
        bodies = map("bodies");
        subscriptions = map("subscriptions");
        events = map("events");
        acknowledgements = map("acknowledgements");
        pauses = map("pauses");
        sent = map("sent");
        claims = map("claims");
        keys = maps.openMap(
                "keys",
                new MVMap.Builder<String, Long>()
                        .keyType(StringDataType.INSTANCE)
                        .valueType(LongDataType.INSTANCE));
    }

    private MVMap<Long, byte[]> map(String name) {
        return maps.openMap(
                name,
                new MVMap.Builder<Long, byte[]>().keyType(LongDataType.INSTANCE).valueType(ByteArrayDataType.INSTANCE));
    }

    /**
     * Opens the store of a directory, and creates it if there is none. A crash leaves a new one complete or absent.
     *
     * @param step how many octets to write before space is gained, and in doing so
     * @throws RuntimeException if it cannot be understood
     */
    static Store open(Disk disk, int step) throws IOException {
        if (!disk.exists(FILE)) {
            create(disk, step);
        }
        Store store = openFile(disk, FILE, step);
        byte[] format = store.properties.get(FORMAT_KEY);
        if (format == null || FieldReader.of(format, FORMAT).number() != FORMAT) {
            store.closeImmediately();
            throw new DamagedRecordException("has no format");
        }
        return store;
    }

    private static Store openFile(Disk disk, String name, int step) throws IOException {
        Disk.File opened = disk.open(name);
        try {
            StoreFile file = StoreFile.open(name, new GrowingFile(opened, step));
            // Saving happens in save() alone, on nobody's thread but the caller's.
            MVStore maps = new MVStore.Builder()
                    .adoptFileStore(file)
                    .autoCommitDisabled()
                    .autoCommitBufferSize(0)
                    .open();
            file.opened();
            maps.setVersionsToKeep(0);
            // At once, whatever the clock says; StoreFile sees to it that this is safe.
            maps.setRetentionTime(-1);
            Store store = new Store(maps, file, step);
            opened = null;
            return store;
        } finally {
            if (opened != null) {
                opened.close();
            }
        }
    }

    /** Opens a file, to be read only, whatever its state; pages that cannot be read are as if they were empty. */
    static Store salvage(Path file) {
        MVStore maps = new MVStore.Builder()
                .fileName(file.toString())
                .autoCommitDisabled()
                .recoveryMode()
                .open();
        return new Store(maps, null, 0);
    }

    private static void create(Disk disk, int step) throws IOException {
        disk.delete(NEW_FILE);
        try (Store store = openFile(disk, NEW_FILE, step)) {
            store.properties.put(
                    FORMAT_KEY, FieldWriter.version(FORMAT).number(FORMAT).toOctets());
            store.force();
        }
        disk.rename(NEW_FILE, FILE);
        disk.sync();
    }

    /**
     * Counts that the store was opened (forced).
     *
     * @param now seconds, more than 0
     * @return the same or, where that was used before, more
     */
    long countOpening(long now) {
        byte[] last = properties.get(OPENED_KEY);
        long opening =
                last == null ? now : Math.max(now, FieldReader.of(last, FORMAT).number() + 1);
        properties.put(OPENED_KEY, FieldWriter.version(FORMAT).number(opening).toOctets());
        force();
        return opening;
    }

    /** Returns a record that has to be there. */
    static byte[] present(byte[] record) {
        if (record == null) {
            throw new DamagedRecordException("is missing");
        }
        return record;
    }

    /** Writes all changes. */
    void save() {
        maps.commit();
    }

    /** Forces what was written to the disk. */
    void sync() {
        maps.sync();
    }

    private void force() {
        save();
        sync();
    }

    /** Whether so much was written that space may have to be gained. */
    boolean isWorn() {
        return file.written() - maintainedAt >= step;
    }

    /**
     * Gains space, in a small step: rewrites chunks of which little is used, and moves chunks to where there is room.
     *
     * @return whether the file has become smaller
     */
    boolean gainSpace() {
        long before = file.size();
        maintainedAt = file.written();
        if (rewriteChunks()) {
            force();
        }
        if (file.getFillRate() < FILL_RATE) {
            file.compactMoveChunks(FILL_RATE, 4L * step, maps);
        }
        // What became free just now can be used, or cut off, after one more version.
        properties.put(0L, FieldWriter.version(FORMAT).number(before).toOctets());
        force();
        return file.size() < before;
    }

    private boolean rewriteChunks() {
        try {
            return maps.compact(FILL_RATE, step);
        } catch (RuntimeException e) {
            if (e.getCause() instanceof InterruptedException) {
                // MVStore takes a lock, and does nothing if the thread is interrupted; there will be other
                // opportunities.
                return false;
            }
            throw e;
        }
    }

    /** Closes the file without writing to it any more. */
    void closeImmediately() {
        maps.closeImmediately();
    }

    @Override
    public void close() {
        maps.close();
    }
}
