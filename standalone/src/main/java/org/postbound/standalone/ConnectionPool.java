package org.postbound.standalone;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionManager;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.ManagedConnectionFactory;
import jakarta.resource.spi.work.Work;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.pool.PoolEntry;
import org.apache.hc.core5.pool.StrictConnPool;
import org.apache.hc.core5.util.TimeValue;
import org.postbound.ra.SmtpManagedConnectionFactory;

/**
 * A program's pool, in the place of a container's: a connection serves whoever asks for the same server and user, and all of
 * them together are no more than the limit. Safe for use by several threads.
 *
 * <p>As a work it ends connections that are idle for too long.
 */
final class ConnectionPool implements ConnectionManager, Work {
    private static final long serialVersionUID = 1L;

    private static final Duration SHORTEST_LOOK = Duration.ofMillis(10);

    private final SmtpManagedConnectionFactory managed;
    private final PoolLimits limits;
    private final Optional<ProgramTransactions> transactions;
    private final StrictConnPool<ConnectionRequestInfo, PooledConnection> places;
    private final Leases leases;
    private final Set<PooledConnection> inUse = new HashSet<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    ConnectionPool(
            SmtpManagedConnectionFactory managed, PoolLimits limits, Optional<ProgramTransactions> transactions) {
        this.managed = managed;
        this.limits = limits;
        this.transactions = transactions;
        this.places = new StrictConnPool<>(limits.maxSize(), limits.maxSize());
        this.leases = new Leases(places, limits);
    }

    @Override
    public Object allocateConnection(ManagedConnectionFactory factory, ConnectionRequestInfo request)
            throws ResourceException {
        Optional<ProgramTransactions> current = transactions.filter(ProgramTransactions::isActive);
        if (current.isPresent()) {
            return current.get().handle(request, this::take, this::giveBack);
        }
        PooledConnection connection = take(request);
        boolean given = false;
        try {
            Object handle = connection.onlyHandle();
            given = true;
            return handle;
        } finally {
            if (!given) {
                giveBack(connection);
            }
        }
    }

    private PooledConnection take(ConnectionRequestInfo request) throws ResourceException {
        PoolEntry<ConnectionRequestInfo, PooledConnection> place = leases.take(request);
        PooledConnection connection = null;
        try {
            connection = connectionAt(place);
            return connection;
        } finally {
            if (connection == null) {
                places.release(place, false);
            } else {
                synchronized (inUse) {
                    inUse.add(connection);
                }
            }
        }
    }

    /** The one that is there, if it is as good as far as anybody knows without asking the server; else a new one. */
    private PooledConnection connectionAt(PoolEntry<ConnectionRequestInfo, PooledConnection> place)
            throws ResourceException {
        if (place.hasConnection() && isInvalid(place.getConnection())) {
            place.discardConnection(CloseMode.GRACEFUL);
        }
        if (!place.hasConnection()) {
            place.assignConnection(new PooledConnection(
                    place, managed.createManagedConnection(null, place.getRoute()), this::giveBack));
        }
        return place.getConnection();
    }

    private boolean isInvalid(PooledConnection connection) {
        return !managed.getInvalidConnections(Set.of(connection.managed())).isEmpty();
    }

    private void giveBack(PooledConnection connection) {
        connection.cleanUp();
        boolean isReusable = !connection.hasFailed() && closed.getCount() > 0;
        if (isReusable) {
            connection.place().updateExpiry(TimeValue.of(limits.idleTimeout()));
        }
        places.release(connection.place(), isReusable);
        synchronized (inUse) {
            inUse.remove(connection);
            inUse.notifyAll();
        }
    }

    /** Ends what is idle for too long, until the pool is closed. */
    @Override
    public void run() {
        Duration half = limits.idleTimeout().dividedBy(2);
        Duration look = half.compareTo(SHORTEST_LOOK) < 0 ? SHORTEST_LOOK : half;
        try {
            while (!closed.await(look.toMillis(), TimeUnit.MILLISECONDS)) {
                places.closeExpired();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void release() {
        closed.countDown();
    }

    /** Ends idle connections at once, and those in use when they are given back, or when the time is over. */
    void close(Duration patience) {
        closed.countDown();
        leases.close();
        places.closeIdle(TimeValue.ZERO_MILLISECONDS);
        awaitReturns(patience);
        places.close(CloseMode.GRACEFUL);
    }

    private void awaitReturns(Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        try {
            synchronized (inUse) {
                for (long left = patience.toMillis(); !inUse.isEmpty() && left > 0; left = millisUntil(end)) {
                    inUse.wait(left);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static long millisUntil(long end) {
        return Duration.ofNanos(end - System.nanoTime()).toMillis();
    }
}
