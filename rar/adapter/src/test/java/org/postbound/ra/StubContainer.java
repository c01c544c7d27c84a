package org.postbound.ra;

import jakarta.resource.ResourceException;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import org.postbound.Envelope;
import org.postbound.Receipt;
import org.postbound.SmtpConnection;
import org.postbound.SmtpConnectionSpec;
import org.postbound.outbox.InMemoryOutbox;

/** As much of a container as tests need: it starts the adapter, and hears the events of its connections. */
final class StubContainer implements AutoCloseable {
    static final SmtpConnectionRequestInfo CONFIGURED = new SmtpConnectionRequestInfo(SmtpConnectionSpec.configured());

    final StubRegistry registry = new StubRegistry();
    final StubWorkManager works = new StubWorkManager();
    final RecordedEvents events = new RecordedEvents();
    final InMemoryOutbox outbox = new InMemoryOutbox(Clock.systemUTC());
    final SmtpResourceAdapter adapter =
            new SmtpResourceAdapter(new OpenOutboxes(config -> new OpenOutboxes.Opened(outbox, () -> {}, () -> {})));
    final SmtpManagedConnectionFactory factory = new SmtpManagedConnectionFactory();

    private StubContainer() {}

    /** One whose adapter has no outbox. */
    static StubContainer start(int port) throws ResourceException {
        StubContainer container = new StubContainer();
        container.adapter.setOutbox("NONE");
        return container.start(port, container.registry);
    }

    /** One whose adapter has an outbox, in memory. */
    static StubContainer startWithOutbox(int port) throws ResourceException {
        StubContainer container = new StubContainer();
        container.adapter.setOutboxDirectory("in-memory");
        return container.start(port, container.registry);
    }

    /** One that cannot tell a thread's transaction. */
    static StubContainer startWithoutRegistry(int port) throws ResourceException {
        StubContainer container = new StubContainer();
        container.adapter.setOutbox("NONE");
        return container.start(port, null);
    }

    private StubContainer start(int port, TransactionSynchronizationRegistry registry) throws ResourceException {
        adapter.start(new StubBootstrap(works, registry));
        configure(factory, port);
        factory.setResourceAdapter(adapter);
        return this;
    }

    static void configure(SmtpManagedConnectionFactory factory, int port) {
        factory.setServerName("localhost");
        factory.setPortNumber(port);
        factory.setSecurity("NONE");
        factory.setHeloName("client.test");
    }

    SmtpManagedConnection connect() throws ResourceException {
        return connect(SmtpConnectionSpec.configured());
    }

    SmtpManagedConnection connect(SmtpConnectionSpec spec) throws ResourceException {
        SmtpManagedConnection connection =
                (SmtpManagedConnection) factory.createManagedConnection(null, new SmtpConnectionRequestInfo(spec));
        connection.addConnectionEventListener(events);
        return connection;
    }

    SmtpConnectionHandle handle(SmtpManagedConnection connection) throws ResourceException {
        return (SmtpConnectionHandle) connection.getConnection(null, CONFIGURED);
    }

    /** Begins a transaction on this thread and enlists the connection. */
    void begin(SmtpManagedConnection connection, Object key) throws ResourceException {
        registry.active(key);
        connection.getLocalTransaction().begin();
    }

    /** Commits what {@link #begin} began. */
    void commit(SmtpManagedConnection connection) throws ResourceException {
        connection.getLocalTransaction().commit();
        registry.none();
    }

    static Receipt send(SmtpConnection handle) {
        return send(handle, 1);
    }

    /** From a@from.test to b@to.test; the number is in the Message-ID. */
    static Receipt send(SmtpConnection handle, int number) {
        return handle.send(Envelope.of("a@from.test", "b@to.test"), message(number));
    }

    static byte[] message(int number) {
        return "From: a@from.test\r\nMessage-ID: <%d@from.test>\r\n\r\nHello\r\n"
                .formatted(number)
                .getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void close() {
        registry.none();
        adapter.stop();
        works.awaitEnd();
    }
}
