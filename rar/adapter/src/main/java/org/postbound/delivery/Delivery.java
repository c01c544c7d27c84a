package org.postbound.delivery;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.postbound.OutboxException;
import org.postbound.SmtpAuthenticationException;
import org.postbound.SmtpConnectException;
import org.postbound.SmtpException;
import org.postbound.config.DeliveryConfig;
import org.postbound.outbox.Attempt;
import org.postbound.outbox.Due;
import org.postbound.outbox.Outbox;

/**
 * The mail of one connection factory on its way from the outbox to the server: what its couriers have in common. Safe for
 * use by several threads.
 */
public final class Delivery {
    /** Servers drop sessions that are idle, and do not like many of them. */
    private static final Duration IDLE = Duration.ofSeconds(30);

    private final Outbox outbox;
    private final String name;
    private final RetryPolicy policy;
    private final Clock clock;
    private final Duration idle;
    private final DeliveryReports reports;
    private final Gate gate;
    private final RouteFigures figures;
    private final Map<Courier, Bell> running = new ConcurrentHashMap<>();
    private volatile boolean suspended;

    /**
     * Prepares a route; nothing happens before it has a courier that runs.
     *
     * @param outbox whose messages
     * @param name the route of these messages
     * @param config when to try again
     * @param clock what is due
     * @param reports is told what an administrator has to know
     */
    public Delivery(Outbox outbox, String name, DeliveryConfig config, Clock clock, DeliveryReports reports) {
        this(
                outbox,
                name,
                config,
                () -> ThreadLocalRandom.current().nextDouble(),
                clock,
                IDLE,
                reports,
                System::nanoTime);
    }

    Delivery(
            Outbox outbox,
            String name,
            DeliveryConfig config,
            DoubleSupplier chance,
            Clock clock,
            Duration idle,
            DeliveryReports reports,
            LongSupplier nanoTime) {
        this.outbox = Objects.requireNonNull(outbox, "outbox");
        this.name = Objects.requireNonNull(name, "name");
        this.policy = new RetryPolicy(config, chance);
        this.clock = Objects.requireNonNull(clock, "clock");
        this.reports = Objects.requireNonNull(reports, "reports");
        this.idle = idle;
        this.gate = new Gate(policy);
        this.figures = new RouteFigures(nanoTime);
    }

    /**
     * Prepares a courier.
     *
     * @param submission hands messages to the server; the courier's own
     * @return the courier, to be run on a thread of its own
     */
    public Courier newCourier(Submission submission) {
        return new Courier(this, submission, idle);
    }

    /** Has what is due handed over at once, also if the server could not be reached lately. */
    public void tryAtOnce() {
        gate.open();
        ringAll();
    }

    /**
     * Hands nothing over, but what is under way, as long as the application server is suspended. Independent of an operator's
     * pause.
     *
     * @param suspended whether it is now
     */
    public void suspend(boolean suspended) {
        this.suspended = suspended;
        if (!suspended) {
            ringAll();
        }
    }

    /**
     * Returns whether the application server is suspended.
     *
     * @return whether the route waits for that
     */
    public boolean isSuspended() {
        return suspended;
    }

    /**
     * Returns whether the server can be reached.
     *
     * @return when it is tried next; empty if nobody failed to reach it lately
     */
    public Optional<Instant> unreachableUntil() {
        return gate.closedUntil();
    }

    /**
     * Returns what became of the route's mail.
     *
     * @return figures since its delivery began
     */
    public RouteFigures figures() {
        return figures;
    }

    /**
     * Counts sessions.
     *
     * @return how many couriers have one open
     */
    public int sessionsOpen() {
        return (int) running.keySet().stream().filter(Courier::isConnected).count();
    }

    /** A courier runs until that is closed; the bell wakes it. */
    Outbox.Subscription join(Courier courier, Bell bell) {
        running.put(courier, bell);
        Outbox.Subscription eligible = outbox.onEligible(name, bell::ring);
        return () -> {
            eligible.close();
            running.remove(courier);
        };
    }

    private void ringAll() {
        running.values().forEach(Bell::ring);
    }

    private boolean isPaused() {
        return outbox.operator().pausedSince(name).isPresent();
    }

    /** How long until a courier has to look again; empty: there is something to do, and it may. */
    Optional<Duration> enter(Courier courier) {
        if (rests()) {
            return Optional.of(Gate.LONG);
        }
        Instant now = clock.instant();
        Duration untilDue =
                outbox.nextDue(name).map(due -> Duration.between(now, due)).orElse(Gate.LONG);
        if (untilDue.compareTo(Duration.ZERO) > 0) {
            return Optional.of(untilDue.compareTo(Gate.LONG) < 0 ? untilDue : Gate.LONG);
        }
        return gate.enter(courier, now);
    }

    /** The courier has nothing to do any more, or may not go on. */
    void leave(Courier courier) {
        if (gate.leave(courier)) {
            ringAll();
        }
    }

    Handover newHandover(Courier courier, boolean partialDelivery) {
        return new Handover(
                outbox, name, policy, partialDelivery, clock, new Observer(courier), () -> !mayGoOn(courier));
    }

    /** Whether a courier that has entered may begin with another message. */
    boolean mayGoOn(Courier courier) {
        return !courier.isStopped() && !rests();
    }

    private boolean rests() {
        return suspended || isPaused();
    }

    void fault(Throwable fault) {
        reports.fault(name, fault);
    }

    void outboxFailed(OutboxException failure) {
        reports.outboxFailed(name, failure);
    }

    /** What a courier's mail tells of the route. */
    private final class Observer implements Handover.Observer {
        private final Courier courier;

        Observer(Courier courier) {
            this.courier = courier;
        }

        @Override
        public void answered() {
            if (gate.answered(courier)) {
                reports.reachable(name);
                ringAll();
            }
        }

        @Override
        public void unreachable(SmtpException failure) {
            if (courier.isStopped()) {
                return;
            }
            Instant now = clock.instant();
            if (gate.failed(courier, mayBeCrowded(failure), now) == Gate.Failure.UNREACHABLE) {
                Duration pause = Duration.between(now, gate.closedUntil().orElse(now));
                reports.unreachable(name, failure, pause);
            }
        }

        /** Servers refuse a session too many with 421 or 454, or do not listen to it. */
        private static boolean mayBeCrowded(SmtpException failure) {
            return failure.isTransient()
                    && (failure instanceof SmtpConnectException || failure instanceof SmtpAuthenticationException);
        }

        @Override
        public void attempted(Due message, Attempt attempt) {
            figures.count(message, attempt);
        }

        @Override
        public DeliveryReports reports() {
            return reports;
        }
    }
}
