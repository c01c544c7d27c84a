package org.postbound.ra;

import java.time.Clock;
import java.time.Duration;
import java.util.IdentityHashMap;
import org.postbound.config.OutboxConfig;
import org.postbound.delivery.InactiveRoutes;
import org.postbound.outbox.Journals;
import org.postbound.outbox.Outbox;
import org.postbound.outbox.Subscriptions;
import org.postbound.tx.Acknowledgements;
import org.postbound.tx.InDoubtWatch;
import org.postbound.tx.OutboxBranches;

/**
 * The outboxes that are open: containers make several adapters of one class loader, and those that have opened the same
 * directory share the outbox, and so have to share its branches and its routes.
 */
final class OpenOutboxes {
    private static final Duration PATIENCE_WITH_BRANCHES = Duration.ofMinutes(5);

    private final IdentityHashMap<Outbox, Shared> open = new IdentityHashMap<>();
    private final Opener opener;

    /** Opens an outbox, or shares one that is open. */
    @FunctionalInterface
    interface Opener {
        /** Throws if it cannot be read, or is open elsewhere. */
        Opened open(OutboxConfig.Journal config);
    }

    /**
     * An adapter's own part in an open outbox.
     *
     * @param outbox the same for all who have opened the directory
     * @param writing does the writing, on a thread that is lent to it, until it is closed
     * @param closing gives the outbox back
     */
    record Opened(Outbox outbox, Runnable writing, Runnable closing) {}

    private static final class Shared {
        private final OutboxBranches branches;
        private final Acknowledgements acknowledgements;
        private final InDoubtWatch watch;
        private final InDoubtWatch acknowledgementWatch;
        private final Routes routes;
        private final InactiveRoutes inactive;
        private final OutboxMonitor monitor;
        private final MBeans mBeans = new MBeans();
        private final ServerState serverState;
        private int leases;

        Shared(Outbox outbox, String name) {
            branches = new OutboxBranches(outbox);
            acknowledgements = new Acknowledgements(outbox.subscriptions());
            watch = new InDoubtWatch(branches, PATIENCE_WITH_BRANCHES, Clock.systemUTC());
            acknowledgementWatch = new InDoubtWatch(acknowledgements, PATIENCE_WITH_BRANCHES, Clock.systemUTC());
            routes = new Routes(outbox);
            inactive = new InactiveRoutes(
                    outbox, () -> routes.active().keySet(), Clock.systemUTC(), new LoggedInactiveRoutes());
            monitor = new OutboxMonitor(outbox, routes, Clock.systemUTC());
            boolean watching = false;
            try {
                if (!mBeans.register(monitor, "Outbox", name, "")) {
                    Log.LOG.noMBean(name, null);
                }
                outbox.operator().paused().forEach((route, since) -> Log.LOG.routePaused(route, since.toString()));
                serverState = ServerState.watch(routes::suspend);
                watching = true;
            } finally {
                if (!watching) {
                    Ending.all(mBeans::unregisterAll, monitor::close);
                }
            }
        }

        void close() {
            Ending.all(serverState::close, mBeans::unregisterAll, monitor::close);
        }
    }

    /** One adapter's part in an outbox and in what is shared with it. */
    final class Lease implements AutoCloseable {
        private final Opened opened;
        private final Shared shared;
        private boolean closed;

        private Lease(Opened opened, Shared shared) {
            this.opened = opened;
            this.shared = shared;
        }

        OutboxBranches branches() {
            return shared.branches;
        }

        /** Tells of each branch once, whoever asks. */
        InDoubtWatch watch() {
            return shared.watch;
        }

        /** The same for the acknowledgements of events. */
        InDoubtWatch acknowledgementWatch() {
            return shared.acknowledgementWatch;
        }

        Outbox outbox() {
            return opened.outbox();
        }

        Subscriptions subscriptions() {
            return opened.outbox().subscriptions();
        }

        Acknowledgements acknowledgements() {
            return shared.acknowledgements;
        }

        Routes routes() {
            return shared.routes;
        }

        InactiveRoutes inactive() {
            return shared.inactive;
        }

        /** To be run on a thread of its own; returns when the lease is closed. */
        Runnable writing() {
            return opened.writing();
        }

        /** Has no effect the second time. */
        @Override
        public void close() {
            synchronized (open) {
                if (closed) {
                    return;
                }
                closed = true;
            }
            Ending.all(this::leaveShared, opened.closing());
        }

        private void leaveShared() {
            synchronized (open) {
                shared.leases--;
                if (shared.leases == 0) {
                    open.remove(opened.outbox());
                    shared.close();
                }
            }
        }
    }

    OpenOutboxes(Opener opener) {
        this.opener = opener;
    }

    /** Those on disk. */
    static OpenOutboxes ofJournals() {
        return new OpenOutboxes(OpenOutboxes::openJournal);
    }

    private static Opened openJournal(OutboxConfig.Journal config) {
        Journals.Lease lease = Journals.open(
                config,
                Clock.systemUTC(),
                "Postbound",
                new LoggedOutbox(config.directory().toString()));
        return new Opened(lease.outbox(), lease, lease::close);
    }

    Lease lease(OutboxConfig.Journal config) {
        Opened opened = opener.open(config);
        boolean leased = false;
        try {
            Lease lease = lease(config, opened);
            leased = true;
            return lease;
        } finally {
            if (!leased) {
                opened.closing().run();
            }
        }
    }

    private Lease lease(OutboxConfig.Journal config, Opened opened) {
        synchronized (open) {
            Shared shared = open.computeIfAbsent(opened.outbox(), outbox -> new Shared(outbox, config.toString()));
            Lease lease = new Lease(opened, shared);
            shared.leases++;
            return lease;
        }
    }
}
