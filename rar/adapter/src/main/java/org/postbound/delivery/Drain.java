package org.postbound.delivery;

import java.time.Clock;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.postbound.outbox.Depth;
import org.postbound.outbox.Operator;
import org.postbound.outbox.State;

/**
 * Has the mail of a route leave before its server is maintained, and pauses the route then: what waits is tried at once, a
 * route that is paused is resumed for it, and new mail goes on being stored.
 */
public final class Drain {
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Duration REPORT = Duration.ofSeconds(10);

    private final Operator operator;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final RateLimit.Pause pause;
    private final Reports reports;

    /** Is told how far it is. */
    @FunctionalInterface
    public interface Reports {
        /**
         * Some mail is still there. Told every ten seconds.
         *
         * @param route the route
         * @param left how many messages
         * @param remaining how long they may take
         */
        void draining(String route, int left, Duration remaining);
    }

    /**
     * Prepares it.
     *
     * @param operator of the outbox
     * @param clock what is due
     * @param nanoTime measures how long it takes
     * @param pause waits before the next look
     * @param reports is told how far it is
     */
    public Drain(Operator operator, Clock clock, LongSupplier nanoTime, RateLimit.Pause pause, Reports reports) {
        this.operator = operator;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.pause = pause;
        this.reports = reports;
    }

    /**
     * Waits until nothing of the route is eligible, deferred or in delivery, and pauses it.
     *
     * @param route the route
     * @param delivery hands its mail over
     * @param most how long to wait at most
     * @return how many messages are left
     * @throws InterruptedException if the thread is interrupted meanwhile; the route is not paused then
     * @throws IllegalStateException if the pause before the next look ends early; the route is not paused then
     */
    public int drain(String route, Delivery delivery, Duration most) throws InterruptedException {
        operator.resume(route);
        operator.retryAll(route, State.DEFERRED, clock.instant());
        delivery.tryAtOnce();
        long start = nanoTime.getAsLong();
        Duration nextReport = REPORT;
        Duration passed = Duration.ZERO;
        while (left(route) > 0 && passed.compareTo(most) < 0) {
            if (passed.compareTo(nextReport) >= 0) {
                reports.draining(route, left(route), most.minus(passed));
                nextReport = nextReport.plus(REPORT);
            }
            Duration remaining = most.minus(passed);
            if (!pause.await(remaining.compareTo(LOOK) < 0 ? remaining : LOOK)) {
                throw new IllegalStateException(
                        "the outbox is being closed, so route \"%s\" is not paused; drain it again".formatted(route));
            }
            passed = Duration.ofNanos(nanoTime.getAsLong() - start);
        }
        operator.pause(route);
        return left(route);
    }

    private int left(String route) {
        return operator.depths().stream()
                .filter(depth -> depth.route().equals(route))
                .mapToInt(Depth::left)
                .sum();
    }
}
