package org.postbound.bench;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postbound.OutboxException;
import org.postbound.Security;
import org.postbound.SmtpConnectionSpec;
import org.postbound.SmtpException;
import org.postbound.config.Credentials;
import org.postbound.config.DeliveryConfig;
import org.postbound.config.SessionConfig;
import org.postbound.config.SessionLimits;
import org.postbound.config.Timeouts;
import org.postbound.config.Tls;
import org.postbound.delivery.Courier;
import org.postbound.delivery.Delivery;
import org.postbound.delivery.DeliveryReports;
import org.postbound.delivery.RateLimit;
import org.postbound.delivery.Statistics;
import org.postbound.delivery.Submission;
import org.postbound.outbox.Due;
import org.postbound.outbox.Outbox;
import org.postbound.smtp.AccessTokens;
import org.postbound.smtp.DeadlineQueue;
import org.postbound.smtp.Relays;
import org.postbound.smtp.SmtpLink;

/** The couriers of a route, each on a thread of its own. Whatever becomes of a message but that it is accepted is an error. */
final class Couriers implements AutoCloseable {
    static final String ROUTE = "default";

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final DeadlineQueue deadlines = new DeadlineQueue();
    private final Outbox outbox;
    private final Delivery delivery;
    private final List<Courier> couriers = new ArrayList<>();

    Couriers(Outbox outbox, int connections, int port) {
        this.outbox = outbox;
        delivery = new Delivery(outbox, ROUTE, DeliveryConfig.DEFAULT, Clock.systemUTC(), new Failing());
        start(deadlines, "deadlines");
        for (int i = 0; i < connections; i++) {
            Courier courier = delivery.newCourier(submission(port));
            couriers.add(courier);
            start(courier, "courier");
        }
    }

    static void start(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    private Submission submission(int port) {
        SessionConfig config = new SessionConfig(
                new SmtpConnectionSpec.Server("127.0.0.1", port, Security.NONE),
                new Credentials.None(),
                List.of(),
                Tls.DEFAULT,
                Timeouts.DEFAULT,
                Optional.empty(),
                true);
        Statistics statistics = new Statistics(Clock.systemUTC());
        Relays relays = new Relays(List.of(config), deadlines, new NoTokens(), System::nanoTime);
        SmtpLink link = new SmtpLink(relays, SessionLimits.DEFAULT, statistics, System::nanoTime);
        return new Submission(link, new RateLimit(0, System::nanoTime), statistics, false);
    }

    void pause() {
        outbox.operator().pause(ROUTE);
    }

    /** Goes on, at once. */
    void resume() {
        outbox.operator().resume(ROUTE);
        delivery.tryAtOnce();
    }

    @Override
    public void close() {
        couriers.forEach(courier -> courier.stop(PATIENCE));
        deadlines.stop();
    }

    private static final class Failing implements DeliveryReports {
        @Override
        public void failed(Due message, String reason) {
            throw new IllegalStateException(reason);
        }

        @Override
        public void expired(Due message) {
            throw new IllegalStateException("expired");
        }

        @Override
        public void inDoubt(Due message, SmtpException failure) {
            throw failure;
        }

        @Override
        public void parked(Due message, SmtpException failure) {
            throw failure;
        }

        @Override
        public void unreachable(String route, SmtpException failure, Duration pause) {
            // Where that was not meant, the messages don't arrive.
        }

        @Override
        public void reachable(String route) {
            // What it was waited for.
        }

        @Override
        public void fault(String route, Throwable fault) {
            throw new AssertionError(fault);
        }

        @Override
        public void outboxFailed(String route, OutboxException failure) {
            throw failure;
        }
    }

    private static final class NoTokens implements AccessTokens {
        @Override
        public String token(Credentials.OAuth2 account) {
            throw new IllegalStateException("the sink wants none");
        }

        @Override
        public void refused(Credentials.OAuth2 account, String token) {
            throw new IllegalStateException("the sink wants none");
        }
    }
}
