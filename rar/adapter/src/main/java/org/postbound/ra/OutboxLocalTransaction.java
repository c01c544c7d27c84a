package org.postbound.ra;

import jakarta.resource.spi.LocalTransaction;
import jakarta.resource.spi.LocalTransactionException;
import org.postbound.SmtpException;
import org.postbound.tx.Enlistment;

/**
 * The local transaction of a connection with an outbox (8.7): a commit puts the staged messages into it, and returns when
 * they are on stable storage. No LOCAL_TRANSACTION event is fired, since the application demarcates none (8.7.2.1).
 */
record OutboxLocalTransaction(Enlistment enlistment) implements LocalTransaction {
    @Override
    public void begin() throws LocalTransactionException {
        perform(enlistment::begin);
    }

    @Override
    public void commit() throws LocalTransactionException {
        perform(enlistment::commit);
    }

    @Override
    public void rollback() throws LocalTransactionException {
        perform(enlistment::rollback);
    }

    private static void perform(Runnable verb) throws LocalTransactionException {
        try {
            verb.run();
        } catch (IllegalStateException | SmtpException e) {
            throw new LocalTransactionException(e.getMessage(), e);
        }
    }
}
