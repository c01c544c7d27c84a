package org.postbound.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Says which couriers of a route may try the server at present. While it cannot be reached all wait, longer from time to
 * time, and then one of them tries for all. Where it takes fewer sessions than there are couriers, some rest. Safe for use by several threads; whoever is a courier is told by its identity.
 */
final class Gate {
    /** Something wakes whoever waits before that is over. */
    static final Duration LONG = Duration.ofHours(1);

    private final RetryPolicy policy;
    private final Set<Object> inside = new HashSet<>();
    /** Those inside whom the server has answered. */
    private final Set<Object> served = new HashSet<>();

    private int failuresInARow;
    private Instant notBefore = Instant.MIN;
    private Object probing;
    private int room = Integer.MAX_VALUE;
    private Instant moreRoomAt = Instant.MAX;

    Gate(RetryPolicy policy) {
        this.policy = policy;
    }

    /** What came of a failure to reach the server. */
    enum Failure {
        /** The server takes no more sessions than the others have. */
        CROWDED,
        /** Nobody reaches it, as was known. */
        STILL_UNREACHABLE,
        /** Nobody reaches it any more. */
        UNREACHABLE
    }

    /**
     * Lets a courier in, or has it wait. Whoever was let in leaves.
     *
     * @return how long to wait before asking again; empty: it is in
     */
    synchronized Optional<Duration> enter(Object courier, Instant now) {
        if (probing != null && probing != courier) {
            return Optional.of(LONG);
        }
        if (now.isBefore(notBefore)) {
            return Optional.of(Duration.between(now, notBefore));
        }
        if (inside.size() >= room) {
            if (now.isBefore(moreRoomAt)) {
                return Optional.of(Duration.between(now, moreRoomAt));
            }
            room++;
            moreRoomAt = now.plus(policy.delay(1));
        }
        if (failuresInARow > 0) {
            probing = courier;
        }
        inside.add(courier);
        return Optional.empty();
    }

    /**
     * The courier has nothing to do any more, or it failed.
     *
     * @return whether others waited for that, and have to ask again
     */
    synchronized boolean leave(Object courier) {
        boolean tried = probing == courier;
        if (tried) {
            probing = null;
        }
        served.remove(courier);
        return (inside.remove(courier) && inside.size() + 1 >= room) || tried;
    }

    /**
     * The server answered a courier.
     *
     * @return whether it could not be reached before
     */
    synchronized boolean answered(Object courier) {
        boolean news = failuresInARow > 0;
        served.add(courier);
        failuresInARow = 0;
        notBefore = Instant.MIN;
        probing = null;
        return news;
    }

    /**
     * A courier could not reach the server.
     *
     * @param mayBeCrowded whether the server may have said so because it has sessions enough
     */
    synchronized Failure failed(Object courier, boolean mayBeCrowded, Instant now) {
        served.remove(courier);
        if (mayBeCrowded && !served.isEmpty()) {
            room = served.size();
            moreRoomAt = now.plus(policy.delay(1));
            return Failure.CROWDED;
        }
        if (now.isBefore(notBefore)) {
            // It was inside already when another found that out: one outage, however many couriers meet it.
            return Failure.STILL_UNREACHABLE;
        }
        failuresInARow++;
        notBefore = now.plus(policy.delay(failuresInARow));
        return failuresInARow == 1 ? Failure.UNREACHABLE : Failure.STILL_UNREACHABLE;
    }

    /** When the server is tried next; empty if nothing is in the way. */
    synchronized Optional<Instant> closedUntil() {
        return failuresInARow == 0 ? Optional.empty() : Optional.of(notBefore);
    }

    /** Opens the gate, also if the server could not be reached. */
    synchronized void open() {
        notBefore = Instant.MIN;
    }
}
