package org.postbound.smtp;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.postbound.SmtpConnectException;
import org.postbound.SmtpException;
import org.postbound.config.SessionLimits;
import org.postbound.mime.RenderedMessage;

/**
 * A session, and how much it was used: it is asked first after it was idle for long, and left when it has carried its number
 * of messages or is too old. Instants are those of {@link System#nanoTime()}.
 */
final class UsedSession {
    private final SmtpSession session;
    private final SessionLimits limits;
    private final LongSupplier nanoTime;
    private final long openedAt;
    private long usedAt;
    private int messages;

    /** Takes a session that was opened just now. */
    UsedSession(SmtpSession session, SessionLimits limits, LongSupplier nanoTime) {
        this.session = session;
        this.limits = limits;
        this.nanoTime = nanoTime;
        this.openedAt = nanoTime.getAsLong();
        this.usedAt = openedAt;
    }

    SmtpSession session() {
        return session;
    }

    /** Whether nothing bad is known about it. Thread-safe. */
    boolean isUsable() {
        return session.isUsable();
    }

    /** Whether it may have been dropped by the server while nobody used it. */
    boolean isDoubtful(long now) {
        return limits.isDoubtful(Duration.ofNanos(now - usedAt));
    }

    /** Whether it has reached a limit, its own or the server's. */
    boolean isSpent(long now) {
        return limits.isReached(messages, Duration.ofNanos(now - openedAt))
                || messages >= session.mailMax().orElse(Integer.MAX_VALUE);
    }

    /** Asks the server whether it is still there. If it has dropped the session meanwhile, that is no error, but not usable. */
    void ask() {
        try {
            session.noop();
        } catch (SmtpConnectException e) {
            // Another session takes its place.
            session.abort();
        }
    }

    /** Takes leave of the server. */
    void leave() {
        try {
            session.quit();
        } catch (SmtpException e) {
            // The deadlines are gone with the adapter that was stopped: no farewell, but no open socket either.
            session.abort();
        }
    }

    /** Sends the message, and then the stream's others as long as they are ready and no limit is reached. */
    Conversation.End converse(RenderedMessage first, MessageStream stream, boolean partialDelivery) {
        messages++;
        try {
            return session.converse(first, new WithinLimits(stream), partialDelivery);
        } finally {
            usedAt = nanoTime.getAsLong();
        }
    }

    private final class WithinLimits implements MessageStream {
        private final MessageStream stream;

        WithinLimits(MessageStream stream) {
            this.stream = stream;
        }

        @Override
        public Optional<RenderedMessage> next() {
            return nextNow();
        }

        @Override
        public Optional<RenderedMessage> nextNow() {
            if (isSpent(nanoTime.getAsLong())) {
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
}
