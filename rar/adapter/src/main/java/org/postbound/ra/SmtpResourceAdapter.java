package org.postbound.ra;

import jakarta.resource.NotSupportedException;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ActivationSpec;
import jakarta.resource.spi.BootstrapContext;
import jakarta.resource.spi.ResourceAdapter;
import jakarta.resource.spi.ResourceAdapterInternalException;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import jakarta.transaction.TransactionSynchronizationRegistry;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.io.Serializable;
import java.util.Objects;
import javax.transaction.xa.XAResource;
import org.postbound.SmtpConfigurationException;
import org.postbound.SmtpPoolException;
import org.postbound.config.FactoryConfig;
import org.postbound.tx.ThreadTransaction;

/** The resource adapter: what all connection factories of one deployment share. */
public final class SmtpResourceAdapter implements ResourceAdapter, Serializable {
    private static final long serialVersionUID = 1L;

    @NotNull(message = "Outbox is null; remove it to have its default, or give NONE")
    @Pattern(regexp = "NONE", message = "Outbox is unknown; give NONE")
    private String outbox = "NONE";

    private transient volatile Running running;
    private transient FactoryMBeans mBeans;

    /** What there is between start and stop. */
    private record Running(WorkDeadlines deadlines, ThreadTransaction.Source transactions) {}

    /** For the container, which sets the properties afterwards (20.3). */
    public SmtpResourceAdapter() {}

    @Override
    public void start(BootstrapContext bootstrap) throws ResourceAdapterInternalException {
        checkOutbox();
        running = new Running(new WorkDeadlines(bootstrap.getWorkManager()), transactionsOf(bootstrap));
        MailImplementation mail = MailImplementation.find();
        Log.LOG.started(
                String.valueOf(getClass().getPackage().getImplementationVersion()),
                outbox,
                mail.apiSource(),
                mail.provider(),
                mail.providerSource());
    }

    private void checkOutbox() throws ResourceAdapterInternalException {
        if (!"NONE".equals(outbox)) {
            SmtpConfigurationException problem =
                    new SmtpConfigurationException("Outbox", "is \"%s\"; give NONE".formatted(outbox));
            mBeans().unregisterAll();
            throw new ResourceAdapterInternalException(problem.getMessage(), problem);
        }
    }

    private static ThreadTransaction.Source transactionsOf(BootstrapContext bootstrap) {
        TransactionSynchronizationRegistry registry = bootstrap.getTransactionSynchronizationRegistry();
        return registry == null ? ThreadTransaction.Unknown::new : new RegistryTransactions(registry);
    }

    /** Made when it is needed, since a deserialized adapter has none. */
    private synchronized FactoryMBeans mBeans() {
        if (mBeans == null) {
            mBeans = new FactoryMBeans();
        }
        return mBeans;
    }

    /** Bounded in time: nothing is waited for (6.3.4.2). */
    @Override
    public void stop() {
        Running stopped = running;
        running = null;
        if (stopped != null) {
            stopped.deadlines().stop();
            mBeans().unregisterAll();
            Log.LOG.stopped();
        }
    }

    FactoryContext factoryContext(FactoryConfig config) {
        FactoryContext context = FactoryContext.of(
                config,
                (limit, onExpiry) -> running().deadlines().start(limit, onExpiry),
                () -> running().transactions().current());
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

    /** There is nothing to recover without an outbox (8.6.2.3). */
    @Override
    public XAResource[] getXAResources(ActivationSpec[] specs) {
        return new XAResource[0];
    }

    /**
     * Returns where committed mail is kept.
     *
     * @return NONE: nowhere; it is handed to the server in the commit
     */
    public String getOutbox() {
        return outbox;
    }

    /**
     * Sets where committed mail is kept.
     *
     * @param outbox NONE: nowhere; it is handed to the server in the commit
     */
    public void setOutbox(String outbox) {
        this.outbox = outbox;
    }

    /** Returns whether the other adapter has the same properties (20.4.1). */
    @Override
    public boolean equals(Object other) {
        return other instanceof SmtpResourceAdapter that && Objects.equals(outbox, that.outbox);
    }

    /** Returns a hash of the properties. */
    @Override
    public int hashCode() {
        return Objects.hash(outbox);
    }
}
