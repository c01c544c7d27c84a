package org.postbound.ra;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.mail.util.StreamProvider;
import jakarta.resource.spi.ResourceAdapterInternalException;
import jakarta.resource.spi.work.HintsContext;
import jakarta.resource.spi.work.Work;
import jakarta.resource.spi.work.WorkContextProvider;
import jakarta.transaction.Status;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postbound.Disposition;
import org.postbound.SmtpConfigurationException;
import org.postbound.SmtpConnectionFactory;
import org.postbound.SmtpPoolException;
import org.postbound.SmtpTransactionException;
import org.postbound.smtp.ScriptedServer;
import org.postbound.tx.ThreadTransaction;

class SmtpResourceAdapterTest {
    private final SmtpResourceAdapter adapter = new SmtpResourceAdapter();

    @Test
    void equality_isByProperties() {
        SmtpResourceAdapter other = new SmtpResourceAdapter();
        assertEquals(adapter, other);
        assertEquals(adapter.hashCode(), other.hashCode());
        other.setOutbox("NONE");
        assertNotEquals(adapter, other);
        assertNotEquals(adapter.hashCode(), other.hashCode());
        assertNotEquals(adapter, null);
    }

    @Test
    void serialization_keepsTheProperties() throws Exception {
        adapter.setOutbox("NONE");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(adapter);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            assertEquals(adapter, in.readObject());
        }
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "none", "FLOPPY"})
    void unknownOutbox_stopsTheStart(String outbox) {
        adapter.setOutbox(outbox);
        ResourceAdapterInternalException refusal = assertThrows(
                ResourceAdapterInternalException.class,
                () -> adapter.start(new StubBootstrap(new StubWorkManager(), new StubRegistry())));
        assertEquals(
                "Outbox",
                assertInstanceOf(SmtpConfigurationException.class, refusal.getCause())
                        .property());
    }

    @Test
    void factoryOfAnAdapterThatIsNotStarted_givesNoConnection() throws Exception {
        try (IdlePort idle = new IdlePort();
                StubContainer container = StubContainer.start(idle.port())) {
            SmtpConnectionFactory connections = container.factory.createConnectionFactory();
            container.adapter.stop();
            container.adapter.stop();
            assertEquals(
                    SmtpPoolException.Reason.UNAVAILABLE,
                    assertThrows(SmtpPoolException.class, connections::getConnection)
                            .reason());
            container.adapter.start(new StubBootstrap(container.works, container.registry));
            connections.getConnection().close();
        }
    }

    /** A container that makes factories before the start may never start the adapter, and then never stops it. */
    @Test
    void factoryMadeBeforeTheStart_isWatchedFromTheStartOn() throws Exception {
        ObjectName name = new ObjectName("org.postbound:type=ConnectionFactory,outbox=\"NONE\",route=\"early\"");
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        adapter.setOutbox("NONE");
        SmtpManagedConnectionFactory factory = new SmtpManagedConnectionFactory();
        factory.setName("early");
        factory.setResourceAdapter(adapter);
        factory.createConnectionFactory();
        assertFalse(server.isRegistered(name));

        adapter.start(new StubBootstrap(new StubWorkManager(), new StubRegistry()));
        assertTrue(server.isRegistered(name));

        adapter.stop();
        assertFalse(server.isRegistered(name));
    }

    @Test
    void transactionThatCannotCommit_getsNoConnection() throws Exception {
        try (IdlePort idle = new IdlePort();
                StubContainer container = StubContainer.start(idle.port())) {
            SmtpConnectionFactory connections = container.factory.createConnectionFactory();
            container.registry.set("t1", Status.STATUS_MARKED_ROLLBACK);
            assertEquals(
                    SmtpTransactionException.Reason.MARKED_ROLLBACK,
                    assertThrows(SmtpTransactionException.class, connections::getConnection)
                            .reason());
            container.registry.set("t1", Status.STATUS_ROLLEDBACK);
            assertEquals(
                    SmtpTransactionException.Reason.ENDED,
                    assertThrows(SmtpTransactionException.class, connections::getConnection)
                            .reason());
        }
    }

    @Test
    void deadlines_runInOneWork_takenWhenFirstNeeded_andEndWithTheAdapter() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client -> {
                    client.greet().takeMessage("b@to.test");
                    client.reply("250 queued").expectQuit();
                });
                StubContainer container = StubContainer.start(server.port())) {
            assertEquals(0, container.works.works().size());
            SmtpManagedConnection connection = container.connect();
            assertEquals(
                    Disposition.ACCEPTED,
                    StubContainer.send(container.handle(connection)).disposition());
            connection.destroy();
            assertEquals(1, container.works.works().size());
            Work work = container.works.works().get(0);
            HintsContext hints = assertInstanceOf(
                    HintsContext.class,
                    assertInstanceOf(WorkContextProvider.class, work)
                            .getWorkContexts()
                            .get(0));
            assertEquals(
                    Map.of(HintsContext.NAME_HINT, "postbound-deadlines", HintsContext.LONGRUNNING_HINT, true),
                    hints.getHints());
            container.adapter.stop();
            container.works.awaitEnd();
        }
    }

    @Test
    void work_endsWhenReleased() throws Exception {
        StubWorkManager works = new StubWorkManager();
        WorkDeadlines deadlines = new WorkDeadlines(works);
        deadlines.start(Duration.ofDays(1), () -> {}).close();
        works.works().get(0).release();
        works.awaitEnd();
    }

    /** The application that came first must not be kept by the thread. */
    @Test
    void work_runsWithTheAdaptersClassLoader() throws Exception {
        StubWorkManager works = new StubWorkManager();
        WorkDeadlines deadlines = new WorkDeadlines(works);
        CompletableFuture<ClassLoader> seen = new CompletableFuture<>();
        Thread.currentThread().setContextClassLoader(new ClassLoader(getClass().getClassLoader()) {});
        try {
            deadlines.start(
                    Duration.ZERO, () -> seen.complete(Thread.currentThread().getContextClassLoader()));
            assertSame(SmtpResourceAdapter.class.getClassLoader(), seen.join());
        } finally {
            Thread.currentThread().setContextClassLoader(getClass().getClassLoader());
            deadlines.stop();
        }
        works.awaitEnd();
    }

    /** IronJacamar's is shut down for good in a WildFly that was reloaded after the start of the adapter had failed. */
    @Test
    void outboxWithoutThreads_isRefusedWithTheCure_andLeftToOthers(@TempDir Path directory) throws Exception {
        StubWorkManager refusing = new StubWorkManager();
        refusing.refuse();
        adapter.setOutboxDirectory(directory.toString());

        ResourceAdapterInternalException refusal = assertThrows(
                ResourceAdapterInternalException.class,
                () -> adapter.start(new StubBootstrap(refusing, new StubRegistry())));

        assertTrue(refusal.getMessage().contains("restart the server"), refusal::getMessage);
        StubWorkManager works = new StubWorkManager();
        adapter.start(new StubBootstrap(works, new StubRegistry()));
        adapter.stop();
        works.awaitEnd();
    }

    @Test
    void workManagerWithoutAThread_doesNotPreventSending() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client -> {
                    client.greet().takeMessage("b@to.test");
                    client.reply("250 queued").expectQuit();
                });
                StubContainer container = StubContainer.start(server.port())) {
            container.works.refuse();
            SmtpManagedConnection connection = container.connect();
            StubContainer.send(container.handle(connection));
            connection.destroy();
        }
    }

    @Test
    void mailImplementation_isFound() {
        MailImplementation mail = MailImplementation.find();
        assertEquals(StreamProvider.provider().getClass().getName(), mail.provider());
    }

    @Test
    void missingMailImplementation_isNoFailure() {
        Supplier<?> missing = () -> {
            throw new IllegalStateException("not found");
        };
        Supplier<?> broken = () -> {
            throw new ServiceConfigurationError("not readable");
        };
        assertEquals("nothing", MailImplementation.find(missing).provider());
        assertEquals("nowhere", MailImplementation.find(broken).providerSource());
    }

    @Test
    void containerWithoutRegistry_knowsNoTransaction() throws Exception {
        try (IdlePort idle = new IdlePort();
                StubContainer container = StubContainer.startWithoutRegistry(idle.port())) {
            assertEquals(
                    new ThreadTransaction.Unknown(),
                    container.factory.context().transactions().current());
        }
    }
}
