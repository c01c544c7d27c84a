package org.postbound.ra;

import jakarta.resource.NotSupportedException;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ActivationSpec;
import jakarta.resource.spi.BootstrapContext;
import jakarta.resource.spi.ResourceAdapter;
import jakarta.resource.spi.ResourceAdapterInternalException;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import jakarta.resource.spi.work.WorkException;
import jakarta.transaction.TransactionSynchronizationRegistry;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.PositiveOrZero;
import java.io.Serializable;
import java.time.Clock;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.transaction.xa.XAResource;
import org.postbound.SmtpException;
import org.postbound.SmtpPoolException;
import org.postbound.config.FactoryConfig;
import org.postbound.config.OutboxConfig;
import org.postbound.outbox.Journals;
import org.postbound.tx.ThreadTransaction;

/** The resource adapter: what all connection factories of one deployment share. */
public final class SmtpResourceAdapter implements ResourceAdapter, Serializable {
    private static final long serialVersionUID = 1L;

    /** Of all adapters of this class loader, whichever containers make. */
    private static final OpenOutboxes JOURNALS = new OpenOutboxes(SmtpResourceAdapter::openJournal);

    @NotNull(message = "Outbox is null; remove it to have its default, or give JOURNAL or NONE")
    @Pattern(regexp = "JOURNAL|NONE", message = "Outbox is unknown; give JOURNAL or NONE")
    private String outbox = "NONE";

    @Pattern(regexp = "[^\\x00]*", message = "OutboxDirectory contains NUL; give the path of a directory")
    private String outboxDirectory;

    @NotNull(message = "OutboxMaxBytes is null; remove it to have its default, or give octets")
    @PositiveOrZero(message = "OutboxMaxBytes is negative; give octets, or 0 for no limit")
    private Long outboxMaxBytes = 0L;

    private transient OpenOutboxes outboxes;
    private transient volatile Running running;
    private transient FactoryMBeans mBeans;
    private transient Map<String, FactoryContext> activated;

    /** What there is between start and stop. */
    private record Running(
            WorkDeadlines deadlines, ThreadTransaction.Source transactions, Optional<RunningOutbox> outbox) {}

    /** For the container, which sets the properties afterwards (20.3). */
    public SmtpResourceAdapter() {}

    /** For tests, with outboxes of their own. */
    SmtpResourceAdapter(OpenOutboxes outboxes) {
        this.outboxes = outboxes;
    }

    @Override
    public void start(BootstrapContext bootstrap) throws ResourceAdapterInternalException {
        Optional<RunningOutbox> opened = openOutbox(bootstrap);
        running = new Running(new WorkDeadlines(bootstrap.getWorkManager()), transactionsOf(bootstrap), opened);
        activateRoutes();
        MailImplementation mail = MailImplementation.find();
        Log.LOG.started(
                String.valueOf(getClass().getPackage().getImplementationVersion()),
                toOutboxConfig().toString(),
                mail.apiSource(),
                mail.provider(),
                mail.providerSource());
    }

    private Optional<RunningOutbox> openOutbox(BootstrapContext bootstrap) throws ResourceAdapterInternalException {
        try {
            return toOutboxConfig() instanceof OutboxConfig.Journal journal
                    ? Optional.of(RunningOutbox.start(
                            (outboxes == null ? JOURNALS : outboxes).lease(journal), bootstrap.getWorkManager()))
                    : Optional.empty();
        } catch (SmtpException e) {
            unregisterMBeans();
            throw new ResourceAdapterInternalException(e.getMessage(), e);
        } catch (WorkException e) {
            unregisterMBeans();
            throw new ResourceAdapterInternalException(
                    "the outbox needs threads of the work manager; give it free ones", e);
        }
    }

    private static OpenOutboxes.Opened openJournal(OutboxConfig.Journal config) {
        Journals.Lease lease = Journals.open(
                config.directory(),
                config.maxBytes(),
                Clock.systemUTC(),
                "Postbound",
                new LoggedOutbox(config.directory().toString()));
        return new OpenOutboxes.Opened(lease.outbox(), lease, lease::close);
    }

    private OutboxConfig toOutboxConfig() {
        return new OutboxReader(this, System::getProperty).read();
    }

