package org.postbound.standalone;

import jakarta.mail.Session;
import jakarta.resource.ResourceException;
import java.time.Duration;
import javax.naming.NamingException;
import javax.naming.Reference;
import org.postbound.SmtpConnection;
import org.postbound.SmtpConnectionFactory;
import org.postbound.SmtpConnectionSpec;
import org.postbound.ra.SmtpManagedConnectionFactory;
import org.postbound.ra.SmtpResourceAdapter;

/** The adapter with what it would find in a container; closed together. */
final class ProgramFactory implements PostboundFactory {
    private static final long serialVersionUID = 1L;

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final SmtpConnectionFactory connections;
    private final Leftovers.Closing closing;
    private volatile boolean closed;

    private ProgramFactory(SmtpConnectionFactory connections, Leftovers.Closing closing) {
        this.connections = connections;
        this.closing = closing;
    }

    static PostboundFactory start(ConfigProperties properties, PoolLimits limits) {
        SmtpResourceAdapter adapter = new SmtpResourceAdapter();
        properties.applyTo(adapter);
        SmtpManagedConnectionFactory managed = new SmtpManagedConnectionFactory();
        properties.applyTo(managed);
        ConnectionPool pool = new ConnectionPool(managed, limits);
        ProgramThreads threads = new ProgramThreads(managed.getName(), PATIENCE);
        Leftovers.Closing closing = Leftovers.register(() -> end(pool, adapter, threads));
        boolean started = false;
        try {
            adapter.start(new ProgramContext(threads, null));
            threads.scheduleWork(pool);
            managed.setResourceAdapter(adapter);
            SmtpConnectionFactory connections = (SmtpConnectionFactory) managed.createConnectionFactory(pool);
            started = true;
            return new ProgramFactory(connections, closing);
        } catch (ResourceException e) {
            throw Refusals.of(e);
        } finally {
            if (!started) {
                closing.run();
            }
        }
    }

    /** Those who need the others first. */
    private static void end(ConnectionPool pool, SmtpResourceAdapter adapter, ProgramThreads threads) {
        try {
            pool.close(PATIENCE);
        } finally {
            try {
                adapter.stop();
            } finally {
                threads.close();
            }
        }
    }

    @Override
    public SmtpConnection getConnection() {
        return getConnection(SmtpConnectionSpec.configured());
    }

    @Override
    public SmtpConnection getConnection(SmtpConnectionSpec spec) {
        if (closed) {
            throw Leases.closed();
        }
        return connections.getConnection(spec);
    }

    @Override
    public Session getMailSession() {
        return connections.getMailSession();
    }

    @Override
    public Reference getReference() throws NamingException {
        return connections.getReference();
    }

    @Override
    public void setReference(Reference reference) {
        connections.setReference(reference);
    }

    @Override
    public void close() {
        closed = true;
        closing.run();
    }
}
