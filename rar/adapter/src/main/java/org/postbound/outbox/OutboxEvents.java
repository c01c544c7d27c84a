package org.postbound.outbox;

/** Is told of what an administrator has to know. Its methods must not throw, nor call the outbox. */
public interface OutboxEvents {
    /**
     * The outbox has stopped for good: a write or a sync failed, or a record is damaged. Nothing is taken or given out any
     * more until the adapter is started again.
     *
     * @param why what failed
     */
    void stopped(Throwable why);

    /**
     * Something went wrong that no message suffers from.
     *
     * @param what what it was
     * @param why its cause
     */
    void troubled(String what, Exception why);

    /**
     * There is no room for all events, and a subscription begins to lose its oldest ones. It is told again once all were taken
     * and it begins anew.
     *
     * @param subscription the subscription
     */
    default void eventsDropped(String subscription) {
        // Most who open an outbox have no subscriptions.
    }

    /**
     * Events are erased that a subscription did not take within its retention.
     *
     * @param subscription the subscription, which may have gone with them
     * @param events how many
     */
    default void eventsExpired(String subscription, int events) {
        // Most who open an outbox have no subscriptions.
    }
}
