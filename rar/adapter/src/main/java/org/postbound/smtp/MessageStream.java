package org.postbound.smtp;

import java.util.Optional;
import org.postbound.SmtpException;
import org.postbound.mime.RenderedMessage;

/**
 * Messages for one link, and what becomes of them. Each message that was given out is told of exactly once, unless {@link
 * #failed} ended the stream before: in the order in which they were given out, and one whose recipients take several mail
 * transactions after the last of these. If a method throws, one that somebody has is told of all the same. Called by one
 * thread, the sender's.
 */
public interface MessageStream {
    /**
     * Gives out the next message; may wait until there is one.
     *
     * @return the message; empty at the end
     */
    Optional<RenderedMessage> next();

    /**
     * Gives out the next message if that needs no waiting: another message is half-way to the server.
     *
     * @return the message; empty at the end, or if none is ready
     */
    default Optional<RenderedMessage> nextNow() {
        return next();
    }

    /**
     * The server accepted a message.
     *
     * @param message as it was given out
     * @param accepted what the server said
     */
    void accepted(RenderedMessage message, SmtpSession.Accepted accepted);

    /**
     * A message was not accepted, or nobody knows.
     *
     * @param message as it was given out
     * @param failure why
     * @return whether to go on; otherwise nothing of a message that was given out meanwhile is sent
     */
    boolean failed(RenderedMessage message, SmtpException failure);

    /**
     * No session can be had for a message; the server has heard nothing of it.
     *
     * @param message as it was given out
     * @param failure why
     * @return whether to go on; the next messages fare alike
     */
    default boolean unreachable(RenderedMessage message, SmtpException failure) {
        return failed(message, failure);
    }
}
