package org.postbound.tx;

import java.util.List;
import java.util.Optional;
import org.postbound.mime.RenderedMessage;

/** Where a connection holds messages until its transaction ends. Safe for use by several threads. */
public interface Staging {
    /**
     * Returns the transaction that the connection takes part in, also while that is suspended.
     *
     * @return its key; empty if there is none
     */
    Optional<Object> key();

    /**
     * Holds messages until the transaction ends, which closes them: all of them or, if it has ended meanwhile, none.
     *
     * @param expected the transaction that the messages are for
     * @param messages the messages
     * @return the outbox's id of each; empty ones without an outbox
     * @throws org.postbound.SmtpTransactionException if that transaction has ended or is suspended
     */
    List<Optional<String>> stage(Object expected, List<RenderedMessage> messages);

    /**
     * Gives up what the connection takes part in, since it goes away: its messages can never leave any more.
     *
     * @return the number of messages that were discarded
     */
    int discard();
}
