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
import java.util.stream.Stream;
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
        StopClasses.load();
        MailImplementation mail = findMail();
        boolean started = false;
        try {
            running = RunningAdapter.start(toOutboxConfig(), outboxes == null ? JOURNALS : outboxes, bootstrap);
            factories().begin(running);
            started = true;
        } catch (SmtpException e) {
            throw new ResourceAdapterInternalException(e.getMessage(), e);
        } catch (WorkException e) {
            throw new ResourceAdapterInternalException(
                    "the outbox needs threads of the work manager, which gives it none; give it free ones, or restart the"
                            + " server if the cause is that it is shutting down",
                    e);
        } finally {
            if (!started) {
                end();
            }
        }
        Log.LOG.started(
                String.valueOf(getClass().getPackage().getImplementationVersion()),
                toOutboxConfig().toString(),
                mail.apiSource(),
                mail.provider(),
                mail.providerSource());
    }

    /** Asked for before anything is opened, since messages cannot be rendered without it. */
    private static MailImplementation findMail() throws ResourceAdapterInternalException {
        try {
            return MailImplementation.find();
        } catch (NoClassDefFoundError e) {
            throw new ResourceAdapterInternalException(
                    "the server has no API of Jakarta Mail, which the adapter shares with applications; switch on the"
                            + " server's mail feature, and restart it",
                    e);
        }
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

    /**
     * Refuses connections that could not use the outbox. WildFly goes on asking for some, to recover branches, after the
     * deployment has failed and its class loader is closed. An error would end the recovery of the whole server, so no class is
     * loaded here that may not be there any more.
     */
    void checkRunning() throws jakarta.resource.spi.IllegalStateException {
        if (running == null && hasOutbox()) {
            throw new jakarta.resource.spi.IllegalStateException("the resource adapter is not started, or was stopped");
        }
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

    private Optional<RunningOutbox> outbox() {
        return Optional.ofNullable(running).flatMap(RunningAdapter::outbox);
    }

    /** From now on a message-driven bean is told of events (14.4). */
    @Override
    public void endpointActivation(MessageEndpointFactory endpointFactory, ActivationSpec spec)
            throws ResourceException {
        if (!(spec instanceof DeliveryActivationSpec own)) {
            throw new NotSupportedException("the activation is of %s; Postbound has %s alone"
                    .formatted(
                            spec == null ? "nothing" : spec.getClass().getName(),
                            DeliveryActivationSpec.class.getName()));
        }
        if (!hasOutbox()) {
            throw new NotSupportedException(
                    "Outbox is NONE, and events are of the mail in an outbox; set Outbox to JOURNAL");
        }
        try {
            running().outbox().orElseThrow().endpoints().activate(endpointFactory, own);
        } catch (SmtpException | IllegalStateException e) {
            throw new ResourceException(e.getMessage(), e);
        }
    }

    /** Bounded in time: only an event that is being told is waited for, a few seconds. */
    @Override
    public void endpointDeactivation(MessageEndpointFactory endpointFactory, ActivationSpec spec) {
        outbox().ifPresent(outbox -> outbox.endpoints().deactivate(endpointFactory, spec));
    }

    /**
     * For the recovery of acknowledgements, one for each subscription, also of one that is not active; branches of mail are
     * recovered through the connection factories, route by route.
     */
    @Override
    public XAResource[] getXAResources(ActivationSpec[] specs) {
        return outbox().map(outbox -> Stream.of(specs)
                        .filter(DeliveryActivationSpec.class::isInstance)
                        .map(spec -> ((DeliveryActivationSpec) spec).getSubscriptionName())
                        .distinct()
                        .map(name -> outbox.acknowledgements().of(name).resource())
                        .toArray(XAResource[]::new))
                .orElseGet(() -> new XAResource[0]);
    }
}
