package org.postbound.ra;

import jakarta.resource.spi.work.WorkException;
import jakarta.resource.spi.work.WorkManager;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Supplier;
import org.postbound.delivery.Submission;
import org.postbound.tx.InDoubtWatch;
import org.postbound.tx.OutboxBranches;

/** An outbox between start and stop of an adapter: who writes it, who delivers its mail, who watches its branches. */
final class RunningOutbox {
    private static final Duration PATIENCE_WITH_BRANCHES = Duration.ofMinutes(5);

    private final OpenOutboxes.Lease lease;
    private final Couriers couriers;
    private final BranchPatrol patrol;

    private RunningOutbox(OpenOutboxes.Lease lease, WorkManager workManager) {
        this.lease = lease;
        this.couriers = new Couriers(workManager, lease.outbox());
        this.patrol = new BranchPatrol(new InDoubtWatch(lease.branches(), PATIENCE_WITH_BRANCHES, Clock.systemUTC()));
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

    void activate(String route, Supplier<Submission> submission) {
        couriers.activate(route, submission);
    }

    /** Couriers first: what they have learnt has to be written. */
    void stop() {
        patrol.stop();
        couriers.stop();
        lease.close();
    }
}
