package org.postbound.standalone;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionRequestInfo;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.pool.PoolEntry;
import org.apache.hc.core5.pool.StrictConnPool;
import org.apache.hc.core5.util.Timeout;
import org.postbound.SmtpPoolException;
import org.postbound.SmtpPoolException.Reason;

/** Who waits for a place in the pool, and for how long. Safe for use by several threads. */
final class Leases {
    /** A place that was given is handed on by whichever thread of the pool comes first. */
    private static final Duration SHORTEST_WAIT = Duration.ofMillis(100);

    private final StrictConnPool<ConnectionRequestInfo, PooledConnection> places;
    private final PoolLimits limits;
    private final Set<Waiter> waiting = new HashSet<>();
    private boolean closed;

    /** What comes first counts, a place or the reason why there is none. */
    private final class Waiter extends CompletableFuture<PoolEntry<ConnectionRequestInfo, PooledConnection>>
            implements FutureCallback<PoolEntry<ConnectionRequestInfo, PooledConnection>> {
        @Override
        public void completed(PoolEntry<ConnectionRequestInfo, PooledConnection> place) {
            if (!complete(place)) {
                places.release(place, true);
            }
        }

        @Override
        public void failed(Exception failure) {
            completeExceptionally(unavailable("the pool gives no connection: " + failure.getMessage(), failure));
        }

        @Override
        public void cancelled() {
            completeExceptionally(whyInterrupted(new CancellationException("nobody waits for it any more")));
        }
    }

    Leases(StrictConnPool<ConnectionRequestInfo, PooledConnection> places, PoolLimits limits) {
        this.places = places;
        this.limits = limits;
    }

    /** Waits for a place, first come first served; there may be a connection at it. */
    PoolEntry<ConnectionRequestInfo, PooledConnection> take(ConnectionRequestInfo request) throws ResourceException {
        Waiter waiter = new Waiter();
        Future<?> lease = begin(request, waiter);
        try {
            return await(waiter);
        } finally {
            lease.cancel(true);
            synchronized (this) {
                waiting.remove(waiter);
            }
        }
    }

    private synchronized Future<?> begin(ConnectionRequestInfo request, Waiter waiter) throws ResourceException {
        if (closed) {
            throw Refusals.of(closed());
        }
        waiting.add(waiter);
        // The pool's lock takes no thread that is interrupted, although there may be a place without any waiting.
        boolean interrupted = Thread.interrupted();
        try {
            return places.lease(request, null, Timeout.DISABLED, waiter);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private PoolEntry<ConnectionRequestInfo, PooledConnection> await(Waiter waiter) throws ResourceException {
        try {
            Duration limit = limits.maxWait().compareTo(SHORTEST_WAIT) < 0 ? SHORTEST_WAIT : limits.maxWait();
            return waiter.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            waiter.completeExceptionally(whyExhausted(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            waiter.completeExceptionally(whyInterrupted(e));
        } catch (ExecutionException e) {
            throw Refusals.of((SmtpPoolException) e.getCause());
        }
        try {
            return waiter.join();
        } catch (CompletionException e) {
            throw Refusals.of((SmtpPoolException) e.getCause());
        }
    }

    /** There is a place, but none of the connections that leave was ended in time. */
    ResourceException exhausted() {
        return Refusals.of(whyExhausted(null));
    }

    /** The thread was interrupted while it waited for one that leaves. */
    static ResourceException interrupted(InterruptedException cause) {
        return Refusals.of(whyInterrupted(cause));
    }

    private SmtpPoolException whyExhausted(Exception cause) {
        return new SmtpPoolException(
                Reason.EXHAUSTED,
                "all %d connections of the pool were in use for %d ms; close connections sooner, or give a larger"
                                .formatted(limits.maxSize(), limits.maxWait().toMillis())
                        + " maxPoolSize or maxWait",
                cause);
    }

    private static SmtpPoolException whyInterrupted(Exception cause) {
        return unavailable("the thread was interrupted while it waited for a connection", cause);
    }

    private static SmtpPoolException unavailable(String message, Exception cause) {
        return new SmtpPoolException(Reason.UNAVAILABLE, message, cause);
    }

    /** What is told to those who come too late. */
    static SmtpPoolException closed() {
        return new SmtpPoolException(
                Reason.CLOSED, "the connection factory was closed, or the program ends; build another one", null);
    }

    /** From now on nobody gets a place, nor those who wait already. */
    synchronized void close() {
        closed = true;
        waiting.forEach(waiter -> waiter.completeExceptionally(closed()));
    }
}
