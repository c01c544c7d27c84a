package org.postbound.outbox;

import java.time.Instant;

/** Erases idempotency keys and sent mail that were kept for long enough. */
record ExpiringRecords(IdempotencyKeys keys, SentJournal sent, Instant now) implements Change {
    @Override
    public void apply() {
        keys.expire(now);
        sent.expire(now);
    }
}
