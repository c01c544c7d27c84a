package org.postbound.outbox;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.postbound.config.OutboxConfig;

/** An outbox as the adapter opens it, on a disk whose syncs are counted. */
public final class CountedOutbox implements AutoCloseable, OutboxEvents {
    private final AtomicLong syncs = new AtomicLong();
    private final Journal journal;
    private final Thread writer;
    private volatile boolean leaving;

    /**
     * Opens it.
     *
     * @param directory where it is kept
     * @throws IOException if that cannot be used
     */
    public CountedOutbox(Path directory) throws IOException {
        journal = Journal.open(
                new CountedDisk(Directory.open(directory)),
                new CountedDisk(Directory.open(directory.resolve("bodies"))),
                JournalLimits.of(OutboxConfig.Journal.of(directory)),
                Clock.systemUTC(),
                this);
        writer = new Thread(() -> journal.run(() -> leaving), "outbox");
        writer.setDaemon(true);
        writer.start();
    }

    /**
     * Returns the outbox.
     *
     * @return always the same
     */
    public Outbox outbox() {
        return journal;
    }

    /**
     * Returns how often files or directories were forced so far.
     *
     * @return the number
     */
    public long syncs() {
        return syncs.get();
    }

    @Override
    public void stopped(Throwable why) {
        System.err.println("The outbox has stopped: " + why);
    }

    @Override
    public void troubled(String what, Exception why) {
        System.err.println(what + ": " + why);
    }

    @Override
    public void close() throws InterruptedException {
        leaving = true;
        journal.wakeUp();
        writer.join();
        journal.close();
    }

    private final class CountedDisk implements Disk {
        private final Disk disk;

        CountedDisk(Disk disk) {
            this.disk = disk;
        }

        @Override
        public File open(String name) throws IOException {
            return new CountedFile(disk.open(name));
        }

        @Override
        public boolean exists(String name) {
            return disk.exists(name);
        }

        @Override
        public void delete(String name) throws IOException {
            disk.delete(name);
        }

        @Override
        public void rename(String from, String to) throws IOException {
            disk.rename(from, to);
        }

        @Override
        public List<String> list() throws IOException {
            return disk.list();
        }

        @Override
        public void sync() throws IOException {
            syncs.incrementAndGet();
            disk.sync();
        }

        @Override
        public long usableSpace() throws IOException {
            return disk.usableSpace();
        }
    }

    private final class CountedFile implements Disk.File {
        private final Disk.File file;

        CountedFile(Disk.File file) {
            this.file = file;
        }

        @Override
        public void read(long position, ByteBuffer target) throws IOException {
            file.read(position, target);
        }

        @Override
        public void write(long position, ByteBuffer source) throws IOException {
            file.write(position, source);
        }

        @Override
        public void truncate(long size) throws IOException {
            file.truncate(size);
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public void sync() throws IOException {
            syncs.incrementAndGet();
            file.sync();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
