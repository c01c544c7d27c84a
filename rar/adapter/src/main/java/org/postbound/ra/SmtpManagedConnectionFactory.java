package org.postbound.ra;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionManager;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.ManagedConnection;
import jakarta.resource.spi.ManagedConnectionFactory;
import jakarta.resource.spi.ResourceAdapter;
import jakarta.resource.spi.ResourceAdapterAssociation;
import jakarta.resource.spi.TransactionSupport;
import jakarta.resource.spi.ValidatingManagedConnectionFactory;
import java.io.PrintWriter;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import javax.security.auth.Subject;
import org.postbound.SmtpConfigurationException;
import org.postbound.SmtpConnectionFactory;
import org.postbound.SmtpException;
import org.postbound.config.FactoryConfig;
import org.postbound.config.SessionConfig;

/**
 * The connection factory as the container configures it. It also serves without a container: set its properties and call
 * {@link #createConnectionFactory()}.
 *
 * <p>Once a connection factory or a connection was made, the configuration is sealed: later changes of a property have no
 * effect.
 */
public final class SmtpManagedConnectionFactory extends FactoryProperties
        implements ManagedConnectionFactory,
                ResourceAdapterAssociation,
                TransactionSupport,
                ValidatingManagedConnectionFactory {
    private static final long serialVersionUID = 1L;

    private transient SmtpResourceAdapter resourceAdapter;
    private transient volatile FactoryContext context;
    private transient volatile PrintWriter logWriter;

    /** For the container, which sets the properties afterwards (20.3). */
    public SmtpManagedConnectionFactory() {}

    /** Without an outbox a connection takes part in local transactions only; the descriptor cannot know (8.13). */
    @Override
    public TransactionSupportLevel getTransactionSupport() {
        return resourceAdapter != null && resourceAdapter.hasOutbox()
                ? TransactionSupportLevel.XATransaction
                : TransactionSupportLevel.LocalTransaction;
    }

    @Override
    public Object createConnectionFactory(ConnectionManager connectionManager) throws ResourceException {
        return newConnectionFactory(connectionManager);
    }

    /**
     * Makes a connection factory without a container: it pools nothing, knows of no transaction, and has no outbox; each
     * message is handed to the server at once.
     */
    @Override
    public SmtpConnectionFactory createConnectionFactory() throws ResourceException {
        return newConnectionFactory(new UnmanagedConnectionManager());
    }

    private SmtpConnectionFactory newConnectionFactory(ConnectionManager connectionManager) throws ResourceException {
        FactoryContext sealed = context();
        try {
            if (resourceAdapter != null) {
                resourceAdapter.activate(sealed);
            }
        } catch (SmtpConfigurationException e) {
            throw ResourceExceptions.of(e);
        }
        return new ContainerConnectionFactory(this, connectionManager);
    }

    @Override
    public ManagedConnection createManagedConnection(Subject subject, ConnectionRequestInfo info)
            throws ResourceException {
        if (resourceAdapter != null) {
            resourceAdapter.checkRunning();
        }
        SessionConfig target = signOn(subject, info);
        try {
            return new SmtpManagedConnection(this, target, context());
        } catch (SmtpException e) {
            throw ResourceExceptions.of(e);
        }
    }

    SessionConfig signOn(Subject subject, ConnectionRequestInfo info) throws ResourceException {
        SessionConfig configured = context().config().session();
        try {
            return SignOn.resolve(this, configured, subject, info);
        } catch (SmtpConfigurationException e) {
            throw ResourceExceptions.of(e);
        }
    }

    FactoryContext context() throws ResourceException {
        FactoryContext sealed = context;
        return sealed == null ? seal() : sealed;
    }

    /** The configuration is checked and sealed here, by whoever comes first. */
    private synchronized FactoryContext seal() throws ResourceException {
        if (context == null) {
            try {
                FactoryConfig config = toConfig();
                context = resourceAdapter == null
                        ? FactoryContext.unmanaged(config)
                        : resourceAdapter.factoryContext(config);
            } catch (SmtpConfigurationException e) {
                throw ResourceExceptions.of(e);
            }
            Log.LOG.configured(context.config().toString());
        }
        return context;
    }

    /** Costs no I/O (7.5.3.1). */
    @Override
    public ManagedConnection matchManagedConnections(
            @SuppressWarnings("rawtypes") Set connections, Subject subject, ConnectionRequestInfo info)
            throws ResourceException {
        SessionConfig target = signOn(subject, info);
        return managed(connections)
                .filter(connection -> connection.isFor(this, target))
                .findFirst()
                .orElse(null);
    }

    /** Returns those whose session is known to be dead; costs no I/O, since some containers ask at every checkout. */
    @Override
    @SuppressWarnings("rawtypes") // the type is the specification's
    public Set getInvalidConnections(Set connections) {
        Set<Object> invalid = new HashSet<>();
        managed(connections).filter(connection -> !connection.isUsable()).forEach(invalid::add);
        return invalid;
    }

    private static Stream<SmtpManagedConnection> managed(Set<?> connections) {
        return connections.stream()
                .filter(SmtpManagedConnection.class::isInstance)
                .map(SmtpManagedConnection.class::cast);
    }

    @Override
    public ResourceAdapter getResourceAdapter() {
        return resourceAdapter;
    }

    /** Called once, before the factory is used (6.3.2). */
    @Override
    public void setResourceAdapter(ResourceAdapter adapter) throws ResourceException {
        if (resourceAdapter != null && resourceAdapter != adapter) {
            throw new jakarta.resource.spi.IllegalStateException("the resource adapter is set already (6.3.2)");
        }
        if (!(adapter instanceof SmtpResourceAdapter own)) {
            throw new jakarta.resource.spi.InvalidPropertyException("not the adapter of this factory: " + adapter);
        }
        resourceAdapter = own;
    }

    @Override
    public PrintWriter getLogWriter() {
        return logWriter;
    }

    /** Accepted as the specification asks (7.6.1); the adapter logs through the server's own logging. */
    @Override
    public void setLogWriter(PrintWriter out) {
        logWriter = out;
    }

    /** Returns the server, and never a secret. */
    @Override
    public String toString() {
        return "SmtpManagedConnectionFactory[" + getServerName() + ":" + getPortNumber() + ", " + getSecurity() + "]";
    }
}
