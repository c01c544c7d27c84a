package org.postbound.ra;

import jakarta.resource.spi.BootstrapContext;
import jakarta.resource.spi.UnavailableException;
import jakarta.resource.spi.XATerminator;
import jakarta.resource.spi.work.WorkContext;
import jakarta.resource.spi.work.WorkManager;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.Timer;

/** What the adapter is started with. */
record StubBootstrap(WorkManager works, TransactionSynchronizationRegistry registry) implements BootstrapContext {
    @Override
    public WorkManager getWorkManager() {
        return works;
    }

    @Override
    public TransactionSynchronizationRegistry getTransactionSynchronizationRegistry() {
        return registry;
    }

    @Override
    public XATerminator getXATerminator() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Timer createTimer() throws UnavailableException {
        throw new UnavailableException("no timers here");
    }

    @Override
    public boolean isContextSupported(Class<? extends WorkContext> type) {
        return true;
    }
}
