package org.postbound.ra;

import jakarta.resource.spi.BootstrapContext;
import jakarta.resource.spi.work.WorkException;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.Optional;
import org.postbound.config.OutboxConfig;
import org.postbound.tx.ThreadTransaction;

/**
 * What there is of an adapter between start and stop.
 *
 * @param deadlines bounds what a socket's timeout cannot
 * @param transactions knows the transaction of a thread
 * @param outbox keeps mail until it is accepted; empty without an outbox
 * @param mBeans show the connection factories
 */
record RunningAdapter(
        WorkDeadlines deadlines,
        ThreadTransaction.Source transactions,
        Optional<RunningOutbox> outbox,
        FactoryMBeans mBeans) {
    static RunningAdapter start(OutboxConfig config, OpenOutboxes outboxes, BootstrapContext bootstrap)
            throws WorkException {
        WorkDeadlines deadlines = new WorkDeadlines(bootstrap.getWorkManager());
        ThreadTransaction.Source transactions = transactionsOf(bootstrap);
        FactoryMBeans mBeans = new FactoryMBeans(config.toString());
        // Last, since nobody would close it if one of the others failed.
        Optional<RunningOutbox> outbox = config instanceof OutboxConfig.Journal journal
                ? Optional.of(RunningOutbox.start(outboxes.lease(journal), bootstrap.getWorkManager()))
                : Optional.empty();
        return new RunningAdapter(deadlines, transactions, outbox, mBeans);
    }

    private static ThreadTransaction.Source transactionsOf(BootstrapContext bootstrap) {
        TransactionSynchronizationRegistry registry = bootstrap.getTransactionSynchronizationRegistry();
        return registry == null ? ThreadTransaction.Unknown::new : new RegistryTransactions(registry);
    }

    /** Throws if the outbox delivers another configuration's mail under the name. */
    void activate(FactoryContext factory) {
        outbox.ifPresent(open -> open.activate(factory));
    }

    /** The outbox first: a message under way needs the deadlines to its end. */
    void stop() {
        Ending.all(() -> outbox.ifPresent(RunningOutbox::stop), deadlines::stop, mBeans::unregisterAll);
    }
}
