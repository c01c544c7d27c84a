package org.postbound.bench;

import org.postbound.outbox.OutboxEvents;

/** An outbox that is measured has none. */
final class NoTrouble implements OutboxEvents {
    @Override
    public void stopped(Throwable why) {
        throw new IllegalStateException(why);
    }

    @Override
    public void troubled(String what, Exception why) {
        throw new IllegalStateException(what, why);
    }
}
