package org.postbound.ra;

import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;

/** The transaction of each thread, as a test sets it. */
final class StubRegistry implements TransactionSynchronizationRegistry {
    private final ThreadLocal<Transaction> current =
            ThreadLocal.withInitial(() -> new Transaction(null, Status.STATUS_NO_TRANSACTION));

    private record Transaction(Object key, int status) {}

    void set(Object key, int status) {
        current.set(new Transaction(key, status));
    }

    void active(Object key) {
        set(key, Status.STATUS_ACTIVE);
    }

    void none() {
        current.remove();
    }

    @Override
    public Object getTransactionKey() {
        return current.get().key();
    }

    @Override
    public int getTransactionStatus() {
        return current.get().status();
    }

    @Override
    public boolean getRollbackOnly() {
        return getTransactionStatus() == Status.STATUS_MARKED_ROLLBACK;
    }

    @Override
    public void putResource(Object key, Object value) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Object getResource(Object key) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void registerInterposedSynchronization(Synchronization synchronization) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void setRollbackOnly() {
        throw new UnsupportedOperationException();
    }
}
