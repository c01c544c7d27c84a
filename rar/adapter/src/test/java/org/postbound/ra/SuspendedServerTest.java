package org.postbound.ra;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.postbound.Disposition;
import org.postbound.SmtpConnection;
import org.postbound.outbox.InMemoryOutbox;
import org.postbound.ra.StubServerState.State;
import org.postbound.smtp.ScriptedServer;

/** An adapter in an application server that is suspended. */
@Isolated("all adapters of the JVM look at the state")
class SuspendedServerTest {
    private final InMemoryOutbox outbox = new InMemoryOutbox(Clock.systemUTC());
    private final StubWorkManager works = new StubWorkManager();
    private final SmtpResourceAdapter adapter =
            new SmtpResourceAdapter(new OpenOutboxes(config -> new OpenOutboxes.Opened(outbox, () -> {}, () -> {})));

    private void store(int port) throws Exception {
        SmtpManagedConnectionFactory factory = new SmtpManagedConnectionFactory();
        StubContainer.configure(factory, port);
        factory.setAsynchronous(true);
        factory.setDeliveryConnections(1);
        factory.setResourceAdapter(adapter);
        try (SmtpConnection connection = factory.createConnectionFactory().getConnection()) {
            assertEquals(Disposition.STORED, StubContainer.send(connection).disposition());
        }
    }

    private static void awaitRestOfTheCourier() {
        while (Thread.getAllStackTraces().entrySet().stream()
                .noneMatch(thread -> thread.getKey().getState() == Thread.State.TIMED_WAITING
                        && Stream.of(thread.getValue())
                                .anyMatch(frame -> frame.getClassName().endsWith(".Courier")))) {
            Thread.onSpinWait();
        }
    }

    @Test
    void mail_waits_untilTheServerIsResumed() throws Exception {
        CountDownLatch resumed = new CountDownLatch(1);
        CountDownLatch accepted = new CountDownLatch(1);
        try (StubServerState state = new StubServerState();
                ScriptedServer server = ScriptedServer.start(client -> {
                    assertEquals(0, resumed.getCount());
                    client.greet().takeMessage("b@to.test");
                    client.reply("250 queued");
                    accepted.countDown();
                })) {
            state.becomes(State.SUSPENDED);
            adapter.setOutboxDirectory("in-memory");
            adapter.start(new StubBootstrap(works, new StubRegistry()));
            store(server.port());
            awaitRestOfTheCourier();
            resumed.countDown();
            state.becomes(State.NORMAL);
            assertTrue(accepted.await(50, TimeUnit.SECONDS));
            adapter.stop();
            works.awaitEnd();
            state.becomes(State.SUSPENDING);
        }
    }
}
