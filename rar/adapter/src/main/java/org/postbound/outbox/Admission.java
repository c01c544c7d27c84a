package org.postbound.outbox;

import java.io.IOException;
import org.postbound.OutboxException;

/** Whether there is room for more messages: under {@code OutboxMaxBytes}, and on the disk. Safe for use by several threads. */
final class Admission {
    /** What a message takes beside its content, about. */
    private static final int RECORDS = 1024;

    private final Disk disk;
    private final JournalLimits limits;
    private long used;
    /** Of what is used, what may not be on the disk yet. */
    private long underWay;

    Admission(Disk disk, JournalLimits limits) {
        this.disk = disk;
        this.limits = limits;
    }

    /** Counts a message that is there already. */
    synchronized void count(long size) {
        used += size + RECORDS;
    }

    /** Counts a message no more. */
    synchronized void discount(long size) {
        used -= size + RECORDS;
    }

    /**
     * Counts messages that are to be stored, until {@link #settle} as being under way. One at a time: whoever is refused
     * takes no room from others meanwhile.
     *
     * @param contents octets of all of them
     * @throws OutboxException {@code FULL}: they are not counted
     */
    synchronized void admit(int messages, long contents) throws IOException {
        long octets = octets(messages, contents);
        check(octets);
        used += octets;
        underWay += octets;
    }

    /** A content of messages that were admitted is on the disk, and so not among what can be written any more. */
    synchronized void written(long content) {
        underWay -= content;
    }

    /** Messages that were admitted are on the disk, or will never be, beside the contents that were told of as written. */
    synchronized void settle(int messages, long contents) {
        underWay -= octets(messages, contents);
    }

    private static long octets(int messages, long contents) {
        return contents + (long) messages * RECORDS;
    }

    private void check(long octets) throws IOException {
        if (octets > limits.most() - used) {
            throw full("OutboxMaxBytes is %d, the outbox holds %d and the new messages have %d; wait until mail has"
                            .formatted(limits.maxBytes(), used, octets)
                    + " left, or raise OutboxMaxBytes");
        }
        long usable = disk.usableSpace();
        // Each thread sees the same room, so what is promised to the others is not there.
        if (usable - limits.reserve() - 2 * underWay < 2 * octets) {
            throw full(
                    "the disk of %s has %d octets left, of which %d are kept free and %d are for messages under way; make"
                                    .formatted(disk, usable, limits.reserve(), 2 * underWay)
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
