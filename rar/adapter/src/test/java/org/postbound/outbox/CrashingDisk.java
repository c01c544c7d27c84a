package org.postbound.outbox;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/**
 * A disk in memory that can lose power at any operation. What was synced is there afterwards. Of what was not, each sector
 * of each write is there or not, at random, in no order; the write that was going on is torn at any octet; names that were
 * not synced are there or not.
 */
final class CrashingDisk implements Disk {
    private static final int SECTOR = 512;

    /** Counts operations of several disks, and decides when the power goes. */
    static final class Power {
        private final Random random;
        private long operations;
        private long lastOperation = Long.MAX_VALUE;
        private boolean off;
        private long syncs;
        private long read;

        Power(long seed) {
            random = new Random(seed);
        }

        /** Lets so many operations succeed from now on, and not all of the next one. */
        void failAfter(long more) {
            operations = 0;
            lastOperation = more;
        }

        long operations() {
            return operations;
        }

        long syncs() {
            return syncs;
        }

        /** Returns how many octets were read. */
        long read() {
            return read;
        }

        boolean isOff() {
            return off;
        }

        /** Returns whether this operation happens at all. */
        synchronized boolean use() throws IOException {
            if (off) {
                throw new IOException("the power is off");
            }
            return ++operations <= lastOperation;
        }

        synchronized IOException fail() {
            off = true;
            return new IOException("the power went off");
        }
    }

    private final Power power;
    private Map<String, Content> durableNames = new HashMap<>();
    private Map<String, Content> names = new TreeMap<>();
    long capacity = Long.MAX_VALUE;
    IOException nextSyncFails;
    /** Whoever reads meets that. */
    volatile Error readingFails;
    /** What others do while names are about to be synced. */
    Runnable beforeNamesAreSynced = () -> {};

    CrashingDisk(Power power) {
        this.power = power;
    }

    /** Comes back after the power did, with what is on the disk. */
    synchronized CrashingDisk restart(Power next) {
        CrashingDisk disk = new CrashingDisk(next);
        disk.capacity = capacity;
        // Names come in no order, but a file that was renamed is there under one of its names.
        Map<String, Content> kept = new HashMap<>(durableNames);
        for (Map.Entry<String, Content> named : names.entrySet()) {
            if (durableNames.get(named.getKey()) != named.getValue() && power.random.nextBoolean()) {
                kept.values().removeIf(content -> content == named.getValue());
                kept.put(named.getKey(), named.getValue());
            }
        }
        for (String name : durableNames.keySet()) {
            if (!names.containsKey(name)
                    && !names.containsValue(durableNames.get(name))
                    && power.random.nextBoolean()) {
                kept.remove(name);
            }
        }
        kept.forEach((name, content) -> disk.names.put(name, content.afterCrash(power.random)));
        disk.durableNames = new HashMap<>(disk.names);
        return disk;
    }

    /** Octets that grow. */
    private static final class Octets {
        private byte[] array = {};
        private int size;

        void write(int position, byte[] source, int from, int to) {
            int end = position + to;
            if (end > array.length) {
                array = Arrays.copyOf(array, Math.max(end, 2 * array.length));
            }
            System.arraycopy(source, from, array, position + from, to - from);
            size = Math.max(size, end);
        }

        void truncate(int to) {
            if (to < size) {
                Arrays.fill(array, to, size, (byte) 0);
                size = to;
            }
        }

        byte[] copy() {
            return Arrays.copyOf(array, size);
        }
    }

    private static final class Content {
        private final Octets octets = new Octets();
        private final Octets durable = new Octets();
        private final List<Change> unsynced = new ArrayList<>();

        /** A write, or a cut. */
        private record Change(int position, Optional<ByteBuffer> source) {
            void on(Octets target) {
                if (source.isPresent()) {
                    byte[] written = source.get().array();
                    target.write(position, written, 0, written.length);
                } else {
                    target.truncate(position);
                }
            }
        }

        void change(Change change) {
            unsynced.add(change);
            change.on(octets);
        }

        void sync() {
            unsynced.forEach(change -> change.on(durable));
            unsynced.clear();
        }

        /** Leaves nothing, everything, any sectors, or everything up to some change. */
        Content afterCrash(Random random) {
            Content content = new Content();
            content.octets.write(0, durable.array, 0, durable.size);
            int mode = random.nextInt(4);
            int last = mode == 3 ? random.nextInt(unsynced.size() + 1) : unsynced.size();
            for (Change change : unsynced.subList(0, last)) {
                if (mode == 1 || mode == 3) {
                    change.on(content.octets);
                } else if (mode == 2) {
                    writeSectors(content.octets, change, random);
                }
            }
            content.durable.write(0, content.octets.array, 0, content.octets.size);
            return content;
        }

