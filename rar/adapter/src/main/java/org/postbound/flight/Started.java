package org.postbound.flight;

import java.util.function.Supplier;

/**
 * An event that has begun. One that is never done is not recorded.
 *
 * @param <T> what is told of it
 */
public interface Started<T> {
    /**
     * Ends the event. Has no effect if nobody records such events, or none that are so short.
     *
     * @param what is asked for what is told of it, if that is recorded
     */
    void done(Supplier<T> what);

    /**
     * Returns whether the event may be recorded.
     *
     * @return whether it is worth finding out what is told of it
     */
    default boolean isRecorded() {
        return true;
    }
}
