package org.postbound.smtp;

import java.util.Optional;
import org.postbound.SmtpException;
import org.postbound.mime.RenderedMessage;

/** A stream of one message whose outcome is returned or thrown. */
final class OneMessage implements MessageStream {
    private RenderedMessage message;
    private SmtpSession.Accepted accepted;
    private SmtpException failure;

    OneMessage(RenderedMessage message) {
        this.message = message;
    }

    @Override
    public Optional<RenderedMessage> next() {
        Optional<RenderedMessage> next = Optional.ofNullable(message);
        message = null;
        return next;
    }

    @Override
    public void accepted(RenderedMessage message, SmtpSession.Accepted accepted) {
        this.accepted = accepted;
    }

    @Override
    public boolean failed(RenderedMessage message, SmtpException failure) {
        this.failure = failure;
        return false;
    }

    SmtpSession.Accepted outcome() {
        if (failure != null) {
            throw failure;
        }
        return accepted;
    }
}
