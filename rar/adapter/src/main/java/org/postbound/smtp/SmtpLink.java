package org.postbound.smtp;

import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.postbound.SmtpConnectException;
import org.postbound.SmtpException;
import org.postbound.SmtpServerInfo;
import org.postbound.config.SessionConfig;
import org.postbound.mime.RenderedMessage;

/**
 * A connection to the server that opens itself when it is first used, and again after it was lost. A session that turns
 * out dead before any reply to MAIL is replaced once, invisibly; nothing can have been accepted then.
 *
 * <p>Conversations of several threads follow one another. {@link #abort()} alone interrupts one.
 */
public final class SmtpLink {
    private final SessionConfig config;
    private final Deadlines deadlines;
    private final ReentrantLock conversation = new ReentrantLock();
    private volatile SmtpSession session;
    private volatile boolean closed;

    /**
     * Prepares a link; opens nothing.
     *
     * @param config where to connect to, and how
     * @param deadlines bounds what a socket's timeout cannot
     */
    public SmtpLink(SessionConfig config, Deadlines deadlines) {
        this.config = Objects.requireNonNull(config, "config");
        this.deadlines = Objects.requireNonNull(deadlines, "deadlines");
    }

    /**
     * Sends a message; connects if need be.
     *
     * @param message the message
     * @param partialDelivery whether to deliver to some if the server refuses other recipients
     * @return what the server accepted
     * @throws org.postbound.SmtpException if the message was not accepted
     */
    public SmtpSession.Accepted send(RenderedMessage message, boolean partialDelivery) {
        conversation.lock();
        try {
            boolean reused = isOpen();
            SmtpSession current = opened();
            try {
                return current.send(message, partialDelivery);
            } catch (SmtpConnectException e) {
                if (!reused || !current.failedBeforeMailReply()) {
                    throw e;
                }
                return opened().send(message, partialDelivery);
            }
        } finally {
            conversation.unlock();
        }
    }

    /**
     * Returns what is known about the server; connects if need be.
     *
     * @return the server's greeting, capabilities and protection
     * @throws org.postbound.SmtpException if there is no conversation with the server
     */
    public SmtpServerInfo server() {
        conversation.lock();
        try {
            return opened().info();
        } finally {
            conversation.unlock();
        }
    }

    private SmtpSession opened() {
        if (!isOpen()) {
            if (closed) {
                throw lost();
            }
            session = SmtpSession.open(config, deadlines);
            if (closed) {
                // Closed by another thread while connecting: it could not see this session.
                session.abort();
                throw lost();
            }
        }
        return session;
    }

    private SmtpConnectException lost() {
        return new SmtpConnectException(
                SmtpConnectException.Reason.LINK_LOST,
                "the connection to %s:%d was closed by the container while it was in use"
                        .formatted(config.server().host(), config.server().port()),
                null);
    }

    /**
     * Returns whether there is a session that nothing bad is known about. Costs no I/O.
     *
     * @return whether a session is open
     */
    public boolean isOpen() {
        SmtpSession current = session;
        return current != null && current.isUsable();
    }

    /**
     * Returns whether there was a session and it was lost. Costs no I/O.
     *
     * @return whether the session is known to be dead
     */
    public boolean isBroken() {
        SmtpSession current = session;
        return current != null && !current.isUsable();
    }

    /** Closes the link for good: politely if no conversation is under way, else by {@link #abort()}. Never throws. */
    public void close() {
        closed = true;
        if (conversation.tryLock()) {
            try {
                if (isOpen()) {
                    session.quit();
                }
            } catch (SmtpException e) {
                // The deadlines are gone with the adapter that was stopped: no farewell, but no open socket either.
                abort();
            } finally {
                conversation.unlock();
            }
        } else {
            abort();
        }
    }

    /** Closes the link for good and at once, from any thread; a conversation under way fails. */
    public void abort() {
        closed = true;
        SmtpSession current = session;
        if (current != null) {
            current.abort();
        }
    }
}
