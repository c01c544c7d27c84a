package org.postbound.ra;

import jakarta.resource.spi.work.HintsContext;
import jakarta.resource.spi.work.Work;
import jakarta.resource.spi.work.WorkContext;
import jakarta.resource.spi.work.WorkContextProvider;
import jakarta.resource.spi.work.WorkException;
import jakarta.resource.spi.work.WorkManager;
import java.time.Duration;
import java.util.List;
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
        Thread thread = Thread.currentThread();
        ClassLoader application = thread.getContextClassLoader();
        // Executors remember the context class loader of whoever hands them a task, for as long as it runs.
        thread.setContextClassLoader(WorkDeadlines.class.getClassLoader());
        try {
            workManager.scheduleWork(new QueueWork(queue));
        } catch (WorkException e) {
            Log.LOG.noWork(e);
        } finally {
            thread.setContextClassLoader(application);
        }
    }

    void stop() {
        queue.stop();
    }

    /** Runs the queue (11.3.6 for the hints). Must not keep the class loader of the application that came first. */
    private record QueueWork(DeadlineQueue queue) implements Work, WorkContextProvider {
        @Override
        public void run() {
            Thread thread = Thread.currentThread();
            ClassLoader before = thread.getContextClassLoader();
            thread.setContextClassLoader(QueueWork.class.getClassLoader());
            try {
                queue.run();
            } finally {
                thread.setContextClassLoader(before);
            }
        }

        @Override
        public void release() {
            queue.stop();
        }

        @Override
        public List<WorkContext> getWorkContexts() {
            HintsContext hints = new HintsContext();
            hints.setHint(HintsContext.NAME_HINT, "postbound-deadlines");
            hints.setHint(HintsContext.LONGRUNNING_HINT, true);
            return List.of(hints);
        }
    }
}
