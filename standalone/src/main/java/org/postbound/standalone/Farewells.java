package org.postbound.standalone;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.hc.core5.io.CloseMode;

/**
 * Takes leave of servers for the pool, which disposes of connections under its only lock, while a silent server takes two
 * seconds for each. A connection counts until its server was taken leave of. Safe for use by several threads.
 */
final class Farewells {
    /** A farewell takes a round trip or two, and whoever does not want to wait for others waits for that. */
    private static final Duration SHORTEST_WAIT = Duration.ofMillis(500);

    private final BlockingQueue<Runnable> leaving = new LinkedBlockingQueue<>();
    private final Semaphore connections;

    /** With room for so many connections. */
    Farewells(int most) {
        connections = new Semaphore(most, true);
    }

    /** Whether there may be another connection now. */
    boolean admits(Duration patience) throws InterruptedException {
        Duration limit = patience.compareTo(SHORTEST_WAIT) < 0 ? SHORTEST_WAIT : patience;
        return connections.tryAcquire() || connections.tryAcquire(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** There is no connection, although it was admitted. */
    void notMade() {
        connections.release();
    }

    /** At once on the caller's own thread, or politely by whoever looks for those that leave. */
    void end(PooledConnection connection, CloseMode mode) {
        if (mode == CloseMode.IMMEDIATE) {
            end(connection);
        } else {
            leaving.add(() -> end(connection));
        }
    }

    private void end(PooledConnection connection) {
        try {
            connection.close();
        } finally {
            connections.release();
        }
    }

    /** Waits for a connection that leaves, and ends it. */
    void endNext(Duration patience) throws InterruptedException {
        Runnable next = leaving.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
        if (next != null) {
            next.run();
        }
    }

    /** Ends those that leave at present. */
    void endAll() {
        for (Runnable next = leaving.poll(); next != null; next = leaving.poll()) {
            next.run();
        }
    }

    /** Nobody has to wait any longer for a connection that leaves. */
    void wake() {
        leaving.add(() -> {});
    }
}
