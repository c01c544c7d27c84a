package org.postbound.delivery;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.postbound.OutboxException;
import org.postbound.SmtpException;
import org.postbound.outbox.Due;
import org.postbound.outbox.Outbox;

/**
 * Hands the mail of one route over to the server, over one session of its own, until it is stopped. Somebody else supplies
 * the thread.
 *
 * <p>A message that the server puts off is tried again later, the others meanwhile. While no session can be had at all,
 * nobody is tried: the courier waits, longer from time to time.
 */
public final class Courier implements Runnable {
    /** Enough to fill a session with one message behind the other, and few enough to see urgent ones soon. */
    private static final int TOGETHER = 100;

    /** How long to sleep where nothing is known to become due: the outbox rings before. */
    private static final Duration LONG = Duration.ofHours(1);

    private final Outbox outbox;
    private final String route;
    private final Submission submission;
    private final RetryPolicy policy;
    private final Clock clock;
    private final DeliveryReports reports;
    private final Bell bell = new Bell();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean stopped;
    private int failuresInARow;
    private Instant notBefore = Instant.MIN;

    /**
     * Prepares a courier.
     *
     * @param outbox whose messages
     * @param route the route of these messages
     * @param submission hands messages to the server; the courier's own
     * @param policy when to try again
     * @param clock what is due
     * @param reports is told what an administrator has to know
     */
    public Courier(
            Outbox outbox,
            String route,
            Submission submission,
            RetryPolicy policy,
            Clock clock,
            DeliveryReports reports) {
        this.outbox = Objects.requireNonNull(outbox, "outbox");
        this.route = Objects.requireNonNull(route, "route");
        this.submission = Objects.requireNonNull(submission, "submission");
        this.policy = Objects.requireNonNull(policy, "policy");
        this.clock = Objects.requireNonNull(clock, "clock");
        this.reports = Objects.requireNonNull(reports, "reports");
    }

    /** Works until {@link #stop}, or until the outbox fails. An interrupt does not end it. */
    @Override
    public void run() {
        Outbox.Subscription subscription = outbox.onEligible(route, bell::ring);
        try {
            while (!stopped) {
                if (!handOver()) {
                    bell.await(untilNextDue());
                }
            }
        } catch (OutboxException e) {
            reports.outboxFailed(route, e);
        } finally {
            subscription.close();
            submission.link().close();
            ended.countDown();
        }
    }

    /** Hands over what is due; returns whether there was anything. */
    private boolean handOver() {
        Instant now = clock.instant();
        List<Due> due = now.isBefore(notBefore) ? List.of() : outbox.takeDue(route, now, TOGETHER);
        if (due.isEmpty()) {
            return false;
        }
        Handover handover = new Handover(outbox, due, policy, clock, reports, () -> stopped);
        try {
            submission.submitAll(handover);
        } finally {
            handover.release();
        }
        noteRoute(handover);
        return true;
    }

    private void noteRoute(Handover handover) {
        if (handover.isAnyAnswered() && failuresInARow > 0) {
            failuresInARow = 0;
            reports.reachable(route);
        }
        handover.routeFailure().filter(failure -> !stopped).ifPresent(this::pause);
    }

    private void pause(SmtpException failure) {
        failuresInARow++;
        Duration pause = policy.delay(failuresInARow);
        notBefore = clock.instant().plus(pause);
        if (failuresInARow == 1) {
            reports.unreachable(route, failure, pause);
        }
    }

    private Duration untilNextDue() {
        Instant now = clock.instant();
        return outbox.nextDue(route)
                .map(due -> due.isBefore(notBefore) ? notBefore : due)
                .map(due -> Duration.between(now, due))
                .filter(wait -> wait.compareTo(LONG) < 0)
                .orElse(LONG);
    }

    /** Ends the courier after the message under way, without waiting for it. Safe for use by several threads. */
    public void endSoon() {
        stopped = true;
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
