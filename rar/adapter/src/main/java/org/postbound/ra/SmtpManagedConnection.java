package org.postbound.ra;

import jakarta.resource.NotSupportedException;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionEventListener;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.LocalTransaction;
import jakarta.resource.spi.ManagedConnection;
import jakarta.resource.spi.ManagedConnectionMetaData;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.security.auth.Subject;
import javax.transaction.xa.XAResource;
import org.postbound.Receipt;
import org.postbound.SmtpConfigurationException;
import org.postbound.SmtpException;
import org.postbound.SmtpServerInfo;
import org.postbound.config.SessionConfig;
import org.postbound.delivery.Submission;
import org.postbound.mime.MessageRenderer;
import org.postbound.mime.RenderedMessage;
import org.postbound.smtp.SmtpLink;
import org.postbound.tx.Enlistment;
import org.postbound.tx.SendRule;
import org.postbound.tx.Staging;
import org.postbound.tx.ThreadTransaction;

/**
 * A connection of the container's pool. Its socket opens when a message has to go out, not before: a connection that
 * only stages costs no connection to the server until the commit.
 */
final class SmtpManagedConnection implements ManagedConnection {
    private final SmtpManagedConnectionFactory factory;
    private final SessionConfig target;
    private final FactoryContext context;
    private final SmtpLink link;
    private final Participation participation;
    private final Staging staging;
    private final Dispatch dispatch;
    private final ConnectionListeners listeners = new ConnectionListeners(this);
    private final Set<SmtpConnectionHandle> handles = ConcurrentHashMap.newKeySet();
    private volatile PrintWriter logWriter;
    private volatile boolean destroyed;

    SmtpManagedConnection(SmtpManagedConnectionFactory factory, SessionConfig target, FactoryContext context) {
        this.factory = factory;
        this.target = target;
        this.context = context;
        Submission submission = context.newSubmission(target);
        this.link = submission.link();
        this.participation = context.newParticipation(submission);
        this.staging = participation.staging();
        this.dispatch = new Dispatch(target, context, submission, participation);
    }

    /**
     * Hands out a handle. Containers are not trusted to have matched: some hand over the transaction's connection
     * whatever principal or server is asked for, or one that was destroyed.
     */
    @Override
    public Object getConnection(Subject subject, ConnectionRequestInfo info) throws ResourceException {
        SessionConfig asked = factory.signOn(subject, info);
        if (!asked.equals(target)) {
            throw ResourceExceptions.of(new SmtpConfigurationException(
                    asked.server().equals(target.server()) ? "UserName" : "ServerName",
                    "asks for %s, but the transaction's connection is %s; use one of them in a transaction, or another"
                                    .formatted(Dispatch.describe(asked), Dispatch.describe(target))
                            + " connection factory"));
        }
        try {
            dispatch.checkAccount();
        } catch (SmtpException e) {
            throw ResourceExceptions.of(e);
        }
        SmtpConnectionHandle handle = new SmtpConnectionHandle();
        associate(handle);
        return handle;
    }

    @Override
    public void associateConnection(Object connection) throws ResourceException {
        if (!(connection instanceof SmtpConnectionHandle handle)) {
            throw new jakarta.resource.spi.IllegalStateException("not a handle of this adapter: " + connection);
        }
        associate(handle);
    }

    private void associate(SmtpConnectionHandle handle) throws ResourceException {
        handles.add(handle);
        try {
            handle.associate(this, transactionKey());
            // Checked last: destroy() comes from another thread and may have missed the new handle.
            checkAlive();
        } catch (SmtpException e) {
            forget(handle);
            handle.invalidate(this);
            throw ResourceExceptions.of(e);
        }
    }

    /** The transaction that a handle belongs to from now on. */
    private Optional<Object> transactionKey() {
        return context.transactions().current() instanceof ThreadTransaction.Active active
                ? Optional.of(active.key())
                : staging.key();
    }

    boolean isFor(SmtpManagedConnectionFactory factory, SessionConfig target) {
        return this.factory.equals(factory) && this.target.equals(target) && isUsable();
    }

    boolean isUsable() {
        return !destroyed && !link.isBroken();
    }

    MessageRenderer renderer() {
        return context.renderer();
    }

    /** Throws if a send through a handle would be refused now. */
    void checkSendable(Optional<Object> taken) {
        checkAlive();
        dispatch.decide(taken);
    }

    private void checkAlive() {
        if (destroyed) {
            throw SendRule.ended();
        }
    }

    /** Stages, stores or sends one message. */
    Receipt send(SmtpConnectionHandle handle, Optional<Object> taken, RenderedMessage message) {
        checkAlive();
        try {
            return dispatch.send(taken, message);
        } catch (SmtpException e) {
            tellIfBroken(handle, e);
            throw e;
        }
    }

    /** Stages, stores or sends several; a failure to send one is told in its receipt. */
    List<Receipt> sendAll(SmtpConnectionHandle handle, Optional<Object> taken, List<RenderedMessage> messages) {
        checkAlive();
        List<Receipt> receipts = dispatch.sendAll(taken, messages);
        // Not earlier: the container closes a connection that it is told of.
        receipts.stream()
                .flatMap(receipt -> receipt.failure().stream())
                .reduce((earlier, last) -> last)
                .ifPresent(failure -> tellIfBroken(handle, failure));
        return receipts;
    }

    SmtpServerInfo server(SmtpConnectionHandle handle) {
        try {
            return link.server();
        } catch (SmtpException e) {
            tellIfBroken(handle, e);
            throw e;
        }
    }

    /** Of a connection that the container destroyed itself it is not told. */
    private void tellIfBroken(SmtpConnectionHandle handle, SmtpException failure) {
        if (link.isBroken() && !destroyed) {
            listeners.errorOccurred(handle, failure);
        }
    }

    /** Nothing happens on the wire (7.8.3). */
    void close(SmtpConnectionHandle handle) {
        forget(handle);
        listeners.closed(handle);
    }

    void forget(SmtpConnectionHandle handle) {
        handles.remove(handle);
    }

    /** The container ends a transaction before it cleans up; should it not, nothing may reach the next user. */
    @Override
    public void cleanup() {
        invalidateHandles();
        int discarded = staging.discard();
        if (discarded > 0) {
            Log.LOG.discardedByCleanup(discarded);
        }
    }

    @Override
    public void destroy() {
        destroyed = true;
        invalidateHandles();
        staging.discard();
        link.close();
    }

    private void invalidateHandles() {
        handles.forEach(handle -> handle.invalidate(this));
        handles.clear();
    }

    @Override
    public LocalTransaction getLocalTransaction() {
        return participation.localTransaction();
    }

    @Override
    public XAResource getXAResource() throws NotSupportedException {
        return participation
                .outbox()
                .map(Enlistment::resource)
                .orElseThrow(() -> new NotSupportedException(
                        "without an outbox a connection takes part in local transactions only"));
    }

    @Override
    public ManagedConnectionMetaData getMetaData() {
        return new SmtpConnectionMetaData(target);
    }

    @Override
    public void addConnectionEventListener(ConnectionEventListener listener) {
        listeners.add(listener);
    }

    @Override
    public void removeConnectionEventListener(ConnectionEventListener listener) {
        listeners.remove(listener);
    }

    @Override
    public PrintWriter getLogWriter() {
        return logWriter;
    }

    @Override
    public void setLogWriter(PrintWriter out) {
        logWriter = out;
    }
}
