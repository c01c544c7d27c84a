package org.postbound.delivery;

import java.util.ArrayDeque;
import java.util.Deque;
import org.postbound.outbox.Outbox.Settlement;

/**
 * Records of attempts on their way to stable storage: so many that a courier rarely waits for the disk, and few enough
 * that a crash repeats few messages.
 */
final class Settlements {
    /** As many messages may arrive twice after a crash, for each courier. */
    static final int MOST = 32;

    private final Deque<Settlement> underWay = new ArrayDeque<>();

    /** Waits for the oldest, if there are too many. */
    void add(Settlement settlement) {
        underWay.add(settlement);
        if (underWay.size() > MOST) {
            underWay.remove().await();
        }
    }

    void awaitAll() {
        while (!underWay.isEmpty()) {
            underWay.remove().await();
        }
    }
}
