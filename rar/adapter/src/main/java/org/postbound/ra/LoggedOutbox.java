package org.postbound.ra;

import org.postbound.outbox.OutboxEvents;

/** Logs what an outbox reports. */
record LoggedOutbox(String directory) implements OutboxEvents {
    @Override
    public void stopped(Throwable why) {
        Log.LOG.outboxStopped(directory, why);
    }

    @Override
    public void troubled(String what, Exception why) {
        Log.LOG.outboxTroubled(directory, what, why);
    }

    @Override
    public void eventsDropped(String subscription) {
        Log.LOG.eventsDropped(subscription, directory);
    }

    @Override
    public void eventsExpired(String subscription, int events) {
        Log.LOG.eventsExpired(events, subscription);
    }
}
