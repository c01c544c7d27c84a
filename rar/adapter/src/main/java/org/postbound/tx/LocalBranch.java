package org.postbound.tx;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postbound.SmtpException;
import org.postbound.mime.RenderedMessage;

/**
 * The messages that a connection holds for one transaction, without an outbox: they are submitted in the commit itself.
 * Safe for use by several threads, because a rollback by timeout comes from another one in the middle of a send.
 *
 * <p>No lock is held while messages are submitted.
 */
public final class LocalBranch {
    private Object key;
    private List<RenderedMessage> staged = new ArrayList<>();

    /** Hands a message to the server. */
    @FunctionalInterface
    public interface Submission {
        /**
         * Submits a message.
         *
         * @param message the message
         * @throws SmtpException if the server did not accept it
         */
        void submit(RenderedMessage message);
    }

    /**
     * A message that was not sent although its transaction committed.
     *
     * @param message the message
     * @param failure why
     */
    public record Loss(RenderedMessage message, SmtpException failure) {}

    /**
     * Begins the branch.
     *
     * @param key the transaction
     * @throws IllegalStateException if it has begun already
     */
    public synchronized void begin(Object key) {
        if (this.key != null) {
            throw new IllegalStateException("the local transaction has begun already");
        }
        this.key = key;
    }

    /**
     * Returns the transaction.
     *
     * @return its key; empty if no branch is active
     */
    public synchronized Optional<Object> key() {
        return Optional.ofNullable(key);
    }

    /**
     * Holds messages until the branch ends: all of them or, if the branch has ended meanwhile, none.
     *
     * @param expected the transaction that the messages are for
     * @param messages the messages
     * @throws org.postbound.SmtpTransactionException if that transaction's branch is not active any more
     */
    public synchronized void stage(Object expected, List<RenderedMessage> messages) {
        if (!expected.equals(key)) {
            throw SendRule.ended();
        }
        staged.addAll(messages);
    }

    /**
     * Ends the branch and submits its messages in order. As long as none was accepted a failure is thrown, so that the
     * transaction can still roll back. After the first acceptance there is no way back: the rest is attempted, and what
     * fails is returned.
     *
     * @param submission hands a message to the server
     * @return the messages that were not sent
     * @throws SmtpException if nothing was sent
     * @throws IllegalStateException if no branch is active
     */
    public List<Loss> commit(Submission submission) {
        List<RenderedMessage> messages = end();
        List<Loss> losses = new ArrayList<>();
        for (int i = 0; i < messages.size(); i++) {
            try {
                submission.submit(messages.get(i));
            } catch (SmtpException e) {
                if (i == 0) {
                    throw e;
                }
                losses.add(new Loss(messages.get(i), e));
            }
        }
        return losses;
    }

    /**
     * Ends the branch and discards its messages.
     *
     * @throws IllegalStateException if no branch is active
     */
    public void rollback() {
        end();
    }

    /**
     * Ends the branch, if one is active, and discards its messages.
     *
     * @return the number of messages that were discarded
     */
    public synchronized int discard() {
        return key == null ? 0 : end().size();
    }

    private synchronized List<RenderedMessage> end() {
        if (key == null) {
            throw new IllegalStateException("the local transaction has not begun");
        }
        List<RenderedMessage> messages = staged;
        staged = new ArrayList<>();
        key = null;
        return messages;
    }
}
