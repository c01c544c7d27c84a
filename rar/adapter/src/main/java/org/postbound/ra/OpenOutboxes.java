package org.postbound.ra;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.postbound.SmtpConfigurationException;
import org.postbound.config.OutboxConfig;
import org.postbound.outbox.Outbox;
import org.postbound.tx.OutboxBranches;

/**
 * The outboxes that are open, one for each directory: containers make several adapters of one class loader, which share
 * theirs. The last one closes it.
 */
final class OpenOutboxes {
    private final Map<Path, Shared> open = new HashMap<>();
    private final Opener opener;

    /** Opens a store. */
    @FunctionalInterface
    interface Opener {
        /** Opens the store of a directory; throws if it cannot be read, or is open elsewhere. */
        Store open(OutboxConfig.Journal config);
    }

    /** An open store, and what closes it. */
    record Store(Outbox outbox, Runnable closing) {}

    private static final class Shared {
        private final OutboxConfig.Journal config;
        private final Store store;
        private final OutboxBranches branches;
        private int leases;

        Shared(OutboxConfig.Journal config, Store store) {
            this.config = config;
            this.store = store;
            this.branches = new OutboxBranches(store.outbox());
        }
    }

    /** One adapter's part in a store. */
    final class Lease implements AutoCloseable {
        private final Path directory;
        private final Shared shared;
        private boolean closed;

        private Lease(Path directory, Shared shared) {
            this.directory = directory;
            this.shared = shared;
        }

        Outbox outbox() {
            return shared.store.outbox();
        }

        OutboxBranches branches() {
            return shared.branches;
        }

        /** Closes the store if nobody else uses it. Has no effect the second time. */
        @Override
        public void close() {
            synchronized (open) {
                if (!closed) {
                    closed = true;
                    shared.leases--;
                    if (shared.leases == 0) {
                        open.remove(directory);
                        shared.store.closing().run();
                    }
                }
            }
        }
    }

    OpenOutboxes(Opener opener) {
        this.opener = opener;
    }

    /** The lock is held while a store is opened or closed, so that nobody finds it half open. */
    Lease lease(OutboxConfig.Journal config) {
        Path directory = real(config.directory());
        synchronized (open) {
            Shared shared = open.get(directory);
            if (shared == null) {
                shared = new Shared(config, opener.open(config));
                open.put(directory, shared);
            }
            if (shared.config.maxBytes() != config.maxBytes()) {
                throw new SmtpConfigurationException(
                        "OutboxMaxBytes",
                        "is %d, but another adapter has opened %s with %d; give both the same value, or another OutboxDirectory"
                                .formatted(config.maxBytes(), directory, shared.config.maxBytes()));
            }
            shared.leases++;
            return new Lease(directory, shared);
        }
    }

    /** The same for all names of one directory, also of one that is not made yet. */
    private static Path real(Path directory) {
        Path absolute = directory.toAbsolutePath().normalize();
        try {
            return absolute.toRealPath();
        } catch (IOException e) {
            // Not there: then its parent decides.
            Path parent = absolute.getParent();
            return parent == null ? absolute : real(parent).resolve(absolute.getFileName());
        }
    }
}
