package org.postbound.ra;

import jakarta.resource.spi.work.WorkException;
import jakarta.resource.spi.work.WorkManager;
import org.postbound.tx.OutboxBranches;

/** An outbox between start and stop of an adapter: who writes it, who delivers its mail, who watches its branches. */
final class RunningOutbox {
    private final OpenOutboxes.Lease lease;
    private final Routes.Part routes;
    private final BranchPatrol patrol;

    private RunningOutbox(OpenOutboxes.Lease lease, WorkManager workManager) {
        this.lease = lease;
        this.routes = lease.routes().join(workManager);
        this.patrol = new BranchPatrol(lease.watch());
    }

    /** Takes over the lease, whatever becomes of it. */
    static RunningOutbox start(OpenOutboxes.Lease lease, WorkManager workManager) throws WorkException {
        boolean started = false;
        try {
            RunningOutbox outbox = new RunningOutbox(lease, workManager);
            new LongWork("postbound-outbox", lease.writing(), lease::close).schedule(workManager);
            new LongWork("postbound-branches", outbox.patrol, outbox.patrol::stop).schedule(workManager);
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

    /** Couriers first: what they have learnt has to be written. */
    void stop() {
        patrol.stop();
        routes.stop();
        lease.close();
    }
}
