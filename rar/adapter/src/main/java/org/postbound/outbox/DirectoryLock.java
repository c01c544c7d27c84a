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

/** Keeps a directory for one adapter of one process, and tells others who that is. */
final class DirectoryLock implements AutoCloseable {
    static final String FILE = "lock";

    /** Beyond the text, so that where locks are mandatory the text can be read all the same. */
    private static final long LOCKED = 1L << 20;

    private final FileChannel channel;

    private DirectoryLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes the directory.
     *
     * @param adapter who takes it, for others to read
     * @throws OutboxException {@code IN_USE}, naming who has it
     */
    static DirectoryLock take(Path directory, String adapter, Instant now) throws IOException {
        Path file = directory.resolve(FILE);
        // Creates the file for its owner only.
        Directory.open(directory).open(FILE).close();
        FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
        boolean taken = false;
        try {
            if (!lock(channel)) {
                throw inUse(directory, file);
            }
            String holder = "process %d on %s, since %s: %s%n"
                    .formatted(ProcessHandle.current().pid(), host(), now, adapter);
            channel.truncate(0);
            ByteBuffer text = ByteBuffer.wrap(holder.getBytes(StandardCharsets.UTF_8));
            while (text.hasRemaining()) {
                channel.write(text);
            }
            taken = true;
            return new DirectoryLock(channel);
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
            // Another class loader of this process has it.
            return false;
        }
    }

    private static OutboxException inUse(Path directory, Path file) throws IOException {
        return new OutboxException(
                OutboxException.Reason.IN_USE,
                "OutboxDirectory %s is in use by %s; set OutboxDirectory of this adapter to another directory, or stop the"
                                .formatted(directory, holder(file))
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
        channel.close();
    }
}
