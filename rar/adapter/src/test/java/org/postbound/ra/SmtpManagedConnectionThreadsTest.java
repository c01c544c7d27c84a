package org.postbound.ra;

import static jakarta.resource.spi.ConnectionEvent.CONNECTION_CLOSED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.postbound.ra.SmtpManagedConnectionTest.assertEnded;
import static org.postbound.ra.SmtpManagedConnectionTest.assertRefused;

import jakarta.resource.ResourceException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.postbound.InDoubtException;
import org.postbound.SmtpConnectException;
import org.postbound.SmtpConnection;
import org.postbound.SmtpException;
import org.postbound.SmtpTransactionException;
import org.postbound.SmtpTransactionException.Reason;
import org.postbound.smtp.ScriptedServer;

/** The container's reaper on a thread of its own, at any moment. */
class SmtpManagedConnectionThreadsTest {
    private static final int ROUNDS = 1_000;

    private interface Action {
        void run() throws Exception;
    }

    /** Runs both at the same time; returns what the first one returned. */
    private static <T> T race(Callable<T> here, Action there) throws Exception {
        CyclicBarrier start = new CyclicBarrier(2);
        CompletableFuture<Void> other = CompletableFuture.runAsync(() -> {
            try {
                start.await();
                there.run();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        start.await();
        try {
            return here.call();
        } finally {
            other.join();
        }
    }

    private static void destroyDuring(ScriptedServer.Script talk, Class<? extends SmtpException> failure)
            throws Exception {
        CountDownLatch inConversation = new CountDownLatch(1);
        try (ScriptedServer server = ScriptedServer.start(client -> {
                    talk.play(client);
                    inConversation.countDown();
                    client.expectEnd();
                });
                StubContainer container = StubContainer.start(server.port())) {
            SmtpManagedConnection connection = container.connect();
            SmtpConnection handle = container.handle(connection);
            CompletableFuture<?> sending = CompletableFuture.runAsync(() -> StubContainer.send(handle));
            inConversation.await();
            connection.destroy();
            assertInstanceOf(
                    failure,
                    assertThrows(CompletionException.class, sending::join).getCause());
            assertRefused(Reason.ENDED, () -> StubContainer.send(handle));
            assertEquals(List.of(), container.events.ids());
        }
    }

    @Test
    void destroyDuringAConversation_endsIt_andIsNoEvent() throws Exception {
        destroyDuring(client -> client.greet().expect("MAIL FROM:<a@from.test>"), SmtpConnectException.class);
    }

    @Test
    void destroyAfterTheFinalDot_leavesDoubt() throws Exception {
        destroyDuring(client -> client.greet().takeMessage("b@to.test"), InDoubtException.class);
    }

    @Test
    void destroyDuringGetConnection_leavesNoUsableHandle() throws Exception {
        try (IdlePort idle = new IdlePort();
                StubContainer container = StubContainer.start(idle.port())) {
            for (int round = 0; round < ROUNDS; round++) {
                SmtpManagedConnection connection = container.connect();
                Optional<SmtpConnection> taken = race(
                        () -> {
                            try {
                                return Optional.of(container.handle(connection));
                            } catch (ResourceException e) {
                                assertEnded(e);
                                return Optional.empty();
                            }
                        },
                        connection::destroy);
                taken.ifPresent(handle -> assertRefused(Reason.ENDED, () -> StubContainer.send(handle)));
            }
        }
    }

    @Test
    void rollbackDuringAStagingSend_leavesAllOrNothing() throws Exception {
        try (IdlePort idle = new IdlePort();
                StubContainer container = StubContainer.start(idle.port())) {
            SmtpManagedConnection connection = container.connect();
            for (int round = 0; round < ROUNDS; round++) {
                container.begin(connection, round);
                SmtpConnection handle = container.handle(connection);
                race(
                        () -> {
                            try {
                                return StubContainer.send(handle);
                            } catch (SmtpTransactionException e) {
                                // The branch is gone while the thread still believes in its transaction.
                                assertTrue(List.of(Reason.ENDED, Reason.NOT_ENLISTED)
                                        .contains(e.reason()));
                                return null;
                            }
                        },
                        () -> {
                            connection.getLocalTransaction().rollback();
                            connection.cleanup();
                        });
                assertRefused(Reason.ENDED, () -> StubContainer.send(handle));
                // Had a message survived, it would try to connect now.
                container.begin(connection, "next");
                container.commit(connection);
            }
        }
    }

    @Test
    void closeByTwoThreads_isToldOnce() throws Exception {
        try (IdlePort idle = new IdlePort();
                StubContainer container = StubContainer.start(idle.port())) {
            for (int round = 0; round < ROUNDS; round++) {
                SmtpConnection handle = container.handle(container.connect());
                container.events.all().clear();
                race(Executors.callable(handle::close), handle::close);
                assertEquals(List.of(CONNECTION_CLOSED), container.events.ids());
            }
        }
    }

    @Test
    void closeDuringCleanup_staysClosed() throws Exception {
        try (IdlePort idle = new IdlePort();
                StubContainer container = StubContainer.start(idle.port())) {
            for (int round = 0; round < ROUNDS; round++) {
                SmtpManagedConnection connection = container.connect();
                SmtpConnection handle = container.handle(connection);
                race(Executors.callable(handle::close), connection::cleanup);
                assertRefused(Reason.CLOSED_HANDLE, () -> StubContainer.send(handle));
            }
        }
    }
}
