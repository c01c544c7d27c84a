package org.postbound.ra;

import jakarta.transaction.Status;
import jakarta.transaction.TransactionSynchronizationRegistry;
import org.postbound.tx.ThreadTransaction;

/**
 * Asks the container's registry, where the container has one (Jakarta Connectors 4.6, Jakarta Transactions 3.7).
 *
 * @param registry the registry
 */
public record RegistryTransactions(TransactionSynchronizationRegistry registry) implements ThreadTransaction.Source {
    @Override
    public ThreadTransaction current() {
        return switch (registry.getTransactionStatus()) {
            case Status.STATUS_NO_TRANSACTION -> new ThreadTransaction.None();
            case Status.STATUS_ACTIVE -> active();
            case Status.STATUS_MARKED_ROLLBACK -> new ThreadTransaction.MarkedRollback();
            default -> new ThreadTransaction.Ended();
        };
    }

    /** The reaper may end the transaction between the two questions; then there is no key any more. */
    private ThreadTransaction active() {
        Object key = registry.getTransactionKey();
        return key == null ? new ThreadTransaction.Ended() : new ThreadTransaction.Active(key);
    }
}
