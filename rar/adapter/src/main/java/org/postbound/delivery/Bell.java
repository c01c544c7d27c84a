package org.postbound.delivery;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Wakes somebody who waits, or the next one who would. Safe for use by several threads. */
public final class Bell {
    private final Semaphore rung = new Semaphore(0);

    /** Makes one that nobody has rung. */
    public Bell() {}

    /** Wakes whoever waits. */
    public void ring() {
        rung.release();
    }

    /**
     * Waits until the bell is rung or the time is over; an interrupt ends it, too, and is no reason to stop.
     *
     * @param most how long
     * @return whether the time passed in silence
     */
    public boolean await(Duration most) {
        try {
            boolean silent = !rung.tryAcquire(Math.max(0, most.toMillis()), TimeUnit.MILLISECONDS);
            rung.drainPermits();
            return silent;
        } catch (InterruptedException e) {
            // Its thread is lent: whoever wants an end says so by more than an interrupt.
            return false;
        }
    }
}
