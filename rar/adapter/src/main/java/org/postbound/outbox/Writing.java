package org.postbound.outbox;

import java.io.IOException;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Makes changes durable together, on the thread that writes. */
record Writing(Store store, Bodies bodies, Listeners listeners, OutboxEvents events) implements GroupCommit.Target {
    @Override
    public void commit(List<Waiting> changes) throws IOException {
        // A file has its name for sure before a record tells of it.
        bodies.syncNames();
        store.lock.writeLock().lock();
        try {
            changes.forEach(Waiting::apply);
            store.save();
        } finally {
            store.lock.writeLock().unlock();
        }
        store.sync();
        changes.forEach(Waiting::durable);
        listeners.tellNoted();
    }

    @Override
    public void maintain(BooleanSupplier idle) {
        boolean again = store.isWorn();
        while (again) {
            store.lock.writeLock().lock();
            try {
                again = store.gainSpace() && idle.getAsBoolean();
            } finally {
                store.lock.writeLock().unlock();
            }
        }
    }

    @Override
    public void stopped(Throwable why) {
        events.stopped(why);
    }
}
