package org.postbound.ra;

import static jakarta.resource.spi.ConnectionEvent.CONNECTION_CLOSED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.resource.NotSupportedException;
import jakarta.resource.ResourceException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.postbound.Disposition;
import org.postbound.Security;
import org.postbound.SmtpConnection;
import org.postbound.SmtpConnectionSpec;
import org.postbound.SmtpTransactionException;
import org.postbound.SmtpTransactionException.Reason;
import org.postbound.smtp.ScriptedServer;

/** Handles and their connection: taken, moved, closed, cleaned up, destroyed. */
class SmtpManagedConnectionTest {
    private final StubContainer container;
    private final IdlePort idle = new IdlePort();

    SmtpManagedConnectionTest() throws Exception {
        container = StubContainer.start(idle.port());
    }

    @AfterEach
    void nobodyConnected() throws Exception {
        container.close();
        idle.close();
    }

    static void assertRefused(Reason reason, Executable use) {
        assertEquals(reason, assertThrows(SmtpTransactionException.class, use).reason());
    }

    static void assertEnded(ResourceException refusal) {
        assertEquals(
                Reason.ENDED,
                assertInstanceOf(SmtpTransactionException.class, refusal.getCause())
                        .reason());
    }

    @Test
    void connection_opensNothingUntilSomethingHasToBeSent() throws Exception {
        SmtpManagedConnection connection = container.connect();
        container.begin(connection, "t1");
        SmtpConnection handle = container.handle(connection);
        assertEquals(Disposition.STAGED, StubContainer.send(handle).disposition());
        handle.close();
        connection.getLocalTransaction().rollback();
        connection.cleanup();
        connection.getMetaData();
        connection.destroy();
    }

    @Test
    void closeOfAHandle_isToldOnce_andLeavesTheConnection() throws Exception {
        SmtpManagedConnection connection = container.connect();
        SmtpConnection handle = container.handle(connection);
        handle.close();
        handle.close();
        assertEquals(List.of(CONNECTION_CLOSED), container.events.ids());
        assertSame(handle, container.events.all().get(0).getConnectionHandle());
        assertSame(connection, container.events.all().get(0).getSource());
        assertRefused(Reason.CLOSED_HANDLE, () -> StubContainer.send(handle));
        assertRefused(Reason.CLOSED_HANDLE, handle::server);
        assertRefused(Reason.CLOSED_HANDLE, () -> handle.sendAll(List.of()));
        assertTrue(connection.isUsable());
    }

    @Test
    void severalHandles_areClosedEachByItself() throws Exception {
        SmtpManagedConnection connection = container.connect();
        container.begin(connection, "t1");
        SmtpConnection first = container.handle(connection);
        SmtpConnection second = container.handle(connection);
        first.close();
        assertEquals(Disposition.STAGED, StubContainer.send(second).disposition());
        second.close();
        assertEquals(
                List.of(first, second),
                container.events.all().stream()
                        .map(event -> event.getConnectionHandle())
                        .toList());
    }

    @Test
    void removedListener_hearsNothing() throws Exception {
        SmtpManagedConnection connection = container.connect();
        connection.removeConnectionEventListener(container.events);
        container.handle(connection).close();
        assertEquals(List.of(), container.events.ids());
    }

    @Test
    void cleanup_invalidatesHandles_andIsIdempotent() throws Exception {
        SmtpManagedConnection connection = container.connect();
        SmtpConnection handle = container.handle(connection);
        connection.cleanup();
        connection.cleanup();
        assertRefused(Reason.ENDED, () -> StubContainer.send(handle));
        assertRefused(Reason.ENDED, handle::server);
        handle.close();
        assertEquals(List.of(), container.events.ids());
        assertRefused(Reason.CLOSED_HANDLE, () -> StubContainer.send(handle));
        assertTrue(connection.isUsable());
    }

    @Test
    void cleanup_discardsWhatWasStaged_soThatTheNextUserBeginsAnew() throws Exception {
        SmtpManagedConnection connection = container.connect();
        container.begin(connection, "t1");
        StubContainer.send(container.handle(connection));
        connection.cleanup();
        container.begin(connection, "t2");
        container.commit(connection);
    }

    @Test
    void destroyedConnection_givesNoHandle_andTakesNone() throws Exception {
        SmtpManagedConnection connection = container.connect();
        SmtpConnection handle = container.handle(connection);
        connection.destroy();
        connection.destroy();
        connection.cleanup();
        assertRefused(Reason.ENDED, () -> StubContainer.send(handle));
        assertEnded(assertThrows(ResourceException.class, () -> container.handle(connection)));
        SmtpConnection moved = container.handle(container.connect());
        assertEnded(assertThrows(ResourceException.class, () -> connection.associateConnection(moved)));
        assertRefused(Reason.ENDED, () -> StubContainer.send(moved));
    }

    @Test
    void destroyInATransaction_endsIt() throws Exception {
        SmtpManagedConnection connection = container.connect();
        container.begin(connection, "t1");
        SmtpConnection handle = container.handle(connection);
        StubContainer.send(handle);
        connection.destroy();
        assertRefused(Reason.ENDED, () -> StubContainer.send(handle));
        assertThrows(
                ResourceException.class, () -> connection.getLocalTransaction().commit());
    }

