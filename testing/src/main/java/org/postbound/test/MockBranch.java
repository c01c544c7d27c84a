package org.postbound.test;

import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postbound.mime.RenderedMessage;
import org.postbound.tx.SendRule;

/**
 * The mail of one transaction: received when that commits. Safe for use by several threads, because a rollback by timeout
 * comes from another one in the middle of a send.
 */
final class MockBranch implements Synchronization {
    private final Object transaction;
    private final MockServer server;
    private final List<RenderedMessage> staged = new ArrayList<>();
    private boolean over;

    MockBranch(Object transaction, MockServer server) {
        this.transaction = transaction;
        this.server = server;
    }

    /** The transaction's key, also when it is over. */
    Object transaction() {
        return transaction;
    }

    /** The transaction's key, as long as it is not over. */
    synchronized Optional<Object> active() {
        return over ? Optional.empty() : Optional.of(transaction);
    }

    synchronized void stage(List<RenderedMessage> messages) {
        if (over) {
            throw SendRule.ended();
        }
        staged.addAll(messages);
    }

    @Override
    public void beforeCompletion() {
        // Mail may still be sent by those who are asked after this one.
    }

    @Override
    public synchronized void afterCompletion(int status) {
        over = true;
        if (status == Status.STATUS_COMMITTED) {
            staged.forEach(server::receiveCommitted);
        } else {
            staged.forEach(RenderedMessage::close);
        }
        staged.clear();
    }
}
