package org.postbound.delivery;

import java.util.Optional;
import org.postbound.SmtpException;
import org.postbound.mime.RenderedMessage;
import org.postbound.smtp.MessageStream;
import org.postbound.smtp.SmtpSession.Accepted;

/** Counts what becomes of messages. */
record Counted(MessageStream messages, Statistics statistics) implements MessageStream {
    @Override
    public Optional<RenderedMessage> next() {
        return messages.next();
    }

    @Override
    public Optional<RenderedMessage> nextNow() {
        return messages.nextNow();
    }

    @Override
    public void accepted(RenderedMessage message, Accepted accepted) {
        statistics.sent();
        messages.accepted(message, accepted);
    }

    @Override
    public boolean failed(RenderedMessage message, SmtpException failure) {
        statistics.failed(failure);
        return messages.failed(message, failure);
    }

    @Override
    public boolean unreachable(RenderedMessage message, SmtpException failure) {
        statistics.failed(failure);
        return messages.unreachable(message, failure);
    }
}
