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
}
