package org.postbound.bench;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.postbound.Envelope;
import org.postbound.OutboxException;
import org.postbound.Security;
import org.postbound.SmtpConnectionSpec;
import org.postbound.SmtpException;
import org.postbound.config.Credentials;
import org.postbound.config.DeliveryConfig;
import org.postbound.config.OutboxConfig;
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
import org.postbound.mime.RenderedMessage;
import org.postbound.mime.WireMessage;
import org.postbound.outbox.Due;
import org.postbound.outbox.Journals;
import org.postbound.outbox.Outbox;
import org.postbound.outbox.OutboxEvents;
import org.postbound.smtp.AccessTokens;
import org.postbound.smtp.DeadlineQueue;
import org.postbound.smtp.Relays;
import org.postbound.smtp.SmtpLink;

/**
 * The outbox's couriers with a backlog on disk, one for each connection: how fast it leaves, with each outcome recorded.
 * Storing the backlog is not counted.
 */
final class OutboxPeer implements Peer {
    static final String NAME = "Postbound outbox's couriers";

    private static final String ROUTE = "default";
    private static final int MOST = 10_000;
    private static final int TOGETHER = 500;

    private final Path target;

    /** Keeps its backlogs there. */
    OutboxPeer(Path target) {
        this.target = target;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String version() {
        return "Postbound " + Versions.of("postbound-adapter");
    }

    /** What is stored was built before; it is compared with batches that are built. */
    @Override
    public boolean takes(Case what) {
        return !what.prebuilt() && what.recipients() == 1;
    }

    @Override
    public boolean opensConnected() {
        return true;
    }

    @Override
    public Client open(Case what, TestMessage message, int port) throws Exception {
        return new Draining(WorkFolder.in(target), what, message, port);
    }

    private static final class Draining implements Client {
        private final WorkFolder folder;
        private final DeadlineQueue deadlines = new DeadlineQueue();
        private final Journals.Lease journal;
        private final Delivery delivery;
        private final List<Courier> couriers = new ArrayList<>();
        private final TestMessage message;
        private final int connections;
        private volatile CountDownLatch left = new CountDownLatch(0);
        private volatile Outbox.Settlement last;
        private double perSecond;

        Draining(WorkFolder folder, Case what, TestMessage message, int port) throws IOException {
            this.folder = folder;
            this.message = message;
            this.connections = what.connections();
            // Any guess will do: the first round corrects it.
            perSecond = what.rttMs() == 0 ? 5_000 : 40.0 * connections;
            journal = Journals.open(
                    new OutboxConfig.Journal(folder.make(), 0, 0), Clock.systemUTC(), "bench", new Failing());
            delivery = new Delivery(counted(), ROUTE, DeliveryConfig.DEFAULT, Clock.systemUTC(), new FailingReports());
            start(journal, "outbox");
            start(deadlines, "deadlines");
            for (int i = 0; i < connections; i++) {
                Courier courier = delivery.newCourier(submission(port));
                couriers.add(courier);
                start(courier, "courier");
            }
        }

        private static void start(Runnable task, String name) {
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

        /** The outbox, which counts what is forced. */
        private Outbox counted() {
            return (Outbox) Proxy.newProxyInstance(
                    Outbox.class.getClassLoader(), new Class<?>[] {Outbox.class}, (proxy, method, arguments) -> {
                        try {
                            Object result = method.invoke(journal.outbox(), arguments);
                            if (result instanceof Outbox.Settlement settlement) {
                                last = settlement;
                                left.countDown();
                            }
                            return result;
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    });
        }

        @Override
        public Sample run(Duration atLeast) throws Exception {
            int messages = (int) Math.min(MOST, Math.max(100 * connections, perSecond * atLeast.toNanos() / 1e9));
            delivery.pause();
            store(messages);
            left = new CountDownLatch(messages);
            long start = System.nanoTime();
            delivery.resume();
            left.await();
            last.await();
            perSecond = messages * 1e9 / (System.nanoTime() - start);
            return new Sample(messages, perSecond);
        }

        private void store(int messages) {
            for (int stored = 0; stored < messages; stored += TOGETHER) {
                journal.outbox()
                        .add(
                                ROUTE,
                                Stream.generate(this::stored)
                                        .limit(Math.min(TOGETHER, messages - stored))
                                        .toList());
            }
        }

        private Outbox.Stored stored() {
            Envelope envelope = Envelope.of(message.from(), message.to().toArray(String[]::new));
            return new Outbox.Stored(
                    journal.outbox().newId(), new RenderedMessage(envelope, WireMessage.of(message.rendered())));
        }

        @Override
        public void close() throws Exception {
            couriers.forEach(courier -> courier.stop(Duration.ofSeconds(5)));
            journal.close();
            deadlines.stop();
            folder.close();
        }
    }

    private static final class Failing implements OutboxEvents {
        @Override
        public void stopped(Throwable why) {
            throw new IllegalStateException(why);
        }

        @Override
        public void troubled(String what, Exception why) {
            throw new IllegalStateException(what, why);
        }
    }

    private static final class FailingReports implements DeliveryReports {
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
            throw failure;
        }

        @Override
        public void reachable(String route) {
            throw new IllegalStateException("was not reachable");
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
