package org.postbound.delivery;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.postbound.SmtpPoolException;

/**
 * Spaces messages evenly, those of all connections of a factory together. Who comes first has the next place; nobody
 * holds a lock while waiting for it. Safe for use by several threads.
 */
public final class RateLimit {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final long interval;
    private final LongSupplier nanoTime;
    private long next;

    /** Waits. */
    @FunctionalInterface
    public interface Pause {
        /**
         * Returns when the time is over, or whoever waits gives up.
         *
         * @param duration how long to wait
         * @return whether the time is over
         * @throws InterruptedException if the thread is interrupted meanwhile
         */
        boolean await(Duration duration) throws InterruptedException;
    }

    /**
     * Creates a limit.
     *
     * @param perSecond messages per second; 0 for no limit
     * @param nanoTime a clock like {@link System#nanoTime()}
     */
    public RateLimit(double perSecond, LongSupplier nanoTime) {
        this.interval = perSecond == 0 ? 0 : Math.max(1, (long) (NANOS_PER_SECOND / perSecond));
        this.nanoTime = nanoTime;
        this.next = nanoTime.getAsLong();
    }

    /**
     * Returns when the next message may be sent, or whoever waits gives up.
     *
     * @param pause has the calling thread wait
     * @return whether it may be sent
     * @throws SmtpPoolException if the thread is interrupted meanwhile; nothing was sent
     */
    boolean acquire(Pause pause) {
        if (interval == 0) {
            return true;
        }
        long wait = reserve();
        try {
            return wait <= 0 || pause.await(Duration.ofNanos(wait));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SmtpPoolException(
                    SmtpPoolException.Reason.UNAVAILABLE,
                    "the thread was interrupted while it waited for its turn under RateLimit; nothing was sent",
                    e);
        }
    }

    /**
     * Takes the next place if the message may be sent at once.
     *
     * @return whether it may
     */
    public synchronized boolean tryAcquire() {
        if (interval == 0) {
            return true;
        }
        long now = nanoTime.getAsLong();
        if (next - now > 0) {
            return false;
        }
        next = now + interval;
        return true;
    }

    private synchronized long reserve() {
        long now = nanoTime.getAsLong();
        long turn = Math.max(next - now, 0);
        next = now + turn + interval;
        return turn;
    }
}
