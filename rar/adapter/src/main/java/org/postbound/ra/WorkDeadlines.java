package org.postbound.ra;

import jakarta.resource.spi.work.WorkException;
import jakarta.resource.spi.work.WorkManager;
import java.time.Duration;
import org.postbound.smtp.DeadlineQueue;
import org.postbound.smtp.Deadlines;

/** Deadlines on a thread of the container's, taken when the first deadline is set and kept until the adapter stops. */
final class WorkDeadlines implements Deadlines {
    private final DeadlineQueue queue = new DeadlineQueue();
    private final WorkManager workManager;
    private boolean started;

    WorkDeadlines(WorkManager workManager) {
        this.workManager = workManager;
    }

    @Override
    public Deadline start(Duration limit, Runnable onExpiry) {
        startOnce();
        return queue.start(limit, onExpiry);
    }

    private synchronized void startOnce() {
        if (started) {
            return;
        }
        started = true;
        try {
            new LongWork("postbound-deadlines", queue, queue::stop).schedule(workManager);
        } catch (WorkException e) {
            Log.LOG.noWork(e);
        }
    }

    void stop() {
        queue.stop();
    }
}
