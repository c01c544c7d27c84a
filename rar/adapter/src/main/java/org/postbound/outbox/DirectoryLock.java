package org.postbound.outbox;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import org.postbound.OutboxException;

/**
 * Keeps a directory for one adapter of one process, and tells others who that is. The lock of a file keeps other processes
 * away. For other class loaders of this process there is a system property: they must not even open the file, since on POSIX
 * a process loses its locks of a file when it closes any descriptor of it.
 */
final class DirectoryLock implements AutoCloseable {
    static final String FILE = "lock";

    /** Beyond the text, so that where locks are mandatory the text can be read all the same. */
    private static final long LOCKED = 1L << 20;

    /** The real path follows. Name and value are texts, which keep no class loader alive. */
    private static final String PROPERTY = "org.postbound.outbox.";

    private final FileChannel channel;
    private final String property;
    private final String holder;

    private DirectoryLock(FileChannel channel, String property, String holder) {
        this.channel = channel;
        this.property = property;
        this.holder = holder;
    }

    /**
     * Takes the directory.
     *
     * @param adapter who takes it, for others to read
     * @throws OutboxException {@code IN_USE}, naming who has it
     */
    static DirectoryLock take(Path directory, String adapter, Instant now) throws IOException {
        Disk disk = Directory.open(directory);
        String property = PROPERTY + directory.toRealPath();
        String holder = "process %d on %s, since %s: %s"
                .formatted(ProcessHandle.current().pid(), host(), now, adapter);
        Object other = System.getProperties().putIfAbsent(property, holder);
        if (other != null) {
            throw inUse(directory, other.toString());
        }
        boolean taken = false;
        try {
            // Creates the file for its owner only.
            disk.open(FILE).close();
            DirectoryLock lock = new DirectoryLock(lockedFile(directory, holder), property, holder);
            taken = true;
            return lock;
        } finally {
            if (!taken) {
                System.getProperties().remove(property, holder);
            }
        }
    }

    private static FileChannel lockedFile(Path directory, String holder) throws IOException {
        Path file = directory.resolve(FILE);
        FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
        boolean taken = false;
        try {
            if (!lock(channel)) {
                throw inUse(directory, holder(file));
            }
            channel.truncate(0);
            ByteBuffer text = ByteBuffer.wrap((holder + System.lineSeparator()).getBytes(StandardCharsets.UTF_8));
            while (text.hasRemaining()) {
                channel.write(text);
            }
            taken = true;
            return channel;
        } finally {
            if (!taken) {
                channel.close();
            }
        }
    }

    private static boolean lock(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock(LOCKED, 1, false);
            return lock != null;
        } catch (OverlappingFileLockException e) {
            // Another class loader of this process has it, and somebody took the properties away.
            return false;
        }
    }

    private static OutboxException inUse(Path directory, String holder) {
        return new OutboxException(
                OutboxException.Reason.IN_USE,
                "OutboxDirectory %s is in use by %s; set OutboxDirectory of this adapter to another directory, or stop the"
                                .formatted(directory, holder)
                        + " other one",
                null);
    }

    private static String holder(Path file) throws IOException {
        try {
            String holder = Files.readString(file).strip();
            return holder.isEmpty() ? "somebody who has just started" : holder;
        } catch (NoSuchFileException e) {
            return "somebody who has just stopped";
        }
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "this host";
        }
    }

    /** Gives the directory up. */
    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            // Not before: whoever comes next opens the file.
            System.getProperties().remove(property, holder);
        }
    }
}
