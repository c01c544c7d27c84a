package org.postbound.smtp;

import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.postbound.SmtpConnectException;
import org.postbound.SmtpException;
import org.postbound.SmtpServerInfo;
import org.postbound.config.SessionLimits;
import org.postbound.mime.RenderedMessage;

/**
 * A connection to the server that opens itself when it is first used, and again after it was lost. A session that turns
 * out dead before any reply to MAIL is replaced once, invisibly; nothing can have been accepted then. One that was idle
 * for long is asked first, and one that has reached its limits is replaced.
 *
 * <p>Conversations of several threads follow one another. {@link #abort()} alone interrupts one.
 */
public final class SmtpLink {
    private final Relays relays;
    private final SessionLimits limits;
    private final SessionListener listener;
    private final LongSupplier nanoTime;
    private final ReentrantLock conversation = new ReentrantLock();
    private final AtomicReference<UsedSession> session = new AtomicReference<>();
    private volatile boolean broken;
    private volatile boolean closed;

    /**
     * Prepares a link; opens nothing.
     *
     * @param relays where to connect to; the link's own
     * @param limits how long a session is used
     * @param listener is told of sessions
     * @param nanoTime a clock like {@link System#nanoTime()}
     */
    public SmtpLink(Relays relays, SessionLimits limits, SessionListener listener, LongSupplier nanoTime) {
        this.relays = Objects.requireNonNull(relays, "relays");
        this.limits = Objects.requireNonNull(limits, "limits");
        this.listener = Objects.requireNonNull(listener, "listener");
        this.nanoTime = Objects.requireNonNull(nanoTime, "nanoTime");
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
        OneMessage one = new OneMessage(message);
        sendAll(one, partialDelivery);
        return one.outcome();
    }

    /**
     * Sends messages, over as few sessions and in as few round trips as the server permits; connects if need be. A failure
     * is told to the stream. If no session can be opened at all, each of the messages has that failure.
     *
     * @param stream the messages
     * @param partialDelivery whether to deliver to some if the server refuses other recipients
     */
    public void sendAll(MessageStream stream, boolean partialDelivery) {
        conversation.lock();
        try {
            SplitRecipients parts = new SplitRecipients(stream, partialDelivery);
            try {
                sendAll(parts, partialDelivery);
            } finally {
                parts.end(this::brokenOff);
            }
        } finally {
            conversation.unlock();
        }
    }

    private void sendAll(SplitRecipients stream, boolean partialDelivery) {
        Optional<RenderedMessage> message = stream.next();
        while (message.isPresent()) {
            RenderedMessage first = message.get();
            UsedSession current = reusable();
            boolean fresh = current == null;
            if (fresh) {
                try {
                    current = opened();
                } catch (SmtpException e) {
                    failOthers(stream.unreachable(first, e), stream, e);
                    return;
                }
            }
            Conversation.End end = converse(current, first, stream, partialDelivery);
            if (!end.goOn()) {
                return;
            }
            if (fresh
                    && end.unsent()
                            .filter(unsent -> unsent.message().equals(first))
                            .isPresent()) {
                SmtpException failure = end.unsent().get().failure();
                failOthers(stream.failed(first, failure), stream, failure);
                return;
            }
            message = end.unsent().map(Conversation.Unsent::message).or(stream::next);
        }
    }

    /** No session can be had, or none that takes a message: the others need not wait for the same timeout. */
    private static void failOthers(boolean goOn, MessageStream stream, SmtpException failure) {
        boolean more = goOn;
        while (more) {
            more = stream.next()
                    .map(message -> stream.unreachable(message, failure))
                    .orElse(false);
        }
    }

    private Conversation.End converse(
            UsedSession current, RenderedMessage message, MessageStream stream, boolean partialDelivery) {
        try {
            return current.converse(message, stream, partialDelivery);
        } finally {
            noticeLoss(current);
        }
    }

    private void noticeLoss(UsedSession current) {
        if (!current.isUsable() && session.compareAndSet(current, null)) {
            broken = true;
            listener.closed();
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
            UsedSession reused = reusable();
            return (reused == null ? opened() : reused).session().info();
        } finally {
            conversation.unlock();
        }
    }

    /** Returns the session that is open, if it can be used once more. */
    private UsedSession reusable() {
        UsedSession current = session.get();
        if (current == null) {
            return null;
        }
        long now = nanoTime.getAsLong();
        if (current.isSpent(now)) {
            leave(current);
            return null;
        }
        if (current.isUsable() && current.isDoubtful(now)) {
            current.ask();
        }
        noticeLoss(current);
        return current.isUsable() ? current : null;
    }

    private UsedSession opened() {
        if (closed) {
            throw lost();
        }
        SmtpSession opened = relays.open();
        UsedSession fresh = new UsedSession(opened, limits, nanoTime);
        listener.opened(opened.info(), broken);
        broken = false;
        session.set(fresh);
        if (closed) {
            // Closed by another thread while connecting: it could not see this session.
            abort();
            throw lost();
        }
        return fresh;
    }

    private void leave(UsedSession current) {
        if (session.compareAndSet(current, null)) {
            current.leave();
            listener.closed();
        }
    }

    /** Ends the session that is open, if there is one and nobody uses it; the next message opens another. */
    public void leave() {
        if (conversation.tryLock()) {
            try {
                Optional.ofNullable(session.get()).ifPresent(this::leave);
            } finally {
                conversation.unlock();
            }
        }
    }

    private SmtpConnectException lost() {
        return new SmtpConnectException(
                SmtpConnectException.Reason.LINK_LOST,
                "the connection to %s was closed by the container while it was in use".formatted(relays.peer()),
                null);
    }

    private SmtpConnectException brokenOff() {
        return new SmtpConnectException(
                SmtpConnectException.Reason.LINK_LOST,
                "the conversation with %s was broken off before all recipients had their turn".formatted(relays.peer()),
                null);
    }

    /**
     * Returns whether there is a session that nothing bad is known about. Costs no I/O.
     *
     * @return whether a session is open
     */
    public boolean isOpen() {
        UsedSession current = session.get();
        return current != null && current.isUsable();
    }

    /**
     * Returns whether there was a session and it was lost. Costs no I/O.
     *
     * @return whether the last session is known to be dead
     */
    public boolean isBroken() {
        return broken;
    }

    /** Closes the link for good: politely if no conversation is under way, else by {@link #abort()}. Never throws. */
    public void close() {
        closed = true;
        if (conversation.tryLock()) {
            try {
                UsedSession current = session.get();
                if (current != null) {
                    leave(current);
                }
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
        UsedSession current = session.getAndSet(null);
        if (current != null) {
            current.session().abort();
            listener.closed();
        }
    }
}
