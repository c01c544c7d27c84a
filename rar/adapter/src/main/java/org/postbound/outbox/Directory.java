package org.postbound.outbox;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/** A directory of the file system. Its files are no channels, since an interrupt of a thread would close them. */
final class Directory implements Disk {
    private final Path path;
    /** Looked up once, since that reads the system's table of mounts. */
    private final FileStore store;

    private Directory(Path path) throws IOException {
        this.path = path;
        store = Files.getFileStore(path);
    }

    /** Opens a directory; creates it, and those above it, for their owner only. */
    static Directory open(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            Files.createDirectories(path, attributes(path, "rwx------"));
        } else if (isPosix(path)) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
        }
        return new Directory(path);
    }

    private static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    /** Returns what to create a file or a directory with; nothing where the file system knows no such permissions. */
    static FileAttribute<?>[] attributes(Path path, String permissions) {
        return isPosix(path)
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    @Override
    public File open(String name) throws IOException {
        Path file = path.resolve(name);
        if (!Files.exists(file)) {
            try {
                Files.createFile(file, attributes(path, "rw-------"));
            } catch (FileAlreadyExistsException e) {
                throw new IOException("somebody else has just created " + file, e);
            }
        }
        return new OpenFile(new RandomAccessFile(file.toFile(), "rw"));
    }

    @Override
    public boolean exists(String name) {
        return Files.exists(path.resolve(name));
    }

    @Override
    public void delete(String name) throws IOException {
        Files.deleteIfExists(path.resolve(name));
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Files.move(path.resolve(from), path.resolve(to));
    }

    @Override
    public List<String> list() throws IOException {
        try (Stream<Path> files = Files.list(path)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    @Override
    public void sync() throws IOException {
        sync(path);
    }

    /** Forces the names of the files in a directory. */
    static void sync(Path path) throws IOException {
        if (!isPosix(path)) {
            // Other systems open no directory, and write its entries with the files.
            return;
        }
        boolean interrupted = Thread.interrupted();
        try {
            while (!syncOnce(path)) {
                interrupted |= Thread.interrupted();
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static boolean syncOnce(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
            return true;
        } catch (ClosedByInterruptException e) {
            return false;
        }
    }

    @Override
    public long usableSpace() throws IOException {
        return store.getUsableSpace();
    }

    @Override
    public String toString() {
        return path.toString();
    }

    /** Reading and writing share a position. */
    private record OpenFile(RandomAccessFile file) implements File {
        @Override
        public void read(long position, ByteBuffer target) throws IOException {
            synchronized (file) {
                file.seek(position);
                file.readFully(target.array(), target.arrayOffset() + target.position(), target.remaining());
            }
            target.position(target.limit());
        }

        @Override
        public void write(long position, ByteBuffer source) throws IOException {
            synchronized (file) {
                file.seek(position);
                file.write(source.array(), source.arrayOffset() + source.position(), source.remaining());
            }
            source.position(source.limit());
        }

        @Override
        public void truncate(long size) throws IOException {
            file.setLength(size);
        }

        @Override
        public long size() throws IOException {
            return file.length();
        }

        @Override
        public void sync() throws IOException {
            file.getFD().sync();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
