package org.postbound.ra;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.postbound.OutboxException;
import org.postbound.delivery.InactiveRoutes;
import org.postbound.outbox.Outbox;
import org.postbound.tx.InDoubtWatch;

/**
 * Looks each minute for branches that nobody decides, and for mail that nobody delivers, and logs them; erases what the outbox
 * has kept for long enough; and each ten minutes has events expire, so that whoever uses a subscription has the first ten of a start to say so.
 */
final class Patrol implements Runnable {
    private static final int LOOKS_UNTIL_EXPIRY = 10;

    private final InDoubtWatch watch;
    private final InDoubtWatch acknowledgementWatch;
    private final InactiveRoutes inactive;
    private final Outbox outbox;
    private final Duration pause;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private boolean failing;

    Patrol(InDoubtWatch watch, InDoubtWatch acknowledgementWatch, InactiveRoutes inactive, Outbox outbox) {
        this(watch, acknowledgementWatch, inactive, outbox, Duration.ofMinutes(1));
    }

    /** For tests, which look more often. */
    Patrol(
            InDoubtWatch watch,
            InDoubtWatch acknowledgementWatch,
            InactiveRoutes inactive,
            Outbox outbox,
            Duration pause) {
        this.watch = watch;
        this.acknowledgementWatch = acknowledgementWatch;
        this.inactive = inactive;
        this.outbox = outbox;
        this.pause = pause;
    }

    /** An interrupt ends it, as nobody but a server that goes down interrupts. */
    @Override
    public void run() {
        try {
            for (int looks = 1; !stopped.await(pause.toMillis(), TimeUnit.MILLISECONDS); looks++) {
                boolean reported = failing;
                failing = false;
                attempt(this::lookForBranches, reported);
                attempt(this::lookForAcknowledgements, reported);
                attempt(inactive::look, reported);
                attempt(this::expire, reported);
                if (looks % LOOKS_UNTIL_EXPIRY == 0) {
                    attempt(() -> outbox.subscriptions().expire(Instant.now()), reported);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (OutboxException e) {
            // The outbox has reported that itself, and does not come back before the next start.
            Log.LOG.debugf(e, "no look at branches and events any more");
        }
    }

    /** What one step fails by, an error included, keeps neither the others nor the next round from being taken. */
    private void attempt(Runnable step, boolean reported) {
        try {
            step.run();
        } catch (OutboxException e) {
            throw e;
        } catch (RuntimeException | Error e) {
            failing = true;
            if (!reported) {
                Log.LOG.patrolFailed(e);
            }
        }
    }

    /** In small steps, since mail waits for each. */
    private void expire() {
        boolean more = true;
        while (more && stopped.getCount() > 0) {
            more = outbox.expire(Instant.now());
        }
    }

    private void lookForBranches() {
        watch.newlyOverdue()
                .forEach(overdue -> Log.LOG.branchInDoubt(
                        overdue.branch().xid().toString(),
                        overdue.route(),
                        overdue.branch().messages(),
                        overdue.branch().since().toString()));
    }

    private void lookForAcknowledgements() {
        acknowledgementWatch
                .newlyOverdue()
                .forEach(overdue -> Log.LOG.acknowledgementInDoubt(
                        overdue.branch().xid().toString(),
                        overdue.route(),
                        overdue.branch().since().toString()));
    }

    void stop() {
        stopped.countDown();
    }
}
