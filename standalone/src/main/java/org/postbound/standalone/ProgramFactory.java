package org.postbound.standalone;

import jakarta.mail.Session;
import jakarta.resource.NotSupportedException;
import jakarta.resource.ResourceException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import javax.naming.NamingException;
import javax.naming.Reference;
import javax.transaction.xa.XAResource;
import org.postbound.SmtpConfigurationException;
import org.postbound.SmtpConnection;
import org.postbound.SmtpConnectionFactory;
import org.postbound.SmtpConnectionSpec;
import org.postbound.SmtpTransport;
import org.postbound.ra.SmtpManagedConnectionFactory;
import org.postbound.ra.SmtpResourceAdapter;

/** The adapter with what it would find in a container; closed together. */
final class ProgramFactory implements PostboundFactory {
    private static final long serialVersionUID = 1L;

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final SmtpManagedConnectionFactory managed;
    private final SmtpConnectionFactory connections;
    private final ConnectionPool pool;
    private final Leftovers.Closing closing;

    private ProgramFactory(
            SmtpManagedConnectionFactory managed,
            SmtpConnectionFactory connections,
            ConnectionPool pool,
            Leftovers.Closing closing) {
        this.managed = managed;
        this.connections = connections;
        this.pool = pool;
        this.closing = closing;
    }

    static PostboundFactory start(
            ConfigProperties properties,
            PoolLimits limits,
            Optional<ProgramTransactions> transactions,
            Function<Runnable, Leftovers.Closing> ending) {
        SmtpResourceAdapter adapter = new SmtpResourceAdapter();
        properties.applyTo(adapter);
        SmtpManagedConnectionFactory managed = new SmtpManagedConnectionFactory();
        properties.applyTo(managed);
        ConnectionPool pool = new ConnectionPool(managed, limits, transactions);
        ProgramThreads threads = new ProgramThreads(managed.getName(), PATIENCE);
        Leftovers.Closing closing = ending.apply(() -> end(pool, adapter, threads));
        boolean started = false;
        try {
            adapter.start(new ProgramContext(
                    threads, transactions.map(ProgramTransactions::registry).orElse(null)));
            threads.scheduleWork(pool);
            managed.setResourceAdapter(adapter);
            SmtpConnectionFactory connections = (SmtpConnectionFactory) managed.createConnectionFactory(pool);
            started = true;
            return new ProgramFactory(managed, connections, pool, closing);
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
        requireOpen();
        return connections.getConnection(spec);
    }

    @Override
    public XAResource recoveryResource() {
        requireOpen();
        try {
            return managed.createManagedConnection(null, null).getXAResource();
        } catch (NotSupportedException e) {
            throw new SmtpConfigurationException(
                    "Outbox", "is NONE, and without one there is nothing to recover; name a directory", e);
        } catch (ResourceException e) {
            throw Refusals.of(e);
        }
    }

    /** The adapter, which is stopped last, would tell of itself. */
    private void requireOpen() {
        if (pool.isClosed()) {
            throw Leases.closed();
        }
    }

    @Override
    public Session getMailSession() {
        return SmtpTransport.newSession(this, connections.getMailSession().getProperty("mail.from"));
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
        closing.run();
    }
}
