package org.postbound.smtp;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.postbound.SmtpConnectException;
import org.postbound.SmtpException;
import org.postbound.SmtpServerInfo;
import org.postbound.config.SessionConfig;
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
    private final SessionConfig config;
    private final SessionLimits limits;
    private final Deadlines deadlines;
    private final AccessTokens tokens;
    private final SessionListener listener;
    private final LongSupplier nanoTime;
    private final ReentrantLock conversation = new ReentrantLock();
    private final AtomicReference<SmtpSession> session = new AtomicReference<>();
    private volatile boolean broken;
    private volatile boolean closed;
    private long openedAt;
    private long usedAt;
    private int messages;

    /**
     * Prepares a link; opens nothing.
     *
     * @param config where to connect to, and how
     * @param limits how long a session is used
     * @param deadlines bounds what a socket's timeout cannot
     * @param tokens where access tokens come from
     * @param listener is told of sessions
     * @param nanoTime a clock like {@link System#nanoTime()}
     */
    public SmtpLink(
            SessionConfig config,
            SessionLimits limits,
            Deadlines deadlines,
            AccessTokens tokens,
            SessionListener listener,
            LongSupplier nanoTime) {
        this.config = Objects.requireNonNull(config, "config");
        this.limits = Objects.requireNonNull(limits, "limits");
        this.deadlines = Objects.requireNonNull(deadlines, "deadlines");
        this.tokens = Objects.requireNonNull(tokens, "tokens");
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
            sendAll(new SplitRecipients(stream), partialDelivery);
        } finally {
            conversation.unlock();
        }
    }

    private void sendAll(SplitRecipients stream, boolean partialDelivery) {
        Optional<RenderedMessage> message = stream.next();
        while (message.isPresent()) {
            RenderedMessage first = message.get();
            SmtpSession current = reusable();
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
            SmtpSession current, RenderedMessage message, MessageStream stream, boolean partialDelivery) {
        messages++;
        try {
            return current.converse(message, new WithinLimits(current, stream), partialDelivery);
        } finally {
            usedAt = nanoTime.getAsLong();
            noticeLoss(current);
        }
    }

    /** Ends the stream for a session that has reached its limits. */
    private final class WithinLimits implements MessageStream {
        private final SmtpSession session;
        private final MessageStream stream;

        WithinLimits(SmtpSession session, MessageStream stream) {
            this.session = session;
            this.stream = stream;
        }

        @Override
        public Optional<RenderedMessage> next() {
            return nextNow();
        }

        @Override
        public Optional<RenderedMessage> nextNow() {
            if (isReached(session, nanoTime.getAsLong())) {
                return Optional.empty();
            }
            Optional<RenderedMessage> next = stream.nextNow();
            messages += next.isPresent() ? 1 : 0;
            return next;
        }

        @Override
        public void accepted(RenderedMessage message, SmtpSession.Accepted accepted) {
            stream.accepted(message, accepted);
        }

        @Override
        public boolean failed(RenderedMessage message, SmtpException failure) {
            return stream.failed(message, failure);
        }
    }

    private boolean isReached(SmtpSession current, long now) {
        return limits.isReached(messages, Duration.ofNanos(now - openedAt))
                || messages >= current.mailMax().orElse(Integer.MAX_VALUE);
    }

    private void noticeLoss(SmtpSession current) {
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
            SmtpSession reused = reusable();
            return (reused == null ? opened() : reused).info();
        } finally {
            conversation.unlock();
        }
    }

    /** Returns the session that is open, if it can be used once more. */
    private SmtpSession reusable() {
        SmtpSession current = session.get();
        if (current == null) {
            return null;
        }
        long now = nanoTime.getAsLong();
        if (isReached(current, now)) {
            leave(current);
            return null;
        }
        if (current.isUsable() && limits.isDoubtful(Duration.ofNanos(now - usedAt))) {
            return isAlive(current) ? current : null;
        }
        noticeLoss(current);
        return current.isUsable() ? current : null;
    }

    /** A session that the server dropped meanwhile is no error: another is opened in its place. */
    private boolean isAlive(SmtpSession current) {
        try {
            current.noop();
            return true;
        } catch (SmtpConnectException e) {
            noticeLoss(current);
            return false;
        }
    }

    private SmtpSession opened() {
        if (closed) {
            throw lost();
        }
        SmtpSession fresh = SmtpSession.open(config, deadlines, tokens, nanoTime);
        openedAt = nanoTime.getAsLong();
        usedAt = openedAt;
        messages = 0;
        listener.opened(fresh.info(), broken);
        broken = false;
        session.set(fresh);
        if (closed) {
            // Closed by another thread while connecting: it could not see this session.
            abort();
            throw lost();
        }
        return fresh;
    }

    private void leave(SmtpSession current) {
        if (session.compareAndSet(current, null)) {
            try {
                current.quit();
            } catch (SmtpException e) {
                // The deadlines are gone with the adapter that was stopped: no farewell, but no open socket either.
                current.abort();
            }
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
        SmtpSession current = session.get();
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
                SmtpSession current = session.get();
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
        SmtpSession current = session.getAndSet(null);
        if (current != null) {
            current.abort();
            listener.closed();
        }
    }
}