    @Test
    void association_movesAHandle() throws Exception {
        SmtpManagedConnection old = container.connect();
        SmtpManagedConnection young = container.connect();
        SmtpConnection handle = container.handle(old);
        container.begin(young, "t1");
        young.associateConnection(handle);
        old.cleanup();
        old.destroy();
        assertEquals(Disposition.STAGED, StubContainer.send(handle).disposition());
        handle.close();
        assertSame(young, container.events.all().get(0).getSource());
    }

    @Test
    void associationWithItsOwnConnection_changesTheTransactionOnly() throws Exception {
        SmtpManagedConnection connection = container.connect();
        container.registry.active("t0");
        SmtpConnection handle = container.handle(connection);
        container.begin(connection, "t1");
        assertRefused(Reason.ENDED, () -> StubContainer.send(handle));
        connection.associateConnection(handle);
        assertEquals(Disposition.STAGED, StubContainer.send(handle).disposition());
        connection.cleanup();
        assertRefused(Reason.ENDED, () -> StubContainer.send(handle));
    }

    @Test
    void handleThatWasInvalidated_canBeAssociatedAgain() throws Exception {
        SmtpManagedConnection connection = container.connect();
        SmtpConnection handle = container.handle(connection);
        connection.cleanup();
        container.begin(connection, "t1");
        connection.associateConnection(handle);
        assertEquals(Disposition.STAGED, StubContainer.send(handle).disposition());
    }

    @Test
    void closedHandle_staysClosed() throws Exception {
        SmtpManagedConnection connection = container.connect();
        SmtpConnection handle = container.handle(connection);
        handle.close();
        ResourceException refusal = assertThrows(ResourceException.class, () -> connection.associateConnection(handle));
        assertEquals(
                Reason.CLOSED_HANDLE,
                assertInstanceOf(SmtpTransactionException.class, refusal.getCause())
                        .reason());
        assertRefused(Reason.CLOSED_HANDLE, () -> StubContainer.send(handle));
    }

    @Test
    void foreignHandle_isRefused() throws Exception {
        SmtpManagedConnection connection = container.connect();
        assertThrows(
                jakarta.resource.spi.IllegalStateException.class, () -> connection.associateConnection("no handle"));
        assertThrows(jakarta.resource.spi.IllegalStateException.class, () -> connection.associateConnection(null));
    }

    @Test
    void xaResource_isNotSupported() throws Exception {
        SmtpManagedConnection connection = container.connect();
        assertThrows(NotSupportedException.class, connection::getXAResource);
    }

    @Test
    void metaData_isKnownWithoutTheServer() throws Exception {
        SmtpManagedConnection connection = container.connect(SmtpConnectionSpec.configured()
                .withServer("mx.test", 2525, Security.NONE)
                .withPassword("alice", "wonder-land"));
        assertEquals("SMTP server mx.test:2525", connection.getMetaData().getEISProductName());
        assertEquals("RFC 5321", connection.getMetaData().getEISProductVersion());
        assertEquals(0, connection.getMetaData().getMaxConnections());
        assertEquals("alice", connection.getMetaData().getUserName());
        assertEquals("", container.connect().getMetaData().getUserName());
        assertEquals(
                "bob",
                container
                        .connect(SmtpConnectionSpec.configured().withAccessToken("bob", "token"))
                        .getMetaData()
                        .getUserName());
    }

    @Test
    void logWriter_isKept_andMayBeNull() throws Exception {
        SmtpManagedConnection connection = container.connect();
        PrintWriter writer = new PrintWriter(new StringWriter());
        connection.setLogWriter(writer);
        assertSame(writer, connection.getLogWriter());
        connection.setLogWriter(null);
        assertEquals(null, connection.getLogWriter());
    }

    @Test
    void stoppedAdapter_givesNoHandle() throws Exception {
        SmtpManagedConnection connection = container.connect();
        container.adapter.stop();
        assertThrows(ResourceException.class, () -> container.handle(connection));
        assertThrows(
                ResourceException.class, () -> connection.getLocalTransaction().begin());
        connection.cleanup();
        connection.destroy();
    }

    @Test
    void cleanup_keepsTheSocket_andDestroyClosesIt() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client -> {
                    client.greet().takeMessage("b@to.test");
                    client.reply("250 queued").takeMessage("b@to.test");
                    client.reply("250 queued").expectQuit();
                });
                StubContainer own = StubContainer.start(server.port())) {
            SmtpManagedConnection connection = own.connect();
            for (int user = 0; user < 2; user++) {
                try (SmtpConnection handle = own.handle(connection)) {
                    assertEquals(
                            Disposition.ACCEPTED, StubContainer.send(handle).disposition());
                }
                connection.cleanup();
            }
            connection.destroy();
        }
    }

    @Test
    void destroyAfterTheAdapterWasStopped_closesTheSocket() throws Exception {
        try (ScriptedServer server =
                        ScriptedServer.start(client -> client.greet().expectEnd());
                StubContainer own = StubContainer.start(server.port())) {
            SmtpManagedConnection connection = own.connect();
            own.handle(connection).server();
            own.adapter.stop();
            connection.destroy();
        }
    }
}
