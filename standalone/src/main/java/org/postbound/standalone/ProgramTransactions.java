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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.postbound.SmtpConnection;
import org.postbound.SmtpPoolException;
import org.postbound.SmtpPoolException.Reason;
import org.postbound.SmtpTransactionException;

/**
 * What a container does for connections in transactions: a transaction has one connection for each server and user, which takes
 * part in it from the first time that it is asked for, and which nobody else gets before the transaction has ended. Safe for use
 * by several threads.
 */
final class ProgramTransactions {
    private final TransactionManager manager;
    private final TransactionSynchronizationRegistry registry;
    private final Map<Part, Member> enlisted = new ConcurrentHashMap<>();

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

    /** A handle of the transaction's connection; a new one takes part in the transaction, and is given back after it. */
    Object handle(ConnectionRequestInfo request, Source source, Consumer<PooledConnection> giveBack)
            throws ResourceException {
        Object transaction = registry.getTransactionKey();
        if (transaction == null) {
            throw ended();
        }
        Part part = new Part(transaction, request);
        Member known = enlisted.get(part);
        Member member = known == null ? enlist(new Member(part, source.take(request), giveBack)) : known;
        SmtpConnection handle = member.connection.transactionHandle();
        // Asked last: the end comes from another thread, takes away the handles it sees, and may have missed this one.
        if (member.isOver()) {
            handle.close();
            throw ended();
        }
        return handle;
    }

    /**
     * From the registration on it is the end of the transaction that gives it back, however enlisting goes. The end may come
     * before the registration returns, so all that it undoes is done before.
     */
    private Member enlist(Member member) throws ResourceException {
        boolean registered = false;
        try {
            enlisted.put(member.part, member);
            registry.registerInterposedSynchronization(member);
            registered = true;
            if (!manager.getTransaction()
                    .enlistResource(member.connection.managed().getXAResource())) {
                throw notEnlisted("it refused", null);
            }
            return member;
        } catch (RollbackException | SystemException | IllegalStateException e) {
            throw notEnlisted(e.toString(), e);
        } finally {
            if (!registered) {
                member.end();
            }
        }
    }

    private static ResourceException ended() {
        return Refusals.of(new SmtpTransactionException(
                SmtpTransactionException.Reason.ENDED,
                "the transaction ended, by timeout or rollback, while a connection was got for it; get one in another",
                null));
    }

    private static ResourceException notEnlisted(String why, Exception cause) {
        return Refusals.of(new SmtpPoolException(
                Reason.UNAVAILABLE,
                "the transaction manager did not take the connection into the transaction (" + why
                        + "); nothing can be sent in it",
                cause));
    }

    /** A connection in a transaction, until that ends. */
    private final class Member implements Synchronization {
        private final Part part;
        private final PooledConnection connection;
        private final Consumer<PooledConnection> giveBack;
        private final AtomicBoolean over = new AtomicBoolean();

        Member(Part part, PooledConnection connection, Consumer<PooledConnection> giveBack) {
            this.part = part;
            this.connection = connection;
            this.giveBack = giveBack;
        }

        boolean isOver() {
            return over.get();
        }

        void end() {
            if (over.compareAndSet(false, true)) {
                enlisted.remove(part, this);
                giveBack.accept(connection);
            }
        }

        @Override
        public void beforeCompletion() {}

        @Override
        public void afterCompletion(int status) {
            end();
        }
    }
}
