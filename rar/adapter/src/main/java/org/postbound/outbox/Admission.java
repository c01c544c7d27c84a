package org.postbound.outbox;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import org.postbound.OutboxException;

/** Whether there is room for more messages: under {@code OutboxMaxBytes}, and on the disk. */
final class Admission {
    /** What a message takes beside its content, about. */
    private static final int RECORDS = 1024;

    private final Disk disk;
    private final JournalLimits limits;
    private final AtomicLong used = new AtomicLong();
    /** Of what is used, what may not be on the disk yet. */
    private final AtomicLong underWay = new AtomicLong();

    Admission(Disk disk, JournalLimits limits) {
        this.disk = disk;
        this.limits = limits;
    }

    /** Counts a message that is there already. */
    void count(long size) {
        used.addAndGet(size + RECORDS);
    }

    /** Counts a message no more. */
    void discount(long size) {
        used.addAndGet(-size - RECORDS);
    }

    /**
     * Counts messages that are to be stored, until {@link #settle} as being under way.
     *
     * @param contents octets of all of them
     * @throws OutboxException {@code FULL}: they are not counted
     */
    void admit(int messages, long contents) throws IOException {
        long octets = octets(messages, contents);
        long before = used.getAndAdd(octets);
        long others = underWay.getAndAdd(octets);
        boolean admitted = false;
        try {
            check(before, others, octets);
            admitted = true;
        } finally {
            if (!admitted) {
                used.addAndGet(-octets);
                underWay.addAndGet(-octets);
            }
        }
    }

    /** Messages that were admitted are on the disk, or will never be. */
    void settle(int messages, long contents) {
        underWay.addAndGet(-octets(messages, contents));
    }

    private static long octets(int messages, long contents) {
        return contents + (long) messages * RECORDS;
    }

    private void check(long before, long others, long octets) throws IOException {
        if (octets > limits.most() - before) {
            throw full("OutboxMaxBytes is %d, the outbox holds %d and the new messages have %d; wait until mail has"
                            .formatted(limits.maxBytes(), before, octets)
                    + " left, or raise OutboxMaxBytes");
        }
        long usable = disk.usableSpace();
        // Each thread sees the same room, so what is promised to the others is not there.
        if (usable - limits.reserve() - 2 * others < 2 * octets) {
            throw full(
                    "the disk of %s has %d octets left, of which %d are kept free and %d are for messages under way; make"
                                    .formatted(disk, usable, limits.reserve(), 2 * others)
                            + " room");
        }
    }

    /** Returns what to throw if a content does not fit on the disk, though there seemed to be room. */
    OutboxException noRoom(long size) {
        return full("the disk of %s has no room for a message of %d octets; make room".formatted(disk, size));
    }

    private static OutboxException full(String why) {
        return new OutboxException(OutboxException.Reason.FULL, "the outbox is full and took nothing: " + why, null);
    }
}
