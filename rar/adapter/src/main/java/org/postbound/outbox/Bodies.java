package org.postbound.outbox;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.postbound.mime.StoredOctets;
import org.postbound.mime.WireMessage;

/**
 * Contents that are too large for the store, by themselves or together with the others of their transaction, each in a file
 * that is named by the message's id.
 */
final class Bodies {
    private static final int CHUNK = 1 << 16;

    private final Disk disk;
    private final AtomicBoolean created = new AtomicBoolean();

    Bodies(Disk disk) {
        this.disk = disk;
    }

    /**
     * Writes and forces a content; its name is forced by {@link #syncNames()}.
     *
     * @return whether there was room for it
     */
    boolean write(OutboxId id, WireMessage message) throws IOException {
        try (Disk.File file = disk.open(id.toString())) {
            created.set(true);
            try {
                message.writeTo(new FileOutput(file));
            } catch (IOException e) {
                // Others may fill the disk, too. What was not forced yet may fail without harm.
                if (disk.usableSpace() < message.size()) {
                    return false;
                }
                throw e;
            }
            file.sync();
            return true;
        }
    }

    /** Forces the names of contents that were written before. */
    void syncNames() throws IOException {
        if (created.getAndSet(false)) {
            disk.sync();
        }
    }

    void delete(OutboxId id) throws IOException {
        disk.delete(id.toString());
    }

    /**
     * Deletes contents that no message has: a crash came before its record, or after that was removed.
     *
     * @param wanted the messages whose contents are to be kept
     * @return those of them that have no content
     */
    Set<OutboxId> deleteOthers(Set<OutboxId> wanted) throws IOException {
        Set<String> missing = new HashSet<>();
        wanted.forEach(id -> missing.add(id.toString()));
        for (String name : disk.list()) {
            if (!missing.remove(name)) {
                disk.delete(name);
            }
        }
        Set<OutboxId> ids = new HashSet<>();
        missing.forEach(name -> ids.add(OutboxId.parse(name)));
        return ids;
    }

    boolean isEmpty() throws IOException {
        return disk.list().isEmpty();
    }

    StoredOctets read(OutboxId id, long size) throws IOException {
        if (!disk.exists(id.toString())) {
            throw new IOException("the file of message %s is missing".formatted(id));
        }
        Disk.File file = disk.open(id.toString());
        if (file.size() != size) {
            long found = file.size();
            file.close();
            throw new IOException("the file of message %s has %d octets instead of %d".formatted(id, found, size));
        }
        return new FileOctets(file, size);
    }

    private static final class FileOutput extends OutputStream {
        private final Disk.File file;
        private long position;

        FileOutput(Disk.File file) {
            this.file = file;
        }

        @Override
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] source, int offset, int length) throws IOException {
            file.write(position, ByteBuffer.wrap(source, offset, length));
            position += length;
        }
    }

    private record FileOctets(Disk.File file, long size) implements StoredOctets {
        @Override
        public void writeTo(OutputStream out) throws IOException {
            byte[] chunk = new byte[(int) Math.min(CHUNK, size)];
            for (long position = 0; position < size; position += chunk.length) {
                int length = (int) Math.min(chunk.length, size - position);
                file.read(position, ByteBuffer.wrap(chunk, 0, length));
                out.write(chunk, 0, length);
            }
        }

        @Override
        public void close() {
            try {
                file.close();
            } catch (IOException e) {
                throw new UncheckedIOException("the file of a message cannot be closed", e);
            }
        }
    }
}
