package org.postbound.outbox;

import java.util.Optional;

/**
 * A message as it is to be stored.
 *
 * @param octets the content, unless it has a file
 */
record Incoming(OutboxId id, MessageRecord record, long size, Optional<byte[]> octets) {
    boolean inFile() {
        return octets.isEmpty();
    }
}
