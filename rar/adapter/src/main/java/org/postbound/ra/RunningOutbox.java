package org.postbound.ra;

import jakarta.resource.spi.work.WorkException;
import jakarta.resource.spi.work.WorkManager;
import org.postbound.tx.Acknowledgements;
import org.postbound.tx.OutboxBranches;

/**
 * An outbox between start and stop of an adapter: who writes it, who delivers its mail, who is told of events, who watches its
 * branches.
 */
final class RunningOutbox {
    private final OpenOutboxes.Lease lease;
    private final Routes.Part routes;
    private final Endpoints endpoints;
    private final Patrol patrol;

    private RunningOutbox(OpenOutboxes.Lease lease, WorkManager workManager) {
        this.lease = lease;
        this.routes = lease.routes().join(workManager);
        this.endpoints = new Endpoints(lease.subscriptions(), lease.acknowledgements(), workManager);
        this.patrol = new Patrol(lease.watch(), lease.acknowledgementWatch(), lease.inactive(), lease.outbox());
    }

    /** Takes over the lease, whatever becomes of it. */
    static RunningOutbox start(OpenOutboxes.Lease lease, WorkManager workManager) throws WorkException {
        boolean started = false;
        try {
            RunningOutbox outbox = new RunningOutbox(lease, workManager);
            new LongWork("postbound-outbox", lease.writing(), lease::close).schedule(workManager);
            new LongWork("postbound-patrol", outbox.patrol, outbox.patrol::stop).schedule(workManager);
            started = true;
            return outbox;
        } finally {
            if (!started) {
                lease.close();
            }
        }
    }

    OutboxBranches branches() {
        return lease.branches();
    }

    /** Has the mail of the factory's route delivered; throws if another configuration has the name. */
    void activate(FactoryContext factory) {
        routes.activate(factory);
    }

    Endpoints endpoints() {
        return endpoints;
    }

    Acknowledgements acknowledgements() {
        return lease.acknowledgements();
    }

    /** Couriers and endpoints first: what they have learnt has to be written. */
    void stop() {
        Ending.all(patrol::stop, endpoints::stop, routes::stop, lease::close);
    }
}
