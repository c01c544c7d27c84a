package org.postbound.bench;

import java.util.OptionalLong;

/** A store that is open. Its senders and participants are for one thread at a time each. */
interface OpenStore extends AutoCloseable {
    /** Makes what stores messages outside of any transaction. */
    Sender newSender() throws Exception;

    /** Makes what stores messages in transactions. */
    Participant newParticipant() throws Exception;

    /** Removes all that was stored, so that the store stays small. */
    void empty() throws Exception;

    /** Returns how often it has forced files or directories so far; empty if nobody counts. */
    default OptionalLong syncs() {
        return OptionalLong.empty();
    }

    @Override
    void close() throws Exception;
}
