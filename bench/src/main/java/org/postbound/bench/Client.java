package org.postbound.bench;

import java.time.Duration;

/** One peer in one case, connected. */
interface Client extends AutoCloseable {
    /**
     * Sends over all connections at once, at least for this long; a connection stops after the message, or the batch, that
     * it was sending then.
     *
     * @param atLeast the time
     * @return what was achieved
     * @throws Exception if a message was not accepted
     */
    Sample run(Duration atLeast) throws Exception;

    /** Closes the connections. */
    @Override
    void close() throws Exception;

    /**
     * What a round achieved.
     *
     * @param messages how many messages were accepted
     * @param perSecond at what rate, summed over the connections
     */
    record Sample(long messages, double perSecond) {}
}
