package org.postbound.standalone;

import jakarta.resource.spi.work.ExecutionContext;
import jakarta.resource.spi.work.Work;
import jakarta.resource.spi.work.WorkException;
import jakarta.resource.spi.work.WorkListener;
import jakarta.resource.spi.work.WorkManager;
import jakarta.resource.spi.work.WorkRejectedException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * The adapter's threads, as many as it asks for: each of its works runs until the adapter stops. They do not keep the program
 * from ending.
 */
final class ProgramThreads implements WorkManager, AutoCloseable {
    private final ExecutorService executor;
    private final Duration patience;
    private final Set<Work> works = ConcurrentHashMap.newKeySet();

    /**
     * Starts no thread yet.
     *
     * @param name what the threads are called in dumps
     * @param patience how long the end waits for works that were asked to end
     */
    ProgramThreads(String name, Duration patience) {
        this.patience = patience;
        executor = Executors.newCachedThreadPool(body -> {
            Thread thread = new Thread(body, "postbound-" + name);
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public void scheduleWork(Work work) throws WorkException {
        works.add(work);
        try {
            executor.execute(() -> run(work));
        } catch (RejectedExecutionException e) {
            throw new WorkRejectedException("the connection factory was closed", e);
        }
    }

    private void run(Work work) {
        try {
            work.run();
        } finally {
            works.remove(work);
        }
    }

    /** Asks the works to end, and interrupts those that do not. */
    @Override
    public void close() {
        executor.shutdown();
        works.forEach(Work::release);
        try {
            if (!executor.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                executor.shutdownNow();
            }
        } catch (InterruptedException e) {
            executor.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void doWork(Work work) throws WorkException {
        throw unused();
    }

    @Override
    public void doWork(Work work, long startTimeout, ExecutionContext context, WorkListener listener)
            throws WorkException {
        throw unused();
    }

    @Override
    public long startWork(Work work) throws WorkException {
        throw unused();
    }

    @Override
    public long startWork(Work work, long startTimeout, ExecutionContext context, WorkListener listener)
            throws WorkException {
        throw unused();
    }

    @Override
    public void scheduleWork(Work work, long startTimeout, ExecutionContext context, WorkListener listener)
            throws WorkException {
        throw unused();
    }

    private static WorkException unused() {
        return new WorkRejectedException(
                "Postbound's adapter schedules its works, and nobody else has this work manager");
    }
}
