package org.postbound.ra;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.postbound.ra.SmtpManagedConnectionTest.assertRefused;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.LocalTransaction;
import jakarta.resource.spi.LocalTransactionException;
import jakarta.transaction.Status;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.postbound.Disposition;
import org.postbound.Email;
import org.postbound.Envelope;
import org.postbound.InDoubtException;
import org.postbound.Receipt;
import org.postbound.SmtpConnectException;
import org.postbound.SmtpConnection;
import org.postbound.SmtpReplyException;
import org.postbound.SmtpTransactionException.Reason;
import org.postbound.smtp.ScriptedServer;
import org.postbound.tx.ThreadTransaction;

/** Staged messages: begin, commit, rollback, and what each failure of the server becomes. */
class SmtpLocalTransactionTest {
    private static final String MAIL = "MAIL FROM:<a@from.test>";

    private interface Use {
        void with(StubContainer container, SmtpManagedConnection connection) throws Exception;
    }

    private static void against(ScriptedServer.Script script, Use use) throws Exception {
        try (ScriptedServer server = ScriptedServer.start(script);
                StubContainer container = StubContainer.start(server.port())) {
            SmtpManagedConnection connection = container.connect();
            use.with(container, connection);
            assertEquals(List.of(), container.events.ids(), "no events of a container's own transaction (8.7.2.1)");
            connection.destroy();
        }
    }

    private static void withoutServer(Use use) throws Exception {
        try (IdlePort idle = new IdlePort();
                StubContainer container = StubContainer.start(idle.port())) {
            use.with(container, container.connect());
        }
    }

    private static void take(ScriptedServer.Client client, int number) throws Exception {
        List<String> content = client.takeMessage("b@to.test");
        assertTrue(content.contains("Message-ID: <%d@from.test>".formatted(number)), content.toString());
        client.reply("250 queued");
    }

    private static void stage(StubContainer container, SmtpManagedConnection connection, int messages)
            throws Exception {
        container.begin(connection, "t1");
        SmtpConnection handle = container.handle(connection);
        IntStream.rangeClosed(1, messages).forEach(number -> StubContainer.send(handle, number));
    }

    @Test
    void commit_sendsInOrder_andTheBranchIsOver() throws Exception {
        against(
                client -> {
                    client.greet();
                    take(client, 1);
                    take(client, 2);
                    client.expectQuit();
                },
                (container, connection) -> {
                    container.begin(connection, "t1");
                    SmtpConnection handle = container.handle(connection);
                    Receipt receipt = StubContainer.send(handle, 1);
                    assertEquals(Disposition.STAGED, receipt.disposition());
                    assertEquals("<1@from.test>", receipt.messageId());
                    assertEquals("b@to.test", receipt.recipients().get(0).address());
                    StubContainer.send(handle, 2);
                    container.commit(connection);
                    assertRefused(Reason.ENDED, () -> StubContainer.send(handle, 3));
                });
    }

    @Test
    void rollback_sendsNothing() throws Exception {
        withoutServer((container, connection) -> {
            stage(container, connection, 2);
            connection.getLocalTransaction().rollback();
            container.begin(connection, "t2");
            container.commit(connection);
        });
    }

    @Test
    void sendAll_stagesAll() throws Exception {
        withoutServer((container, connection) -> {
            container.begin(connection, "t1");
            Email email = Email.builder()
                    .from("a@from.test")
                    .to("b@to.test")
                    .subject("s")
                    .text("t")
                    .build();
            assertEquals(
                    List.of(Disposition.STAGED, Disposition.STAGED),
                    container.handle(connection).sendAll(List.of(email, email)).stream()
                            .map(Receipt::disposition)
                            .toList());
            connection.getLocalTransaction().rollback();
        });
    }

    @Test
    void wrongOrder_isRefused() throws Exception {
        withoutServer((container, connection) -> {
            LocalTransaction transaction = connection.getLocalTransaction();
            assertThrows(LocalTransactionException.class, transaction::commit);
            assertThrows(LocalTransactionException.class, transaction::rollback);
            transaction.begin();
            assertThrows(LocalTransactionException.class, transaction::begin);
            transaction.commit();
            assertThrows(LocalTransactionException.class, transaction::commit);
            transaction.begin();
            transaction.rollback();
            assertThrows(LocalTransactionException.class, transaction::rollback);
        });
    }

    @Test
    void refusedFirstMessage_failsTheCommit_andNothingElseLeaves() throws Exception {
        against(client -> client.greet().on(MAIL, "550 not you").expectQuit(), (container, connection) -> {
            stage(container, connection, 2);
            LocalTransactionException failure =
                    assertThrows(LocalTransactionException.class, () -> container.commit(connection));
            assertInstanceOf(SmtpReplyException.class, failure.getCause());
            assertTrue(failure.getMessage().startsWith("no message of the transaction was accepted"));
            connection.cleanup();
        });
    }

    @Test
    void unreachableServer_failsTheCommit() throws Exception {
        try (RefusingPort refusing = new RefusingPort();
                StubContainer container = StubContainer.start(refusing.port())) {
            SmtpManagedConnection connection = container.connect();
            stage(container, connection, 1);
            LocalTransactionException failure =
                    assertThrows(LocalTransactionException.class, () -> container.commit(connection));
            assertInstanceOf(SmtpConnectException.class, failure.getCause());
        }
    }

    @Test
    void firstMessageInDoubt_isNotCalledRefused() throws Exception {
        against(
                client -> {
                    client.greet().takeMessage("b@to.test");
                    client.close();
                },
                (container, connection) -> {
                    stage(container, connection, 2);
                    LocalTransactionException failure =
                            assertThrows(LocalTransactionException.class, () -> container.commit(connection));
                    assertInstanceOf(InDoubtException.class, failure.getCause());
                    assertTrue(failure.getMessage().contains("may have left"), failure.getMessage());
                });
    }

