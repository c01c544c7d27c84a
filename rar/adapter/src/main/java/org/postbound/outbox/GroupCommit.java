package org.postbound.outbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.postbound.OutboxException;

/**
 * Makes the changes of all threads that wait durable at once. Whoever calls {@link #run} lends a thread for it; of
 * several, one writes at a time. Neither the threads that wait nor the one that writes react to an interrupt.
 */
final class GroupCommit {
    private final Target target;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final Condition finished = lock.newCondition();
    private List<Waiting> queue = new ArrayList<>();
    private boolean writing;
    private Throwable stopped;

    /** What is changed. Whatever its methods throw stops everything for good. */
    interface Target {
        /** Makes changes durable: applies each that passes its check, and tells the others what is wrong. */
        void commit(List<Waiting> changes) throws Exception;

        /** There is a moment to spare, or a need to make one. */
        void maintain(BooleanSupplier idle);

        /** Nothing will be written any more. */
        void stopped(Throwable why);
    }

    GroupCommit(Target target) {
        this.target = target;
    }

    /** Has a change made, and returns when it is durable. */
    void submit(Change change) {
        await(enqueue(change));
    }

    /** Has a change made soon. */
    Waiting enqueue(Change change) {
        Waiting waiting = new Waiting(change);
        lock.lock();
        try {
            checkRunning();
            queue.add(waiting);
            arrived.signal();
            return waiting;
        } finally {
            lock.unlock();
        }
    }

    /** Returns when the change is durable. */
    void await(Waiting waiting) {
        lock.lock();
        try {
            while (!waiting.isFinished() && stopped == null) {
                finished.awaitUninterruptibly();
            }
            if (!waiting.isFinished()) {
                throw stoppedException();
            }
        } finally {
            lock.unlock();
        }
        waiting.checkMade();
    }

    /** Throws if everything has stopped. */
    void checkRunning() {
        lock.lock();
        try {
            if (stopped != null) {
                throw stoppedException();
            }
        } finally {
            lock.unlock();
        }
    }

    private OutboxException stoppedException() {
        return new OutboxException(
                OutboxException.Reason.STOPPED,
                "the outbox has stopped (%s); what was stored is safe, and whether the last change was, is not known. Remove"
                                .formatted(stopped)
                        + " the cause and restart the adapter",
                stopped);
    }

    /** Writes what is queued, until it is told to leave. */
    void run(BooleanSupplier leave) {
        while (!leave.getAsBoolean()) {
            Optional<List<Waiting>> batch = next(leave);
            batch.ifPresent(this::write);
        }
    }

    /** Has those threads look whether they are to leave. */
    void wakeUp() {
        lock.lock();
        try {
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private Optional<List<Waiting>> next(BooleanSupplier leave) {
        lock.lock();
        try {
            while ((queue.isEmpty() || writing) && !leave.getAsBoolean()) {
                arrived.awaitUninterruptibly();
            }
            return take();
        } finally {
            lock.unlock();
        }
    }

    private Optional<List<Waiting>> take() {
        if (queue.isEmpty() || writing) {
            return Optional.empty();
        }
        List<Waiting> batch = queue;
        queue = new ArrayList<>();
        writing = true;
        return Optional.of(batch);
    }

    /** Writes what is still queued, on this thread, once nobody else does; then nothing is taken any more. */
    void end(String why) {
        lock.lock();
        try {
            while (writing) {
                finished.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
        next(() -> true).ifPresent(this::write);
        lock.lock();
        try {
            if (stopped == null) {
                stopped = new IllegalStateException(why);
            }
            finished.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void write(List<Waiting> batch) {
        Throwable failure = null;
        try {
            if (!isStopped()) {
                target.commit(batch);
            }
        } catch (Exception | Error e) {
            failure = e;
        }
        finish(batch, failure);
        if (failure == null) {
            try {
                target.maintain(this::isIdle);
            } catch (RuntimeException | Error e) {
                failure = e;
            }
        }
        leaveWriting(failure);
        if (failure != null) {
            target.stopped(failure);
        }
    }

    private boolean isStopped() {
        lock.lock();
        try {
            return stopped != null;
        } finally {
            lock.unlock();
        }
    }

    private boolean isIdle() {
        return queued() == 0;
    }

    /** Returns how many changes wait to be written. */
    int queued() {
        lock.lock();
        try {
            return queue.size();
        } finally {
            lock.unlock();
        }
    }

    private void finish(List<Waiting> batch, Throwable failure) {
        lock.lock();
        try {
            if (failure != null && stopped == null) {
                stopped = failure;
            }
            if (stopped == null) {
                batch.forEach(Waiting::finish);
            }
            finished.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void leaveWriting(Throwable failure) {
        lock.lock();
        try {
            if (failure != null && stopped == null) {
                stopped = failure;
            }
            writing = false;
            arrived.signal();
            finished.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Stops everything for good.
     *
     * @return what to throw
     */
    OutboxException stop(Throwable why) {
        boolean first;
        OutboxException exception;
        lock.lock();
        try {
            first = stopped == null;
            if (first) {
                stopped = why;
            }
            exception = stoppedException();
            finished.signalAll();
        } finally {
            lock.unlock();
        }
        if (first) {
            target.stopped(why);
        }
        return exception;
    }
}
