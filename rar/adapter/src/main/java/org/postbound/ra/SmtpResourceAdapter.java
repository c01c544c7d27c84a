package org.postbound.ra;

import jakarta.resource.NotSupportedException;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ActivationSpec;
import jakarta.resource.spi.BootstrapContext;
import jakarta.resource.spi.ResourceAdapter;
import jakarta.resource.spi.ResourceAdapterInternalException;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import jakarta.resource.spi.work.WorkException;
import java.util.Optional;
import javax.transaction.xa.XAResource;
import org.postbound.SmtpException;
import org.postbound.SmtpPoolException;
import org.postbound.config.FactoryConfig;
import org.postbound.config.OutboxConfig;

/** The resource adapter: what all connection factories of one deployment share. */
public final class SmtpResourceAdapter extends OutboxProperties implements ResourceAdapter {
    private static final long serialVersionUID = 1L;

    /** Of all adapters of this class loader, whichever containers make. */
    private static final OpenOutboxes JOURNALS = OpenOutboxes.ofJournals();

    private transient OpenOutboxes outboxes;
    private transient volatile RunningAdapter running;
    private transient Factories factories;

    /** For the container, which sets the properties afterwards (20.3). */
    public SmtpResourceAdapter() {}

    /** For tests, with outboxes of their own. */
    SmtpResourceAdapter(OpenOutboxes outboxes) {
        this.outboxes = outboxes;
    }

    @Override
    public void start(BootstrapContext bootstrap) throws ResourceAdapterInternalException {
        try {
            running = RunningAdapter.start(toOutboxConfig(), outboxes == null ? JOURNALS : outboxes, bootstrap);
            factories().begin(running);
        } catch (SmtpException e) {
            end();
            throw new ResourceAdapterInternalException(e.getMessage(), e);
        } catch (WorkException e) {
            end();
            throw new ResourceAdapterInternalException(
                    "the outbox needs threads of the work manager; give it free ones", e);
        }
        MailImplementation mail = MailImplementation.find();
        Log.LOG.started(
                String.valueOf(getClass().getPackage().getImplementationVersion()),
                toOutboxConfig().toString(),
                mail.apiSource(),
                mail.provider(),
                mail.providerSource());
    }

    private OutboxConfig toOutboxConfig() {
        return new OutboxReader(this, System::getProperty).read();
    }

    /** Read from the configuration, since it is asked before the start. */
    boolean hasOutbox() {
        return "JOURNAL".equals(getOutbox());
    }

    /** Made when it is needed, since a deserialized adapter has none. */
    private synchronized Factories factories() {
        if (factories == null) {
            factories = new Factories();
        }
        return factories;
    }

    /** Bounded in time: only a message that is on its way is waited for, a few seconds (6.3.4.2). */
    @Override
    public void stop() {
        if (running != null) {
            end();
            Log.LOG.stopped();
        }
    }

    private void end() {
        factories().end();
        RunningAdapter ended = running;
        try {
            if (ended != null) {
                ended.stop();
            }
        } finally {
            running = null;
        }
    }

    /**
     * From now on the mail of the factory's route is delivered, while the adapter runs.
     *
     * @throws org.postbound.SmtpConfigurationException if another configuration has the name
     */
    void activate(FactoryContext factory) {
        if (hasOutbox()) {
            factories().activate(factory);
        }
    }

    FactoryContext factoryContext(FactoryConfig config) {
        FactoryContext context = FactoryContext.of(
                config,
                (limit, onExpiry) -> running().deadlines().start(limit, onExpiry),
                () -> running().transactions().current(),
                hasOutbox() ? Optional.of(() -> running().outbox().orElseThrow().branches()) : Optional.empty());
        factories().add(context);
        return context;
    }

    /** Asked for at each use: factories may be made before the adapter is started. */
    private RunningAdapter running() {
        RunningAdapter current = running;
        if (current == null) {
            throw new SmtpPoolException(
                    SmtpPoolException.Reason.UNAVAILABLE, "the resource adapter is not started, or was stopped", null);
        }
        return current;
    }

    /** There is no inbound side. */
    @Override
    public void endpointActivation(MessageEndpointFactory endpointFactory, ActivationSpec spec)
            throws ResourceException {
        throw new NotSupportedException("Postbound sends mail; it has no message endpoints");
    }

    @Override
    public void endpointDeactivation(MessageEndpointFactory endpointFactory, ActivationSpec spec) {
        // None was ever activated.
    }

    /** There is no inbound side; branches are recovered through the connection factories, route by route. */
    @Override
    public XAResource[] getXAResources(ActivationSpec[] specs) {
        return new XAResource[0];
    }
}
