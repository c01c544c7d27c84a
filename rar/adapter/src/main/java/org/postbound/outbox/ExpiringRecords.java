package org.postbound.outbox;

import java.time.Instant;

/** Erases idempotency keys that were kept for long enough. */
record ExpiringRecords(IdempotencyKeys keys, Instant now) implements Change {
    @Override
    public void apply() {
        keys.expire(now);
    }
}
