package org.postbound.outbox;

import java.time.Instant;

/** An operator wants another attempt. */
record Retrying(Messages messages, OutboxId id, Instant due) implements Change {
    @Override
    public void check() {
        messages.withdraw(id, State::canBeRetried);
    }

    @Override
    public void apply() {
        messages.write(id, messages.status(id).triedAgain(due));
    }

    @Override
    public void durable() {
        messages.show(id, State.DEFERRED, due);
    }
}
