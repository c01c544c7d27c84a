package org.postbound.outbox;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.postbound.OutboxException;
import org.postbound.SmtpConfigurationException;
import org.postbound.config.OutboxConfig;

/**
 * The outboxes in directories that are open in this class loader: one for each directory, whatever path it is reached by,
 * shared by all adapters that name it. The last one that gives it back closes it.
 */
public final class Journals {
    private static final Map<Path, Shared> OPEN = new HashMap<>();

    private Journals() {}

    /**
     * Opens an outbox, or shares it if it is open already. Nothing is written by it before somebody lends a thread to {@link
     * Lease#run()}.
     *
     * @param config where it is kept, which is created if it is not there, and how large it may become, which whoever opens it
     *     first decides
     * @param clock the time
     * @param adapter who opens it, for others to read
     * @param events is told of what an administrator has to know
     * @return the outbox, to be given back
     * @throws SmtpConfigurationException if the directory cannot be used
     * @throws OutboxException {@code IN_USE} if another process or class loader has it, {@code UNREADABLE}
     */
    public static Lease open(OutboxConfig.Journal config, Clock clock, String adapter, OutboxEvents events) {
        Path path = realPath(config.directory());
        synchronized (OPEN) {
            Shared shared = OPEN.get(path);
            if (shared == null) {
                shared = Shared.open(path, JournalLimits.of(config), clock, adapter);
                OPEN.put(path, shared);
            }
            return new Lease(shared, events);
        }
    }

    private static Path realPath(Path directory) {
        try {
            Directory.open(directory);
            return directory.toRealPath();
        } catch (IOException e) {
            throw unusable(directory, e);
        }
    }

    private static SmtpConfigurationException unusable(Path directory, IOException cause) {
        return new SmtpConfigurationException(
                "OutboxDirectory",
                "is %s, which cannot be used (%s); name a directory of a local disk that the server's user owns"
                        .formatted(directory, cause),
                cause);
    }

    private static final class Shared implements OutboxEvents {
        private final Path path;
        private final DirectoryLock lock;
        private final Journal journal;
        private final List<Lease> leases = new CopyOnWriteArrayList<>();

        private Shared(Path path, DirectoryLock lock, JournalLimits limits, Clock clock) throws IOException {
            this.path = path;
            this.lock = lock;
            journal = Journal.open(Directory.open(path), Directory.open(path.resolve("bodies")), limits, clock, this);
        }

        static Shared open(Path path, JournalLimits limits, Clock clock, String adapter) {
            try {
                DirectoryLock lock = DirectoryLock.take(path, adapter, clock.instant());
                boolean opened = false;
                try {
                    Shared shared = new Shared(path, lock, limits, clock);
                    opened = true;
                    return shared;
                } finally {
                    if (!opened) {
                        lock.close();
                    }
                }
            } catch (IOException e) {
                throw unusable(path, e);
            }
        }

        @Override
        public void stopped(Throwable why) {
            leases.forEach(lease -> lease.events.stopped(why));
        }

        @Override
        public void troubled(String what, Exception why) {
            leases.forEach(lease -> lease.events.troubled(what, why));
        }

        @Override
        public void eventsDropped(String subscription) {
            leases.forEach(lease -> lease.events.eventsDropped(subscription));
        }

        @Override
        public void eventsExpired(String subscription, int events) {
            leases.forEach(lease -> lease.events.eventsExpired(subscription, events));
        }

        void close() {
            try (lock) {
                journal.close();
            } catch (IOException e) {
                throw unusable(path, e);
            }
        }
    }

    /** An outbox that was opened. Safe for use by several threads. */
    public static final class Lease implements Runnable, AutoCloseable {
        private final Shared shared;
        private final OutboxEvents events;
        private volatile boolean closed;

        private Lease(Shared shared, OutboxEvents events) {
            this.shared = shared;
            this.events = events;
            shared.leases.add(this);
        }

        /**
         * Returns the outbox.
         *
         * @return the same for all who have opened the directory
         */
        public Outbox outbox() {
            return shared.journal;
        }

        /**
         * Returns where the outbox is kept.
         *
         * @return the real path
         */
        public Path directory() {
            return shared.path;
        }

        /**
         * Writes the changes of all threads until the lease is closed. Of several threads that are lent one writes at a time.
         * Without any, every change waits.
         */
        @Override
        public void run() {
            shared.journal.run(() -> closed);
        }

        /**
         * Gives the outbox back; {@link #run()} returns. The last one who does ends the changes that are under way, and
         * closes the files. Has no effect the second time.
         */
        @Override
        public void close() {
            synchronized (OPEN) {
                if (closed) {
                    return;
                }
                closed = true;
                shared.journal.wakeUp();
                try {
                    if (shared.leases.size() == 1) {
                        OPEN.remove(shared.path);
                        shared.close();
                    }
                } finally {
                    shared.leases.remove(this);
                }
            }
        }
    }
}