    /** Read from the configuration, since it is asked before the start. */
    boolean hasOutbox() {
        return "JOURNAL".equals(outbox);
    }

    private static ThreadTransaction.Source transactionsOf(BootstrapContext bootstrap) {
        TransactionSynchronizationRegistry registry = bootstrap.getTransactionSynchronizationRegistry();
        return registry == null ? ThreadTransaction.Unknown::new : new RegistryTransactions(registry);
    }

    /** Made when it is needed, since a deserialized adapter has none. */
    private synchronized FactoryMBeans mBeans() {
        if (mBeans == null) {
            mBeans = new FactoryMBeans(hasOutbox() ? toOutboxConfig().toString() : "NONE");
        }
        return mBeans;
    }

    private synchronized void unregisterMBeans() {
        if (mBeans != null) {
            mBeans.unregisterAll();
        }
    }

    /** Bounded in time: only a message that is on its way is waited for, a few seconds (6.3.4.2). */
    @Override
    public void stop() {
        Running stopped = running;
        running = null;
        if (stopped != null) {
            stopped.outbox().ifPresent(RunningOutbox::stop);
            stopped.deadlines().stop();
            unregisterMBeans();
            Log.LOG.stopped();
        }
    }

    /** From now on the mail of the route is delivered, while the adapter runs. */
    synchronized void activate(FactoryContext factory) {
        if (hasOutbox()) {
            if (activated == null) {
                activated = new LinkedHashMap<>();
            }
            activated.putIfAbsent(factory.config().name(), factory);
            activateRoutes();
        }
    }

    /** Factories may be made before the start. */
    private synchronized void activateRoutes() {
        Running current = running;
        if (current != null && activated != null) {
            activated.forEach((route, factory) -> current.outbox()
                    .ifPresent(outbox -> outbox.activate(
                            route, () -> factory.newSubmission(factory.config().session()))));
        }
    }

    FactoryContext factoryContext(FactoryConfig config) {
        FactoryContext context = FactoryContext.of(
                config,
                (limit, onExpiry) -> running().deadlines().start(limit, onExpiry),
                () -> running().transactions().current(),
                hasOutbox() ? Optional.of(() -> running().outbox().orElseThrow().branches()) : Optional.empty());
        mBeans().register(context);
        return context;
    }

    /** Asked for at each use: factories may be made before the adapter is started. */
    private Running running() {
        Running current = running;
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

    /**
     * Returns where committed mail is kept.
     *
     * @return JOURNAL: in files of a directory; NONE: nowhere, it is handed to the server in the commit
     */
    public String getOutbox() {
        return outbox;
    }

    /**
     * Sets where committed mail is kept.
     *
     * @param outbox JOURNAL: in files of a directory; NONE: nowhere, it is handed to the server in the commit
     */
    public void setOutbox(String outbox) {
        this.outbox = outbox;
    }

    /**
     * Returns the directory of the journal.
     *
     * @return a path; null or empty for a directory below the server's own data directory
     */
    public String getOutboxDirectory() {
        return outboxDirectory;
    }

    /**
     * Sets the directory of the journal. It has to outlive restarts, deployments and, in a cluster, to be one node's own.
     *
     * @param outboxDirectory a path; null or empty for a directory below the server's own data directory
     */
    public void setOutboxDirectory(String outboxDirectory) {
        this.outboxDirectory = outboxDirectory;
    }

    /**
     * Returns how large the journal may become.
     *
     * @return octets, or 0 for no limit
     */
    public Long getOutboxMaxBytes() {
        return outboxMaxBytes;
    }

    /**
     * Sets how large the journal may become; beyond it, messages are refused.
     *
     * @param outboxMaxBytes octets, or 0 for no limit
     */
    public void setOutboxMaxBytes(Long outboxMaxBytes) {
        this.outboxMaxBytes = outboxMaxBytes;
    }

    private List<Object> values() {
        return Arrays.asList(outbox, outboxDirectory, outboxMaxBytes);
    }

    /** Returns whether the other adapter has the same properties (20.4.1). */
    @Override
    public boolean equals(Object other) {
        return other instanceof SmtpResourceAdapter that && values().equals(that.values());
    }

    /** Returns a hash of the properties. */
    @Override
    public int hashCode() {
        return values().hashCode();
    }
}