    /** The transaction cannot roll back any more: the loss is logged. */
    @Test
    void refusedLaterMessage_doesNotFailTheCommit_andTheRestLeaves() throws Exception {
        against(
                client -> {
                    client.greet();
                    take(client, 1);
                    client.on(MAIL, "550 not you");
                    take(client, 3);
                    client.expectQuit();
                },
                (container, connection) -> {
                    stage(container, connection, 3);
                    container.commit(connection);
                });
    }

    @Test
    void refusedRecipientOfAPartialDelivery_doesNotFailTheCommit() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client -> {
                    client.greet().on(MAIL, "250 ok").on("RCPT TO:<b@to.test>", "250 ok");
                    client.on("RCPT TO:<c@to.test>", "550 unknown")
                            .on("DATA", "354 go")
                            .content();
                    client.reply("250 queued").expectQuit();
                });
                StubContainer container = StubContainer.start(server.port())) {
            container.factory.setPartialDelivery(true);
            SmtpManagedConnection connection = container.connect();
            container.begin(connection, "t1");
            container
                    .handle(connection)
                    .send(Envelope.of("a@from.test", "b@to.test", "c@to.test"), StubContainer.message(1));
            container.commit(connection);
            connection.destroy();
        }
    }

    @Test
    void handleTakenBeforeBegin_joins() throws Exception {
        withoutServer((container, connection) -> {
            SmtpConnection handle = container.handle(connection);
            container.begin(connection, "t1");
            assertEquals(Disposition.STAGED, StubContainer.send(handle).disposition());
            connection.getLocalTransaction().rollback();
        });
    }

    @Test
    void threadOutsideOfTheTransaction_isRefused() throws Exception {
        withoutServer((container, connection) -> {
            container.begin(connection, "t1");
            SmtpConnection handle = container.handle(connection);
            container.registry.none();
            assertRefused(Reason.SUSPENDED, () -> StubContainer.send(handle));
            container.registry.active("t2");
            assertRefused(Reason.SUSPENDED, () -> StubContainer.send(handle));
            container.registry.set("t1", Status.STATUS_MARKED_ROLLBACK);
            assertRefused(Reason.MARKED_ROLLBACK, () -> StubContainer.send(handle));
            for (int status : new int[] {
                Status.STATUS_PREPARING,
                Status.STATUS_PREPARED,
                Status.STATUS_COMMITTING,
                Status.STATUS_COMMITTED,
                Status.STATUS_ROLLING_BACK,
                Status.STATUS_ROLLEDBACK,
                Status.STATUS_UNKNOWN
            }) {
                container.registry.set("t1", status);
                assertRefused(Reason.ENDED, () -> StubContainer.send(handle));
            }
            // The reaper came between the questions for status and key.
            container.registry.set(null, Status.STATUS_ACTIVE);
            assertRefused(Reason.ENDED, () -> StubContainer.send(handle));
        });
    }

    @Test
    void connectionThatIsNotEnlisted_isRefusedInATransaction() throws Exception {
        withoutServer((container, connection) -> {
            container.registry.active("t1");
            SmtpConnection handle = container.handle(connection);
            assertRefused(Reason.NOT_ENLISTED, () -> StubContainer.send(handle));
            container.registry.none();
            assertRefused(Reason.ENDED, () -> StubContainer.send(handle));
        });
    }

    @Test
    void containerWithoutRegistry_stages() throws Exception {
        try (IdlePort idle = new IdlePort();
                StubContainer container = StubContainer.startWithoutRegistry(idle.port())) {
            SmtpManagedConnection connection = container.connect();
            connection.getLocalTransaction().begin();
            SmtpConnection handle = container.handle(connection);
            assertEquals(Disposition.STAGED, StubContainer.send(handle).disposition());
            connection.getLocalTransaction().rollback();
            assertRefused(Reason.ENDED, () -> StubContainer.send(handle));
        }
    }

    /** The branch ends and another begins after it was decided to stage: the message is for neither. */
    @Test
    void branchThatChangesDuringASend_getsNothing() throws Exception {
        try (IdlePort idle = new IdlePort();
                StubContainer container = StubContainer.start(idle.port())) {
            FactoryContext shared = container.factory.context();
            AtomicBoolean changing = new AtomicBoolean();
            SmtpManagedConnection[] connection = new SmtpManagedConnection[1];
            ThreadTransaction.Source source = () -> {
                if (changing.compareAndSet(true, false)) {
                    replaceBranch(connection[0].getLocalTransaction());
                }
                return new ThreadTransaction.Unknown();
            };
            connection[0] = new SmtpManagedConnection(
                    container.factory,
                    shared.config().session(),
                    FactoryContext.of(shared.config(), shared.deadlines(), source, Optional.empty()));
            connection[0].getLocalTransaction().begin();
            SmtpConnectionHandle handle = container.handle(connection[0]);
            byte[] message = StubContainer.message(1);
            assertNotNull(handle);
            changing.set(true);
            assertRefused(
                    Reason.ENDED,
                    () -> connection[0].send(
                            handle,
                            Optional.empty(),
                            shared.renderer().render(Envelope.of("a@from.test", "b@to.test"), message)));
            connection[0].getLocalTransaction().commit();
        }
    }

    private static void replaceBranch(LocalTransaction transaction) {
        try {
            transaction.rollback();
            transaction.begin();
        } catch (ResourceException e) {
            throw new AssertionError(e);
        }
    }
}
