package org.postbound.outbox;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

        boolean isOff() {
            return off;
        }

        /** Returns whether this operation happens at all. */
        private boolean use() throws IOException {
            if (off) {
                throw new IOException("the power is off");
            }
            return ++operations <= lastOperation;
        }

        private IOException fail() {
            off = true;
            return new IOException("the power went off");
        }
    }

    private final Power power;
    private Map<String, Content> durableNames = new HashMap<>();
    private Map<String, Content> names = new TreeMap<>();
    long capacity = Long.MAX_VALUE;
    IOException nextSyncFails;

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
            if (!names.containsKey(name) && !names.containsValue(durableNames.get(name)) && power.random.nextBoolean()) {
                kept.remove(name);
            }
        }
        kept.forEach((name, content) -> disk.names.put(name, content.afterCrash(power.random)));
        disk.durableNames = new HashMap<>(disk.names);
        return disk;
    }

    private static final class Content {
        private byte[] octets = {};
        private byte[] durable = {};
        private final List<Write> unsynced = new ArrayList<>();

        private record Write(int position, ByteBuffer source) {}

        void write(int position, byte[] source) {
            unsynced.add(new Write(position, ByteBuffer.wrap(source)));
            octets = written(octets, position, source, 0, source.length);
        }

        private static byte[] written(byte[] target, int position, byte[] source, int from, int to) {
            byte[] result = target.length < position + to ? Arrays.copyOf(target, position + to) : target;
            System.arraycopy(source, from, result, position + from, to - from);
            return result;
        }

        void truncate(int size) {
            // A cut is as good as any write: it has happened or not.
            unsynced.add(new Write(-size - 1, null));
            octets = Arrays.copyOf(octets, size);
        }

        void sync() {
            durable = octets.clone();
            unsynced.clear();
        }

        Content afterCrash(Random random) {
            byte[] result = durable.clone();
            int mode = random.nextInt(4);
            int last = mode == 3 ? random.nextInt(unsynced.size() + 1) : unsynced.size();
            for (Write write : unsynced.subList(0, last)) {
                if (write.source == null) {
                    int size = -write.position - 1;
                    if (random.nextBoolean() && size < result.length) {
                        result = Arrays.copyOf(result, size);
                    }
                    continue;
                }
                byte[] source = write.source.array();
                for (int at = 0; at < source.length; ) {
                    int end = Math.min(source.length, at + SECTOR - (write.position + at) % SECTOR);
                    // Nothing, everything up to some write, or any sectors.
                    if (mode == 1 || mode == 3 || (mode == 2 && random.nextBoolean())) {
                        result = written(result, write.position, source, at, end);
                    }
                    at = end;
                }
            }
            Content content = new Content();
            content.octets = result;
            content.durable = result.clone();
            return content;
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
    public synchronized void sync() throws IOException {
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
        return names.values().stream().mapToLong(content -> content.octets.length).sum();
    }

    synchronized byte[] octets(String name) {
        return names.get(name).octets.clone();
    }

    synchronized void replace(String name, byte[] octets) {
        Content content = new Content();
        content.octets = octets.clone();
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
                if (position + target.remaining() > content.octets.length) {
                    throw new IOException("read beyond the end");
                }
                target.put(content.octets, (int) position, target.remaining());
            }
        }

        @Override
        public void write(long position, ByteBuffer source) throws IOException {
            synchronized (CrashingDisk.this) {
                byte[] octets = new byte[source.remaining()];
                source.get(octets);
                if (position + octets.length > content.octets.length
                        && size() + position + octets.length - content.octets.length > capacity) {
                    throw new IOException("No space left on device");
                }
                boolean happens = power.use();
                if (!happens) {
                    octets = Arrays.copyOf(octets, power.random.nextInt(octets.length + 1));
                }
                content.write((int) position, octets);
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
                content.truncate((int) size);
            }
        }

        @Override
        public long size() {
            synchronized (CrashingDisk.this) {
                return content.octets.length;
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
