package org.postbound.bench;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.postbound.Envelope;
import org.postbound.config.OutboxConfig;
import org.postbound.mime.RenderedMessage;
import org.postbound.mime.WireMessage;
import org.postbound.outbox.Journals;
import org.postbound.outbox.Outbox;

/**
 * The outbox's couriers with a backlog on disk, one for each connection: how fast it leaves, with each outcome recorded.
 * Storing the backlog is not counted.
 */
final class OutboxPeer implements Peer {
    static final String NAME = "Postbound outbox's couriers";

    private static final int BACKLOG = 10_000;
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
        private final Journals.Lease journal;
        private final Couriers couriers;
        private final TestMessage message;
        private final int connections;
        private final boolean isSlow;
        private volatile CountDownLatch left = new CountDownLatch(0);
        private volatile Outbox.Settlement last;
        private double perSecond;

        Draining(WorkFolder folder, Case what, TestMessage message, int port) throws IOException {
            this.folder = folder;
            this.message = message;
            this.connections = what.connections();
            isSlow = what.rttMs() > 0;
            // Any guess will do: the first round corrects it.
            perSecond = 40.0 * connections;
            journal =
                    Journals.open(OutboxConfig.Journal.of(folder.make()), Clock.systemUTC(), "bench", new NoTrouble());
            Couriers.start(journal, "outbox");
            couriers = new Couriers(counted(), connections, port);
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
            int messages = isSlow ? (int) Math.max(100 * connections, perSecond * atLeast.toNanos() / 1e9) : BACKLOG;
            couriers.pause();
            store(messages);
            left = new CountDownLatch(messages);
            long start = System.nanoTime();
            couriers.resume();
            left.await();
            last.await();
            perSecond = messages * 1e9 / (System.nanoTime() - start);
            return new Sample(messages, perSecond);
        }

        private void store(int messages) {
            for (int stored = 0; stored < messages; stored += TOGETHER) {
                journal.outbox()
                        .add(
                                Couriers.ROUTE,
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
            couriers.close();
            journal.close();
            folder.close();
        }
    }
}
