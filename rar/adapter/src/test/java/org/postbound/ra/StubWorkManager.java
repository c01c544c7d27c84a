package org.postbound.ra;

import jakarta.resource.spi.work.ExecutionContext;
import jakarta.resource.spi.work.Work;
import jakarta.resource.spi.work.WorkException;
import jakarta.resource.spi.work.WorkListener;
import jakarta.resource.spi.work.WorkManager;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** Runs each work on a thread of its own. */
final class StubWorkManager implements WorkManager {
    private final List<Work> works = new CopyOnWriteArrayList<>();
    private final List<CompletableFuture<Void>> runs = new CopyOnWriteArrayList<>();
    private final List<ClassLoader> contexts = new CopyOnWriteArrayList<>();
    private volatile boolean refusing;
    private volatile String breaking = "";

    void refuse() {
        refusing = true;
    }

    /** Fails at the work of this name as a container that is broken. */
    void breakAt(String work) {
        breaking = work;
    }

    List<Work> works() {
        return works;
    }

    /** What threads that were begun for works have inherited. */
    List<ClassLoader> contexts() {
        return contexts;
    }

    /** Waits until all works are over. */
    void awaitEnd() {
        CompletableFuture.allOf(runs.toArray(CompletableFuture[]::new))
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    @Override
    public void scheduleWork(Work work) throws WorkException {
        if (refusing) {
            throw new WorkException("no thread is free");
        }
        if (work instanceof LongWork own && own.name().equals(breaking)) {
            throw new LinkageError("a class of the container is missing");
        }
        works.add(work);
        contexts.add(Thread.currentThread().getContextClassLoader());
        CompletableFuture<Void> run = new CompletableFuture<>();
        runs.add(run);
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                        run.complete(null);
                    } catch (Throwable e) {
                        run.completeExceptionally(e);
                    }
                },
                "stub work");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void doWork(Work work) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void doWork(Work work, long startTimeout, ExecutionContext context, WorkListener listener) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long startWork(Work work) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long startWork(Work work, long startTimeout, ExecutionContext context, WorkListener listener) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void scheduleWork(Work work, long startTimeout, ExecutionContext context, WorkListener listener) {
        throw new UnsupportedOperationException();
    }
}
