package org.postbound.outbox;

import java.io.IOException;
import java.io.UncheckedIOException;

/** How much room events may take: under {@code EventsMaxBytes}, and on the disk. Mail is never refused because of them. */
final class EventRoom {
    /** What an event takes beside its record, on the disk and in memory, about. */
    private static final int ENTRY = 256;

    private final Disk disk;
    private final JournalLimits limits;

    EventRoom(Disk disk, JournalLimits limits) {
        this.disk = disk;
        this.limits = limits;
    }

    /** Returns what an event counts for. */
    static int size(byte[] record) {
        return record.length + ENTRY;
    }

    /** Returns how many octets events may have that have so many now: no more than that on a disk that is nearly full. */
    long most(long now) {
        try {
            return disk.usableSpace() < limits.reserve() ? Math.min(now, limits.mostOfEvents()) : limits.mostOfEvents();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
