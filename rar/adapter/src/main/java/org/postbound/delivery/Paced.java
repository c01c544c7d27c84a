package org.postbound.delivery;

import java.util.Optional;
import org.postbound.SmtpException;
import org.postbound.SmtpPoolException;
import org.postbound.mime.RenderedMessage;
import org.postbound.smtp.MessageStream;
import org.postbound.smtp.SmtpSession.Accepted;

/** Gives messages out at a limited rate. */
final class Paced implements MessageStream {
    private final MessageStream messages;
    private final RateLimit rate;
    private final RateLimit.Pause pause;

    /** Has to wait for its turn; so nothing waits behind the message before. */
    private Optional<RenderedMessage> early = Optional.empty();

    Paced(MessageStream messages, RateLimit rate, RateLimit.Pause pause) {
        this.messages = messages;
        this.rate = rate;
        this.pause = pause;
    }

    @Override
    public Optional<RenderedMessage> next() {
        Optional<RenderedMessage> message = early.or(messages::next);
        early = Optional.empty();
        while (message.isPresent()) {
            try {
                return rate.acquire(pause) ? message : Optional.empty();
            } catch (SmtpPoolException e) {
                message = messages.failed(message.get(), e) ? messages.next() : Optional.empty();
            }
        }
        return message;
    }

    @Override
    public Optional<RenderedMessage> nextNow() {
        if (early.isEmpty()) {
            Optional<RenderedMessage> message = messages.nextNow();
            if (message.isEmpty() || rate.tryAcquire()) {
                return message;
            }
            early = message;
        }
        return Optional.empty();
    }

    @Override
    public void accepted(RenderedMessage message, Accepted accepted) {
        messages.accepted(message, accepted);
    }

    @Override
    public boolean failed(RenderedMessage message, SmtpException failure) {
        return messages.failed(message, failure);
    }

    @Override
    public boolean unreachable(RenderedMessage message, SmtpException failure) {
        return messages.unreachable(message, failure);
    }
}
