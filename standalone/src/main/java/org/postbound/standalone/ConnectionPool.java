package org.postbound.standalone;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionManager;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.ManagedConnectionFactory;
import jakarta.resource.spi.work.Work;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.pool.PoolEntry;
import org.apache.hc.core5.pool.StrictConnPool;
import org.apache.hc.core5.util.TimeValue;
import org.postbound.ra.SmtpManagedConnectionFactory;

/**
 * A program's pool, in the place of a container's: a connection serves whoever asks for the same server and user, and all of
 * them together are no more than the limit. Safe for use by several threads.
 *
 * <p>As a work it ends connections that are idle for too long, or have to make room.
 */
final class ConnectionPool implements ConnectionManager, Work {
    private static final long serialVersionUID = 1L;

    private static final Duration SHORTEST_LOOK = Duration.ofMillis(10);

    private final SmtpManagedConnectionFactory managed;
    private final PoolLimits limits;
    private final Optional<ProgramTransactions> transactions;
    private final StrictConnPool<ConnectionRequestInfo, PooledConnection> places;
    private final Leases leases;
    private final Farewells farewells;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Object returns = new Object();
    private int inUse;

    ConnectionPool(
            SmtpManagedConnectionFactory managed, PoolLimits limits, Optional<ProgramTransactions> transactions) {
        this.managed = managed;
        this.limits = limits;
        this.transactions = transactions;
        this.places = new StrictConnPool<>(limits.maxSize(), limits.maxSize());
        this.leases = new Leases(places, limits);
        this.farewells = new Farewells(limits.maxSize());
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
        long start = System.nanoTime();
        count(1);
        PoolEntry<ConnectionRequestInfo, PooledConnection> place = null;
        PooledConnection connection = null;
        try {
            place = leases.take(request);
            connection = connectionAt(place, limits.maxWait().minusNanos(System.nanoTime() - start));
            return connection;
        } finally {
            if (connection == null) {
                places.release(place, false);
                count(-1);
            }
        }
    }

    private void count(int more) {
        synchronized (returns) {
            inUse += more;
            returns.notifyAll();
        }
    }

    /** The one that is there, if it is as good as far as anybody knows without asking the server; else a new one. */
    private PooledConnection connectionAt(PoolEntry<ConnectionRequestInfo, PooledConnection> place, Duration patience)
            throws ResourceException {
        if (place.hasConnection() && isInvalid(place.getConnection())) {
            place.discardConnection(CloseMode.GRACEFUL);
        }
        if (!place.hasConnection()) {
            place.assignConnection(newConnection(place, patience));
        }
        return place.getConnection();
    }

    /** Those that leave come first, so that the server sees no more sessions than the pool may have. */
    private PooledConnection newConnection(PoolEntry<ConnectionRequestInfo, PooledConnection> place, Duration patience)
            throws ResourceException {
        awaitFarewells(patience);
        PooledConnection made = null;
        try {
            made = new PooledConnection(
                    place, managed.createManagedConnection(null, place.getRoute()), this::giveBack, farewells);
            return made;
        } finally {
            if (made == null) {
                farewells.notMade();
            }
        }
    }

    private void awaitFarewells(Duration patience) throws ResourceException {
        try {
            if (!farewells.admits(patience)) {
                throw leases.exhausted();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Leases.interrupted(e);
        }
    }

    private boolean isInvalid(PooledConnection connection) {
        return !managed.getInvalidConnections(Set.of(connection.managed())).isEmpty();
    }

    private void giveBack(PooledConnection connection) {
        connection.cleanUp();
        boolean isOpen = closed.getCount() > 0;
        boolean isReusable = !connection.hasFailed() && isOpen;
        if (isReusable) {
            connection.place().updateExpiry(TimeValue.of(limits.idleTimeout()));
        }
        if (!isOpen) {
            // Nobody looks for those that leave any more.
            connection.place().discardConnection(CloseMode.IMMEDIATE);
        }
        places.release(connection.place(), isReusable);
        count(-1);
    }

    /** Takes leave of servers, also of those that are idle for too long, until the pool is closed. */
    @Override
    public void run() {
        Duration half = limits.idleTimeout().dividedBy(2);
        Duration look = half.compareTo(SHORTEST_LOOK) < 0 ? SHORTEST_LOOK : half;
        try {
            while (closed.getCount() > 0) {
                farewells.endNext(look);
                places.closeExpired();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void release() {
        closed.countDown();
        farewells.wake();
    }

    /** Ends idle connections at once, and those in use when they are given back, or when the time is over. */
    void close(Duration patience) {
        release();
        leases.close();
        places.closeIdle(TimeValue.ZERO_MILLISECONDS);
        farewells.endAll();
        awaitReturns(patience);
        places.close(CloseMode.GRACEFUL);
        farewells.endAll();
    }

    boolean isClosed() {
        return closed.getCount() == 0;
    }

    private void awaitReturns(Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        try {
            synchronized (returns) {
                for (long left = patience.toMillis(); inUse > 0 && left > 0; left = millisUntil(end)) {
                    returns.wait(left);
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
