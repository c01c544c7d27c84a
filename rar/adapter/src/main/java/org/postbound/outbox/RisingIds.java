package org.postbound.outbox;

import java.util.concurrent.atomic.AtomicLong;

/** Gives out ids that rise, from one opening of the store to the next, too. */
final class RisingIds implements OutboxIds {
    /** As many bits number the ids of one opening; those above say which opening it was. */
    private static final int SEQUENCE_BITS = 31;

    private final AtomicLong last = new AtomicLong();

    /**
     * Starts, before the first id is given out.
     *
     * @param opening what {@link Store#countOpening} returned
     */
    void start(long opening) {
        last.set(opening << SEQUENCE_BITS);
    }

    @Override
    public OutboxId next() {
        return new OutboxId(last.incrementAndGet());
    }
}