        private static void writeSectors(Octets target, Change change, Random random) {
            if (change.source.isEmpty()) {
                if (random.nextBoolean()) {
                    change.on(target);
                }
                return;
            }
            byte[] source = change.source.get().array();
            for (int at = 0; at < source.length; ) {
                int end = Math.min(source.length, at + SECTOR - (change.position + at) % SECTOR);
                if (random.nextBoolean()) {
                    target.write(change.position, source, at, end);
                }
                at = end;
            }
        }
    }

    @Override
    public synchronized File open(String name) throws IOException {
        if (!names.containsKey(name)) {
            if (!power.use()) {
                throw power.fail();
            }
            names.put(name, new Content());
        }
        return new OpenFile(names.get(name));
    }

    @Override
    public synchronized boolean exists(String name) {
        return names.containsKey(name);
    }

    @Override
    public synchronized void delete(String name) throws IOException {
        if (names.containsKey(name)) {
            if (!power.use()) {
                throw power.fail();
            }
            names.remove(name);
        }
    }

    @Override
    public synchronized void rename(String from, String to) throws IOException {
        if (!power.use()) {
            throw power.fail();
        }
        if (!names.containsKey(from)) {
            throw new FileNotFoundException(from);
        }
        names.put(to, names.remove(from));
    }

    @Override
    public synchronized List<String> list() {
        return List.copyOf(names.keySet());
    }

    @Override
    public void sync() throws IOException {
        beforeNamesAreSynced.run();
        syncNames();
    }

    private synchronized void syncNames() throws IOException {
        if (!power.use()) {
            throw power.fail();
        }
        power.syncs++;
        durableNames = new HashMap<>(names);
    }

    @Override
    public synchronized long usableSpace() {
        return capacity - size();
    }

    synchronized long size() {
        return names.values().stream().mapToLong(content -> content.octets.size).sum();
    }

    synchronized byte[] octets(String name) {
        return names.get(name).octets.copy();
    }

    synchronized void replace(String name, byte[] octets) {
        Content content = new Content();
        content.change(new Content.Change(0, Optional.of(ByteBuffer.wrap(octets))));
        content.sync();
        names.put(name, content);
        durableNames.put(name, content);
    }

    private final class OpenFile implements File {
        private final Content content;

        OpenFile(Content content) {
            this.content = content;
        }

        @Override
        public void read(long position, ByteBuffer target) throws IOException {
            synchronized (CrashingDisk.this) {
                if (power.off) {
                    throw new IOException("the power is off");
                }
                if (readingFails != null) {
                    throw readingFails;
                }
                if (position + target.remaining() > content.octets.size) {
                    throw new IOException("read beyond the end");
                }
                power.read += target.remaining();
                target.put(content.octets.array, (int) position, target.remaining());
            }
        }

        @Override
        public void write(long position, ByteBuffer source) throws IOException {
            synchronized (CrashingDisk.this) {
                byte[] octets = new byte[source.remaining()];
                source.get(octets);
                if (position + octets.length > content.octets.size
                        && CrashingDisk.this.size() + position + octets.length - content.octets.size > capacity) {
                    throw new IOException("No space left on device");
                }
                boolean happens = power.use();
                if (!happens) {
                    octets = Arrays.copyOf(octets, power.random.nextInt(octets.length + 1));
                }
                content.change(new Content.Change((int) position, Optional.of(ByteBuffer.wrap(octets))));
                if (!happens) {
                    throw power.fail();
                }
            }
        }

        @Override
        public void truncate(long size) throws IOException {
            synchronized (CrashingDisk.this) {
                if (!power.use()) {
                    throw power.fail();
                }
                content.change(new Content.Change((int) size, Optional.empty()));
            }
        }

        @Override
        public long size() {
            synchronized (CrashingDisk.this) {
                return content.octets.size;
            }
        }

        @Override
        public void sync() throws IOException {
            synchronized (CrashingDisk.this) {
                if (!power.use()) {
                    throw power.fail();
                }
                if (nextSyncFails != null) {
                    throw nextSyncFails;
                }
                power.syncs++;
                content.sync();
            }
        }

        @Override
        public void close() {
            // What is not synced stays so.
        }
    }
}
