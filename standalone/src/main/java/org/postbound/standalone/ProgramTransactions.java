package org.postbound.standalone;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.transaction.RollbackException;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.SystemException;
import jakarta.transaction.TransactionManager;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.postbound.SmtpPoolException;
import org.postbound.SmtpPoolException.Reason;

/**
 * What a container does for connections in transactions: a transaction has one connection for each server and user, which takes
 * part in it from the first time that it is asked for, and which nobody else gets before the transaction has ended. Safe for use
 * by several threads.
 */
final class ProgramTransactions {
    private final TransactionManager manager;
    private final TransactionSynchronizationRegistry registry;
    private final Map<Part, PooledConnection> enlisted = new ConcurrentHashMap<>();

    private record Part(Object transaction, ConnectionRequestInfo request) {}

    /** Gets a connection from the pool. */
    @FunctionalInterface
    interface Source {
        /** Takes one, which is for the taker alone. */
        PooledConnection take(ConnectionRequestInfo request) throws ResourceException;
    }

    ProgramTransactions(TransactionManager manager, TransactionSynchronizationRegistry registry) {
        this.manager = manager;
        this.registry = registry;
    }

    TransactionSynchronizationRegistry registry() {
        return registry;
    }

    /** Whether the thread is in a transaction; those that can only roll back were refused before. */
    boolean isActive() {
        return registry.getTransactionStatus() == Status.STATUS_ACTIVE;
    }

    /** The transaction's connection; a new one takes part in the transaction, and is given back after it. */
    PooledConnection connection(ConnectionRequestInfo request, Source source, Consumer<PooledConnection> giveBack)
            throws ResourceException {
        Part part = new Part(registry.getTransactionKey(), request);
        PooledConnection own = enlisted.get(part);
        return own == null ? enlist(part, source.take(request), giveBack) : own;
    }

    /** From the registration on it is the end of the transaction that gives it back, however enlisting goes. */
    private PooledConnection enlist(Part part, PooledConnection connection, Consumer<PooledConnection> giveBack)
            throws ResourceException {
        boolean registered = false;
        try {
            registry.registerInterposedSynchronization(new AtTheEnd(() -> {
                enlisted.remove(part);
                giveBack.accept(connection);
            }));
            registered = true;
            connection.belongToTransaction();
            enlisted.put(part, connection);
            if (!manager.getTransaction().enlistResource(connection.managed().getXAResource())) {
                throw notEnlisted("it refused", null);
            }
            return connection;
        } catch (RollbackException | SystemException | IllegalStateException e) {
            throw notEnlisted(e.toString(), e);
        } finally {
            if (!registered) {
                giveBack.accept(connection);
            }
        }
    }

    private static ResourceException notEnlisted(String why, Exception cause) {
        return Refusals.of(new SmtpPoolException(
                Reason.UNAVAILABLE,
                "the transaction manager did not take the connection into the transaction (" + why
                        + "); nothing can be sent in it",
                cause));
    }

    private record AtTheEnd(Runnable action) implements Synchronization {
        @Override
        public void beforeCompletion() {}

        @Override
        public void afterCompletion(int status) {
            action.run();
        }
    }
}
