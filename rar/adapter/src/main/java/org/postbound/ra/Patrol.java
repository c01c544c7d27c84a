package org.postbound.ra;

import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.postbound.OutboxException;
import org.postbound.delivery.InactiveRoutes;
import org.postbound.outbox.Subscriptions;
import org.postbound.tx.InDoubtWatch;

/**
 * Looks each minute for branches that nobody decides, and for mail that nobody delivers, and logs them; and each ten minutes
 * has events expire, so that whoever uses a subscription has the first ten of a start to say so.
 */
final class Patrol implements Runnable {
    private static final int LOOKS_UNTIL_EXPIRY = 10;

    private final InDoubtWatch watch;
    private final InDoubtWatch acknowledgementWatch;
    private final InactiveRoutes inactive;
    private final Subscriptions subscriptions;
    private final CountDownLatch stopped = new CountDownLatch(1);

    Patrol(
            InDoubtWatch watch,
            InDoubtWatch acknowledgementWatch,
            InactiveRoutes inactive,
            Subscriptions subscriptions) {
        this.watch = watch;
        this.acknowledgementWatch = acknowledgementWatch;
        this.inactive = inactive;
        this.subscriptions = subscriptions;
    }

    /** An interrupt ends it, as nobody but a server that goes down interrupts. */
    @Override
    public void run() {
        try {
            for (int looks = 1; !stopped.await(1, TimeUnit.MINUTES); looks++) {
                look();
                inactive.look();
                if (looks % LOOKS_UNTIL_EXPIRY == 0) {
                    subscriptions.expire(Instant.now());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (OutboxException e) {
            // The outbox has reported that itself, and does not come back before the next start.
            Log.LOG.debugf(e, "no look at branches and events any more");
        }
    }

    private void look() {
        watch.newlyOverdue()
                .forEach(overdue -> Log.LOG.branchInDoubt(
                        overdue.branch().xid().toString(),
                        overdue.route(),
                        overdue.branch().messages(),
                        overdue.branch().since().toString()));
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
