package org.postbound.smtp;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Deadlines that one thread watches; somebody else supplies the thread. Thread-safe.
 *
 * <p>Nearly every deadline is cancelled within microseconds, so starting one must not wake the thread: while there is
 * work it looks at all deadlines at every tick, and it sleeps only once a whole tick has passed without any.
 */
public final class DeadlineQueue implements Deadlines, Runnable {
    private static final Duration TICK = Duration.ofMillis(50);

    private final Set<Entry> entries = ConcurrentHashMap.newKeySet();
    private volatile Thread watcher;
    private volatile boolean asleep;
    private volatile boolean startedSinceTick;
    private volatile boolean stopped;

    /** Creates a queue; deadlines may be started at once, and expire when a thread is in {@link #run()}. */
    public DeadlineQueue() {}

    @Override
    public Deadline start(Duration limit, Runnable onExpiry) {
        Entry entry = new Entry(System.nanoTime() + limit.toNanos(), onExpiry);
        entries.add(entry);
        if (!startedSinceTick) {
            startedSinceTick = true;
        }
        if (asleep) {
            LockSupport.unpark(watcher);
        }
        return entry;
    }

    /** Watches the deadlines until {@link #stop()}. An interrupt does not end it. */
    @Override
    public void run() {
        watcher = Thread.currentThread();
        while (!stopped) {
            if (startedSinceTick || !entries.isEmpty()) {
                startedSinceTick = false;
                expire(System.nanoTime());
                LockSupport.parkNanos(this, TICK.toNanos());
            } else {
                asleep = true;
                // Checked again: a deadline that was started just before did not see that the thread is asleep.
                if (entries.isEmpty() && !stopped) {
                    LockSupport.park(this);
                }
                asleep = false;
            }
            // park() returns at once while the flag is set, and this thread's owner ends it by stop().
            Thread.interrupted();
        }
    }

    private void expire(long now) {
        List<Entry> due =
                entries.stream().filter(entry -> now - entry.expiry >= 0).toList();
        for (Entry entry : due) {
            // Whoever removes it owns it: a deadline that is closed in this moment does not expire.
            if (entries.remove(entry)) {
                entry.onExpiry.run();
            }
        }
    }

    /** Ends {@link #run()}; deadlines that still run do not expire any more. */
    public void stop() {
        stopped = true;
        LockSupport.unpark(watcher);
    }

    private final class Entry implements Deadline {
        private final long expiry;
        private final Runnable onExpiry;

        Entry(long expiry, Runnable onExpiry) {
            this.expiry = expiry;
            this.onExpiry = onExpiry;
        }

        @Override
        public void close() {
            entries.remove(this);
        }
    }
}
