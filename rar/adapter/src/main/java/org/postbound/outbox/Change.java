package org.postbound.outbox;

/** A change of the outbox. All methods are called by the thread that writes. */
interface Change {
    /** Throws what its caller is to be told if the change cannot be made. */
    default void check() {
        // Most can.
    }

    /** Makes the change; the writing of it may still fail. */
    void apply();

    /** The change is on stable storage. */
    default void durable() {
        // Often there is nothing more to it.
    }
}
