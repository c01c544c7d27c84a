package org.postbound.bench;

/** One connection of a client, used by one thread at a time. */
interface Sender extends AutoCloseable {
    /**
     * Sends one message, or one batch.
     *
     * @return how many messages were accepted
     * @throws Exception if one was not
     */
    int send() throws Exception;

    @Override
    void close() throws Exception;
}
