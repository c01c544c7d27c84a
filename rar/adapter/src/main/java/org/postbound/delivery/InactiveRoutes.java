package org.postbound.delivery;

import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.postbound.config.DeliveryConfig;
import org.postbound.outbox.Attempt;
import org.postbound.outbox.Depth;
import org.postbound.outbox.Due;
import org.postbound.outbox.Outbox;
import org.postbound.outbox.State;

/**
 * Mail of routes that no connection factory is in use for: it waits, is told of once, and is given up in the end. Safe for use by
 * several threads.
 */
public final class InactiveRoutes {
    private static final int TOGETHER = 100;

    private final Outbox outbox;
    private final Supplier<Set<String>> active;
    private final Clock clock;
    private final Reports reports;
    private final Set<String> told = new HashSet<>();

    /** Is told what an administrator has to know. */
    public interface Reports {
        /**
         * Mail waits and nobody hands it over. Told once, until the route is active again.
         *
         * @param route the route
         * @param messages how many
         */
        void waiting(String route, int messages);

        /**
         * A message could not be handed over within its time.
         *
         * @param message the message
         */
        void expired(Due message);
    }

    /**
     * Prepares the watch.
     *
     * @param outbox whose messages
     * @param active the routes that have couriers now
     * @param clock what is due
     * @param reports is told of the mail
     */
    public InactiveRoutes(Outbox outbox, Supplier<Set<String>> active, Clock clock, Reports reports) {
        this.outbox = Objects.requireNonNull(outbox, "outbox");
        this.active = Objects.requireNonNull(active, "active");
        this.clock = Objects.requireNonNull(clock, "clock");
        this.reports = Objects.requireNonNull(reports, "reports");
    }

    /** Looks once. */
    public synchronized void look() {
        Set<String> served = active.get();
        told.removeAll(served);
        for (Depth depth : outbox.operator().depths()) {
            int waiting = depth.messages().getOrDefault(State.ELIGIBLE, 0)
                    + depth.messages().getOrDefault(State.DEFERRED, 0);
            if (!served.contains(depth.route()) && waiting > 0) {
                if (told.add(depth.route())) {
                    reports.waiting(depth.route(), waiting);
                }
                expire(depth.route());
            }
        }
    }

    /** The factory that would know better is not there, so the default counts. What is due for longest is looked at first. */
    private void expire(String route) {
        Instant now = clock.instant();
        Instant last = now.minus(DeliveryConfig.DEFAULT.expireAfter());
        List<Due> due = outbox.takeDue(route, last, TOGETHER);
        while (!due.isEmpty()) {
            giveUp(due, now);
            due = outbox.takeDue(route, last, TOGETHER);
        }
    }

    /** Whatever it fails by, the others are there for the next look. */
    private void giveUp(List<Due> due, Instant now) {
        int settled = 0;
        try {
            for (Due message : due) {
                Outbox.Settlement settlement = outbox.settle(
                        message.id(), Attempt.expired(now, List.of(), "no connection factory of its route in time"));
                settled++;
                settlement.await();
                reports.expired(message);
            }
        } finally {
            due.subList(settled, due.size()).forEach(message -> outbox.release(message.id()));
        }
    }
}
