package org.postbound.outbox;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.postbound.OutboxException;

/**
 * Makes the changes of all threads that wait durable at once. Whoever calls {@link #run} lends a thread for it; of
 * several, one writes at a time. Neither the threads that wait nor the one that writes react to an interrupt.
 */
final class GroupCommit {
    /** Short beside a sync, and long enough for dozens of changes. */
    static final Duration LINGER = Duration.ofMillis(2);

    private final Target target;
    private final long lingerNanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final Condition left = lock.newCondition();
    private List<Waiting> queue = new ArrayList<>();
    /** For the thread that writes alone. */
    private List<Waiting> batch = List.of();

    private boolean writing;
    /** Whether a thread waits for something that is queued. */
    private boolean urgent;

    private volatile Throwable stopped;

    /** What is changed. Whatever its methods throw stops everything for good. */
    interface Target {
        /** Makes changes durable: applies each that passes its check, and tells the others what is wrong. */
        void commit(List<Waiting> changes) throws Exception;

        /** There is a moment to spare, or a need to make one. */
        void maintain(BooleanSupplier idle);

        /** Nothing will be written any more, beside what is being written now. */
        void stopped(Throwable why);
    }

    /**
     * Writes to a target.
     *
     * @param linger how long a change waits for others, if no thread waits for it: a write costs more than what is in it
     */
    GroupCommit(Target target, Duration linger) {
        this.target = target;
        lingerNanos = linger.toNanos();
    }

    /** Has a change made, and returns when it is durable. */
    void submit(Change change) {
        awaitWritten(enqueue(change, true));
    }

    /** Has a change made soon; at once if it is waited for. */
    Waiting enqueue(Change change) {
        return enqueue(change, false);
    }

    private Waiting enqueue(Change change, boolean isUrgent) {
        Waiting waiting = new Waiting(change);
        lock.lock();
        try {
            checkRunning();
            queue.add(waiting);
            if (!writing && (queue.size() == 1 || (isUrgent && !urgent))) {
                arrived.signal();
            }
            urgent |= isUrgent;
            return waiting;
        } finally {
            lock.unlock();
        }
    }

    /** Returns when the change is durable. */
    void await(Waiting waiting) {
        hurry(waiting);
        awaitWritten(waiting);
    }

    private void hurry(Waiting waiting) {
        lock.lock();
        try {
            if (!urgent && !waiting.isFinished()) {
                urgent = true;
                arrived.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    private void awaitWritten(Waiting waiting) {
        if (!waiting.await()) {
            throw stoppedException();
        }
    }

    /** Throws if everything has stopped. */
    void checkRunning() {
        if (stopped != null) {
            throw stoppedException();
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
    @SuppressWarnings("ThreadPriorityCheck") // Nothing but speed hangs on it.
    void run(BooleanSupplier leave) {
        while (awaitTurn(leave)) {
            boolean shared = batch.size() > 1;
            write();
            leaveWriting();
            if (shared) {
                // Whoever was just let go may bring the next change at once, and it can go along.
                Thread.yield();
            }
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

    /** Returns whether it is this thread's turn to write; otherwise it is to leave. */
    private boolean awaitTurn(BooleanSupplier leave) {
        lock.lock();
        try {
            while (!lingered(leave)) {
                arrived.awaitUninterruptibly();
            }
            if (leave.getAsBoolean()) {
                // Whoever is still there has to look in its place.
                arrived.signal();
                return false;
            }
            take();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Whether there is something to write, for which nobody waits or long enough was waited; or the thread is to leave. */
    private boolean lingered(BooleanSupplier leave) {
        long left = lingerNanos;
        while (!queue.isEmpty() && !writing && !urgent && left > 0 && !leave.getAsBoolean()) {
            try {
                left = arrived.awaitNanos(left);
            } catch (InterruptedException e) {
                // It goes on writing, without a rest.
                Thread.currentThread().interrupt();
                break;
            }
        }
        return (!queue.isEmpty() && !writing) || leave.getAsBoolean();
    }

    private void take() {
        writing = true;
        urgent = false;
        batch = queue;
        queue = new ArrayList<>();
    }

    private void write() {
        try {
            if (stopped == null && !batch.isEmpty()) {
                target.commit(batch);
                batch.forEach(Waiting::finish);
                target.maintain(() -> queued() == 0);
            }
        } catch (Exception | Error e) {
            stop(e);
        } finally {
            // Whatever is not finished by now never will be.
            batch.forEach(Waiting::giveUp);
        }
    }

    private void leaveWriting() {
        lock.lock();
        try {
            writing = false;
            batch = List.of();
            arrived.signal();
            left.signalAll();
        } finally {
            lock.unlock();
        }
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

    /**
     * Writes what is still queued, on this thread, once nobody else does; then nothing is taken any more.
     *
     * @return whether that was in order; otherwise everything had stopped, and what the target holds is not to be trusted
     */
    boolean end(String why) {
        lock.lock();
        try {
            while (writing) {
                left.awaitUninterruptibly();
            }
            take();
        } finally {
            lock.unlock();
        }
        write();
        boolean inOrder = giveUpAll(new IllegalStateException(why));
        leaveWriting();
        return inOrder;
    }

    /**
     * Stops everything for good.
     *
     * @return what to throw
     */
    OutboxException stop(Throwable why) {
        if (giveUpAll(why)) {
            target.stopped(why);
        }
        return stoppedException();
    }

    /**
     * Takes nothing any more, and lets all threads go on whose changes are queued. Those whose changes are being written wait
     * for the writer: told too early, they would delete contents whose records are written all the same.
     *
     * @return whether that was not so already
     */
    private boolean giveUpAll(Throwable why) {
        lock.lock();
        try {
            if (stopped != null) {
                return false;
            }
            stopped = why;
            queue.forEach(Waiting::giveUp);
            queue.clear();
            return true;
        } finally {
            lock.unlock();
        }
    }
}
