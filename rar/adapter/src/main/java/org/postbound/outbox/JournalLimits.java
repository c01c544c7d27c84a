package org.postbound.outbox;

import org.postbound.config.OutboxConfig;
import org.postbound.config.Retention;

/**
 * How much a {@link Journal} takes and for how long it keeps it. Sizes are in octets.
 *
 * @param maxBytes the most that all messages may have, 0 for any number
 * @param maxEventBytes the most that all events may have, 0 for any number
 * @param large contents above this have a file of their own; so have smaller ones of a transaction, beyond 64 times this
 * @param reserve what is kept free on the disk, so that what is stored can still be settled
 * @param step how much is written before space is gained again
 * @param retention how long what no delivery needs is kept
 */
record JournalLimits(long maxBytes, long maxEventBytes, int large, long reserve, int step, Retention retention) {
    static JournalLimits of(OutboxConfig.Journal config) {
        return new JournalLimits(
                config.maxBytes(), config.maxEventBytes(), 1 << 20, 32 << 20, 1 << 20, config.retention());
    }

    long most() {
        return maxBytes == 0 ? Long.MAX_VALUE : maxBytes;
    }

    long mostOfEvents() {
        return maxEventBytes == 0 ? Long.MAX_VALUE : maxEventBytes;
    }
}
