package org.postbound.outbox;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The directory of an outbox: files by name, seen through what a crash leaves of them. What was written is there for sure
 * after the next {@link File#sync()}; a file that was created, renamed or deleted is so for sure after the next {@link
 * #sync()}. Safe for use by several threads.
 */
interface Disk {
    /** Opens a file for reading and writing, and creates it for its owner only. */
    File open(String name) throws IOException;

    /** Returns whether there is such a file. */
    boolean exists(String name);

    /** Deletes a file. Has no effect if there is none. */
    void delete(String name) throws IOException;

    /** Gives a file another name, at once; that name must not be taken. */
    void rename(String from, String to) throws IOException;

    /** Returns the names of all files. */
    List<String> list() throws IOException;

    /** Forces the names of files. */
    void sync() throws IOException;

    /** Returns how many octets more can be written, more or less. */
    long usableSpace() throws IOException;

    /** A file. An interrupt of a thread that uses it has no effect. */
    interface File extends AutoCloseable {
        /** Fills the rest of the buffer. */
        void read(long position, ByteBuffer target) throws IOException;

        /** Writes the rest of the buffer. */
        void write(long position, ByteBuffer source) throws IOException;

        void truncate(long size) throws IOException;

        long size() throws IOException;

        /** Forces what was written. If it fails nobody knows what is there, and a second time would not tell. */
        void sync() throws IOException;

        @Override
        void close() throws IOException;
    }
}
