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
import java.util.stream.IntStream;
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
    private final Submission submission;
    private final SmtpLink link;
    private final Participation participation;
    private final Staging staging;
    private final ConnectionListeners listeners = new ConnectionListeners(this);
    private final Set<SmtpConnectionHandle> handles = ConcurrentHashMap.newKeySet();
    private volatile PrintWriter logWriter;
    private volatile boolean destroyed;

    SmtpManagedConnection(SmtpManagedConnectionFactory factory, SessionConfig target, FactoryContext context) {
        this.factory = factory;
        this.target = target;
        this.context = context;
        this.submission = context.newSubmission(target);
        this.link = submission.link();
        this.participation = context.newParticipation(submission);
        this.staging = participation.staging();
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
                                    .formatted(describe(asked), describe(target))
                            + " connection factory"));
        }
        try {
            if (context.config().asynchronous() || isInTransaction()) {
                checkOwnAccount();
            }
        } catch (SmtpException e) {
            throw ResourceExceptions.of(e);
        }
        SmtpConnectionHandle handle = new SmtpConnectionHandle();
        associate(handle);
        return handle;
    }

    private boolean isInTransaction() {
        return context.transactions().current() instanceof ThreadTransaction.Active
                || staging.key().isPresent();
    }

    /** Credentials never enter the outbox, so its mail goes to the factory's own server as the factory's own user. */
    private void checkOwnAccount() {
        SessionConfig configured = context.config().session();
        if (participation.outbox().isPresent() && !target.equals(configured)) {
            throw new SmtpConfigurationException(
                    target.server().equals(configured.server()) ? "UserName" : "ServerName",
                    "is to be that of %s, but mail of a transaction or of Asynchronous=true waits in the outbox, which keeps"
                                    .formatted(describe(target))
                            + " no credentials, and goes to " + describe(configured)
                            + "; use a connection factory for each account, or Outbox=NONE");
        }
    }

    private static String describe(SessionConfig config) {
        return "%s at %s:%d"
                .formatted(
                        config.credentials(),
                        config.server().host(),
                        config.server().port());
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
            if (destroyed) {
                throw SendRule.ended();
            }
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

    /** What a send through a handle would do now; throws if it would be refused. */
    SendRule.Action actionFor(Optional<Object> taken) {
        return actionFor(staging.key(), taken);
    }

    private SendRule.Action actionFor(Optional<Object> branchKey, Optional<Object> taken) {
        if (destroyed) {
            throw SendRule.ended();
        }
        SendRule.Action action = SendRule.decide(
                branchKey,
                taken,
                context.transactions().current(),
                context.config().asynchronous());
        if (action != SendRule.Action.SEND_NOW) {
            checkOwnAccount();
        }
        return action;
    }

    /** Stages or sends one message; whether to do which is decided anew, since rendering may have taken long. */
    Receipt send(SmtpConnectionHandle handle, Optional<Object> taken, RenderedMessage message) {
        Optional<Object> branchKey = staging.key();
        return switch (actionFor(branchKey, taken)) {
            case STAGE -> stage(branchKey, List.of(message)).get(0);
            case STORE -> store(List.of(message)).get(0);
            case SEND_NOW -> sendNow(handle, message);
        };
    }

    /** Stages or sends several; a failure to send one is told in its receipt. */
    List<Receipt> sendAll(SmtpConnectionHandle handle, Optional<Object> taken, List<RenderedMessage> messages) {
        Optional<Object> branchKey = staging.key();
        return switch (actionFor(branchKey, taken)) {
            case STAGE -> stage(branchKey, messages);
            case STORE -> store(messages);
            case SEND_NOW -> sendAllNow(handle, messages);
        };
    }

    /** In the branch that was decided on, and no later one: the connection may serve somebody else meanwhile. */
    private List<Receipt> stage(Optional<Object> branchKey, List<RenderedMessage> messages) {
        List<Optional<String>> ids = staging.stage(branchKey.orElseThrow(SendRule::ended), messages);
        return IntStream.range(0, messages.size())
                .mapToObj(i -> Receipts.staged(messages.get(i), ids.get(i)))
                .toList();
    }

    private List<Receipt> store(List<RenderedMessage> messages) {
        List<String> ids = participation.outbox().orElseThrow().store(messages);
        return IntStream.range(0, messages.size())
                .mapToObj(i -> Receipts.stored(messages.get(i), ids.get(i)))
                .toList();
    }

    private Receipt sendNow(SmtpConnectionHandle handle, RenderedMessage message) {
        try {
            return Receipts.of(message, submission.submit(message));
        } catch (SmtpException e) {
            tellIfBroken(handle, e);
            throw e;
        }
    }

    private List<Receipt> sendAllNow(SmtpConnectionHandle handle, List<RenderedMessage> messages) {
        Receipts receipts = new Receipts(messages);
        submission.submitAll(receipts);
        // Not earlier: the container closes a connection that it is told of.
        receipts.lastFailure().ifPresent(e -> tellIfBroken(handle, e));
        return receipts.inOrder();
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
