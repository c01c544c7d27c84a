package org.postbound.ra;

import jakarta.resource.spi.work.HintsContext;
import jakarta.resource.spi.work.Work;
import jakarta.resource.spi.work.WorkContext;
import jakarta.resource.spi.work.WorkContextProvider;
import jakarta.resource.spi.work.WorkException;
import jakarta.resource.spi.work.WorkManager;
import java.util.List;

/**
 * What runs on a thread of the container's until the adapter stops (11.3.6 for the hints). Never keeps the class loader of
 * an application: neither does the thread while it runs, nor the executor, which remembers the context class loader of
 * whoever hands it a task, nor a thread that the executor begins meanwhile, which inherits it.
 *
 * @param name for dumps of threads
 * @param body returns soon after {@code end} was called
 * @param end ends the body
 */
record LongWork(String name, Runnable body, Runnable end) implements Work, WorkContextProvider {
    /** Starts it on a thread of the container's. */
    void schedule(WorkManager workManager) throws WorkException {
        Thread thread = Thread.currentThread();
        ClassLoader application = thread.getContextClassLoader();
        // The container's own: threads may outlive the adapter.
        thread.setContextClassLoader(WorkManager.class.getClassLoader());
        try {
            workManager.scheduleWork(this);
        } finally {
            thread.setContextClassLoader(application);
        }
    }

    @Override
    public void run() {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(LongWork.class.getClassLoader());
        try {
            body.run();
        } catch (RuntimeException | Error e) {
            Log.LOG.threadFailed(name, e);
            throw e;
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Override
    public void release() {
        end.run();
    }

    @Override
    public List<WorkContext> getWorkContexts() {
        HintsContext hints = new HintsContext();
        hints.setHint(HintsContext.NAME_HINT, name);
        hints.setHint(HintsContext.LONGRUNNING_HINT, true);
        return List.of(hints);
    }
}
