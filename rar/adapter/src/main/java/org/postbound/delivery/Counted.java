package org.postbound.delivery;

import java.util.Optional;
import org.postbound.SmtpException;
import org.postbound.mime.RenderedMessage;
import org.postbound.smtp.MessageStream;
import org.postbound.smtp.SmtpSession.Accepted;

/** Counts what becomes of messages, once whoever has to know it was told. */
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
        messages.accepted(message, accepted);
        statistics.sent();
    }

    @Override
    public boolean failed(RenderedMessage message, SmtpException failure) {
        boolean goOn = messages.failed(message, failure);
        statistics.failed(failure);
        return goOn;
    }

    @Override
    public boolean unreachable(RenderedMessage message, SmtpException failure) {
        boolean goOn = messages.unreachable(message, failure);
        statistics.failed(failure);
        return goOn;
    }
}
