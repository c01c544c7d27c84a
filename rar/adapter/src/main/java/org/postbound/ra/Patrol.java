package org.postbound.ra;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.postbound.OutboxException;
import org.postbound.tx.InDoubtWatch;

/** Looks each minute for branches that nobody decides, and logs them. */
final class BranchPatrol implements Runnable {
    private final InDoubtWatch watch;
    private final CountDownLatch stopped = new CountDownLatch(1);

    BranchPatrol(InDoubtWatch watch) {
        this.watch = watch;
    }

    /** An interrupt ends it, as nobody but a server that goes down interrupts. */
    @Override
    public void run() {
        try {
            while (!stopped.await(1, TimeUnit.MINUTES)) {
                look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (OutboxException e) {
            // The outbox has reported that itself, and does not come back before the next start.
            Log.LOG.debugf(e, "no look at the branches any more");
        }
    }

    private void look() {
        watch.newlyOverdue()
                .forEach(overdue -> Log.LOG.branchInDoubt(
                        overdue.branch().xid().toString(),
                        overdue.route(),
                        overdue.branch().messages(),
                        overdue.branch().since().toString()));
    }

    void stop() {
        stopped.countDown();
    }
}
