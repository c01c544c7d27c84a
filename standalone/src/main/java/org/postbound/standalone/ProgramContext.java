package org.postbound.standalone;

import jakarta.resource.spi.BootstrapContext;
import jakarta.resource.spi.UnavailableException;
import jakarta.resource.spi.XATerminator;
import jakarta.resource.spi.work.WorkContext;
import jakarta.resource.spi.work.WorkManager;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.Timer;

/**
 * What the adapter is started with in a program.
 *
 * @param threads its threads
 * @param transactions knows the transaction of a thread; null without a transaction manager
 */
record ProgramContext(WorkManager threads, TransactionSynchronizationRegistry transactions)
        implements BootstrapContext {
    @Override
    public WorkManager getWorkManager() {
        return threads;
    }

    @Override
    public TransactionSynchronizationRegistry getTransactionSynchronizationRegistry() {
        return transactions;
    }

    /** Nobody imports transactions into a program; the adapter does not ask. */
    @Override
    public XATerminator getXATerminator() {
        return null;
    }

    @Override
    public Timer createTimer() throws UnavailableException {
        throw new UnavailableException("a program has no timer for the adapter, which needs none");
    }

    @Override
    public boolean isContextSupported(Class<? extends WorkContext> type) {
        return false;
    }
}
