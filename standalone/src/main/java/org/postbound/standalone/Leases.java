package org.postbound.standalone;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionRequestInfo;
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
            failed(new CancellationException("nobody waits for it any more"));
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
        return places.lease(request, null, Timeout.DISABLED, waiter);
    }

    private PoolEntry<ConnectionRequestInfo, PooledConnection> await(Waiter waiter) throws ResourceException {
        try {
            return waiter.get(limits.maxWait().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            waiter.completeExceptionally(exhausted(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            waiter.completeExceptionally(unavailable("the thread was interrupted while it waited for a connection", e));
        } catch (ExecutionException e) {
            throw Refusals.of((SmtpPoolException) e.getCause());
        }
        try {
            return waiter.join();
        } catch (CompletionException e) {
            throw Refusals.of((SmtpPoolException) e.getCause());
        }
    }

    private SmtpPoolException exhausted(Exception cause) {
        return new SmtpPoolException(
                Reason.EXHAUSTED,
                "all %d connections of the pool were in use for %d ms; close connections sooner, or give a larger"
                                .formatted(limits.maxSize(), limits.maxWait().toMillis())
                        + " maxPoolSize or maxWait",
                cause);
    }

    private static SmtpPoolException unavailable(String message, Exception cause) {
        return new SmtpPoolException(Reason.UNAVAILABLE, message, cause);
    }

    /** What is told to those who come too late. */
    static SmtpPoolException closed() {
        return unavailable("the connection factory was closed; build another one", null);
    }

    /** From now on nobody gets a place, nor those who wait already. */
    synchronized void close() {
        closed = true;
        waiting.forEach(waiter -> waiter.completeExceptionally(closed()));
    }
}
