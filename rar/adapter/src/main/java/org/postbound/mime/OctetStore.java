package org.postbound.mime;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.postbound.InvalidEmailException;
import org.postbound.SmtpConfigurationException;

/** Takes octets up to a limit: a megabyte into memory, more than that into a temporary file. */
final class OctetStore {
    /** The most octets of a message that are kept in memory; also the most that its header section may have then. */
    static final int MAX_IN_MEMORY = 1 << 20;

    private final long limit;
    private final Path directory;
    private byte[] octets;
    private int count;
    private int capacity;
    private TemporaryFile file;
    private HeaderSection headerOfFile;

    /**
     * Creates an empty store.
     *
     * @param limit the most octets it takes, 0 for any number
     * @param expected about how many octets there will be
     * @param directory for the temporary file
     */
    OctetStore(long limit, long expected, Path directory) {
        this.limit = limit == 0 ? Long.MAX_VALUE : limit;
        this.directory = directory;
        useArray(new byte[(int) Math.min(expected, MAX_IN_MEMORY)]);
    }

    private void useArray(byte[] array) {
        octets = array;
        capacity = (int) Math.min(array.length, limit - inFile());
    }

    private long inFile() {
        return file == null ? 0 : file.size();
    }

    long size() {
        return inFile() + count;
    }

    /** Adds an octet if there is room without further ado. */
    boolean offer(byte octet) {
        boolean room = count < capacity;
        if (room) {
            octets[count++] = octet;
        }
        return room;
    }

    /**
     * Adds octets.
     *
     * @throws InvalidEmailException if they would be too many
     * @throws SmtpConfigurationException if the temporary file does not take them
     */
    void append(byte[] source, int offset, int length) {
        checkRoomFor(length);
        int from = offset;
        int left = length;
        while (left > capacity - count) {
            int fits = capacity - count;
            System.arraycopy(source, from, octets, count, fits);
            count += fits;
            from += fits;
            left -= fits;
            makeRoom(left);
        }
        System.arraycopy(source, from, octets, count, left);
        count += left;
    }

    void checkRoomFor(long more) {
        if (more > limit - size()) {
            throw new InvalidEmailException(
                    "message",
                    "has at least %d octets, and MaxMessageSize allows %d; send less, or raise MaxMessageSize"
                            .formatted(size() + more, limit));
        }
    }

    private void makeRoom(int needed) {
        if (file == null && count < MAX_IN_MEMORY) {
            long size = Math.max((long) count + needed, 2L * count);
            useArray(Arrays.copyOf(octets, (int) Math.min(MAX_IN_MEMORY, size)));
            return;
        }
        if (file == null) {
            headerOfFile = completeHeader();
        }
        flushToFile();
    }

    private HeaderSection completeHeader() {
        HeaderSection header = HeaderSection.of(octets, count).copy();
        if (!header.isComplete()) {
            throw new InvalidEmailException(
                    "message", "has a header section of more than %d octets; make it shorter".formatted(MAX_IN_MEMORY));
        }
        return header;
    }

    private void flushToFile() {
        try {
            if (file == null) {
                file = TemporaryFile.in(directory);
            }
            file.write(octets, 0, count);
            count = 0;
            useArray(octets);
        } catch (IOException e) {
            throw new SmtpConfigurationException(
                    "java.io.tmpdir",
                    "is %s, where a message of more than %d octets cannot be kept until it is sent (%s); make room there,"
                                    .formatted(directory, MAX_IN_MEMORY, e.getMessage())
                            + " or start the Java runtime with -Djava.io.tmpdir=, naming a directory that may be written",
                    e);
        }
    }

    /** Returns the header section of what there is so far. */
    HeaderSection header() {
        return headerOfFile == null ? HeaderSection.of(octets, count) : headerOfFile;
    }

    /** Gives up its content; nothing may be added after. */
    Octets toOctets() {
        if (file == null) {
            // A message may wait for its commit, so it does not keep much more than it needs.
            boolean loose = octets.length - count > octets.length / 4;
            return new Octets.InMemory(loose ? Arrays.copyOf(octets, count) : octets, count);
        }
        flushToFile();
        return file;
    }

    /** Forgets its content. */
    void discard() {
        if (file != null) {
            file.close();
        }
    }
}
