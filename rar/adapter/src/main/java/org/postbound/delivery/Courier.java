package org.postbound.delivery;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.postbound.OutboxException;
import org.postbound.outbox.Outbox;

/**
 * Hands mail of a route over to the server, over one session of its own, until it is stopped. Somebody else supplies the
 * thread.
 *
 * <p>A message that the server puts off is tried again later, the others meanwhile. Whether the courier may try the server
 * at all, the route says.
 */
public final class Courier implements Runnable {
    private static final Duration AFTER_A_FAULT = Duration.ofMinutes(1);

    private final Delivery delivery;
    private final Submission submission;
    private final Duration idle;
    private final Bell bell = new Bell();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final CountDownLatch stopping = new CountDownLatch(1);

    Courier(Delivery delivery, Submission submission, Duration idle) {
        this.delivery = delivery;
        this.submission = submission;
        this.idle = idle;
    }

    /** Works until {@link #stop}, or until the outbox fails. An interrupt does not end it. */
    @Override
    public void run() {
        Outbox.Subscription subscription = delivery.join(this, bell);
        try {
            Handover handover = delivery.newHandover(this, submission.partialDelivery());
            while (!isStopped()) {
                goOn(handover);
            }
            // What a fault kept from being recorded has its last chance.
            handover.end();
        } catch (OutboxException e) {
            delivery.outboxFailed(e);
        } finally {
            subscription.close();
            submission.link().close();
            ended.countDown();
        }
    }

    /** Whatever fails but the outbox: nobody would start another courier in its place. */
    private void goOn(Handover handover) {
        try {
            Optional<Duration> wait = delivery.enter(this);
            if (wait.isPresent()) {
                handover.end();
                rest(wait.get());
            } else {
                handOver(handover);
            }
        } catch (OutboxException e) {
            throw e;
        } catch (RuntimeException | Error e) {
            delivery.fault(e);
            // The session is in a state that nobody knows.
            submission.link().leave();
            rest(AFTER_A_FAULT);
        }
    }

    private void handOver(Handover handover) {
        try {
            submitAll(handover);
            handover.end();
        } finally {
            delivery.leave(this);
        }
    }

    /** What the end fails by as well does not take the place of its cause. */
    private void submitAll(Handover handover) {
        try {
            submission.submitAll(handover, this::await);
        } catch (RuntimeException | Error e) {
            try {
                handover.end();
            } catch (RuntimeException | Error more) {
                // A JVM that lacks memory may throw the same one twice.
                if (more != e) {
                    e.addSuppressed(more);
                }
            }
            throw e;
        }
    }

    /** Waits for the rate limit, and returns whether the message may still go; an interrupt does not end that, either. */
    private boolean await(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (true) {
            try {
                return !stopping.await(end - System.nanoTime(), TimeUnit.NANOSECONDS) && delivery.mayGoOn(this);
            } catch (InterruptedException e) {
                // The thread is lent; see Bell.
            }
        }
    }

    private void rest(Duration wait) {
        boolean leaves = submission.link().isOpen() && wait.compareTo(idle) > 0;
        boolean silent = bell.await(leaves ? idle : wait);
        if (leaves && silent) {
            submission.link().leave();
        }
    }

    boolean isConnected() {
        return submission.link().isOpen();
    }

    boolean isStopped() {
        return stopping.getCount() == 0;
    }

    /** Ends the courier after the message under way, without waiting for it. Safe for use by several threads. */
    public void endSoon() {
        stopping.countDown();
        bell.ring();
    }

    /**
     * Ends the courier: the message under way is still finished if that takes no longer than is allowed, else its
     * connection is cut. Safe for use by several threads.
     *
     * @param patience how long to wait for the message under way
     */
    public void stop(Duration patience) {
        endSoon();
        try {
            if (!ended.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                submission.link().abort();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            submission.link().abort();
        }
    }
}
