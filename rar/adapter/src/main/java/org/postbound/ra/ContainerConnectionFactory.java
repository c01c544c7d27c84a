package org.postbound.ra;

import jakarta.mail.Session;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionManager;
import javax.naming.Reference;
import org.postbound.SmtpConnection;
import org.postbound.SmtpConnectionFactory;
import org.postbound.SmtpConnectionSpec;
import org.postbound.SmtpTransport;
import org.postbound.config.FactoryConfig;
import org.postbound.tx.SendRule;

/** The factory that applications look up; it asks the connection manager, which is the container's pool. */
final class ContainerConnectionFactory implements SmtpConnectionFactory {
    private static final long serialVersionUID = 1L;

    private final SmtpManagedConnectionFactory managed;
    private final ConnectionManager connectionManager;
    private Reference reference;

    ContainerConnectionFactory(SmtpManagedConnectionFactory managed, ConnectionManager connectionManager) {
        this.managed = managed;
        this.connectionManager = connectionManager;
    }

    @Override
    public SmtpConnection getConnection() {
        return getConnection(SmtpConnectionSpec.configured());
    }

    /** Refuses early where the transaction cannot commit: not every container does, and some hand over a dead one. */
    @Override
    public SmtpConnection getConnection(SmtpConnectionSpec spec) {
        SmtpConnectionRequestInfo request = new SmtpConnectionRequestInfo(spec);
        try {
            SendRule.checkNewHandle(managed.context().transactions().current());
            return (SmtpConnection) connectionManager.allocateConnection(managed, request);
        } catch (ResourceException e) {
            throw ResourceExceptions.unwrap(e);
        }
    }

    @Override
    public Session getMailSession() {
        try {
            FactoryConfig config = managed.context().config();
            return SmtpTransport.newSession(
                    this, config.from().map(Object::toString).orElse(null));
        } catch (ResourceException e) {
            throw ResourceExceptions.unwrap(e);
        }
    }

    @Override
    public Reference getReference() {
        return reference;
    }

    @Override
    public void setReference(Reference reference) {
        this.reference = reference;
    }
}
