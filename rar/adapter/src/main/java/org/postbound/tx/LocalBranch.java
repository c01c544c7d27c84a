package org.postbound.tx;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.postbound.SmtpException;
import org.postbound.mime.RenderedMessage;
import org.postbound.smtp.MessageStream;
import org.postbound.smtp.SmtpSession.Accepted;

/**
 * The messages that a connection holds for one transaction, without an outbox: they are submitted in the commit itself.
 * Safe for use by several threads, because a rollback by timeout comes from another one in the middle of a send.
 *
 * <p>No lock is held while messages are submitted.
 */
public final class LocalBranch {
    private Object key;
    private List<RenderedMessage> staged = new ArrayList<>();

    /** Hands messages to the server. */
    @FunctionalInterface
    public interface Submission {
        /**
         * Submits the messages and tells the stream what became of each.
         *
         * @param messages the messages
         */
        void submit(MessageStream messages);
    }

    /** Is told of what the server accepted. */
    @FunctionalInterface
    public interface Acceptance {
        /**
         * A message was accepted, for all recipients or, with partial delivery, for some.
         *
         * @param message the message
         * @param accepted what the server said
         */
        void accepted(RenderedMessage message, Accepted accepted);
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
     * Holds messages until the branch ends, which closes them: all of them or, if the branch has ended meanwhile, none.
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
     * @param submission hands the messages to the server
     * @param acceptance is told of each message that the server accepted
     * @return the messages that were not sent
     * @throws SmtpException if nothing was sent
     * @throws IllegalStateException if no branch is active
     */
    public List<Loss> commit(Submission submission, Acceptance acceptance) {
        List<RenderedMessage> messages = end();
        try {
            Committing committing = new Committing(messages, acceptance);
            submission.submit(committing);
            return committing.losses();
        } finally {
            messages.forEach(RenderedMessage::close);
        }
    }

    /** The first message decides: as long as it was not accepted, none was. */
    private static final class Committing implements MessageStream {
        private final Iterator<RenderedMessage> messages;
        private final RenderedMessage first;
        private final Acceptance acceptance;
        private final List<Loss> losses = new ArrayList<>();
        private SmtpException failure;

        Committing(List<RenderedMessage> messages, Acceptance acceptance) {
            this.messages = messages.iterator();
            this.first = messages.isEmpty() ? null : messages.get(0);
            this.acceptance = acceptance;
        }

        @Override
        public Optional<RenderedMessage> next() {
            return messages.hasNext() ? Optional.of(messages.next()) : Optional.empty();
        }

        @Override
        public void accepted(RenderedMessage message, Accepted accepted) {
            acceptance.accepted(message, accepted);
        }

        @Override
        public boolean failed(RenderedMessage message, SmtpException failure) {
            if (message.equals(first)) {
                this.failure = failure;
                return false;
            }
            losses.add(new Loss(message, failure));
            return true;
        }

        List<Loss> losses() {
            if (failure != null) {
                throw failure;
            }
            return losses;
        }
    }

    /**
     * Ends the branch and discards its messages.
     *
     * @throws IllegalStateException if no branch is active
     */
    public void rollback() {
        end().forEach(RenderedMessage::close);
    }

    /**
     * Ends the branch, if one is active, and discards its messages.
     *
     * @return the number of messages that were discarded
     */
    public synchronized int discard() {
        if (key == null) {
            return 0;
        }
        List<RenderedMessage> discarded = end();
        discarded.forEach(RenderedMessage::close);
        return discarded.size();
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
