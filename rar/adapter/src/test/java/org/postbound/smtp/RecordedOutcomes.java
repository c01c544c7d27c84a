package org.postbound.smtp;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.postbound.SmtpException;
import org.postbound.SmtpReplyException;
import org.postbound.mime.RenderedMessage;

/** A stream of messages that records what it is told, one line each. */
final class RecordedOutcomes implements MessageStream {
    private final Iterator<RenderedMessage> messages;
    private final List<String> told = new ArrayList<>();
    private boolean stopsAtFailure;

    RecordedOutcomes(RenderedMessage... messages) {
        this.messages = List.of(messages).iterator();
    }

    RecordedOutcomes stoppingAtFailure() {
        stopsAtFailure = true;
        return this;
    }

    List<String> told() {
        return List.copyOf(told);
    }

    @Override
    public Optional<RenderedMessage> next() {
        return messages.hasNext() ? Optional.of(messages.next()) : Optional.empty();
    }

    @Override
    public void accepted(RenderedMessage message, SmtpSession.Accepted accepted) {
        String failure = accepted.failure()
                .map(e -> " then " + e.getClass().getSimpleName())
                .orElse("");
        told.add(message.message().messageId() + " accepted for " + accepted.recipients() + failure);
    }

    @Override
    public boolean failed(RenderedMessage message, SmtpException failure) {
        String reply = failure instanceof SmtpReplyException refusal ? " " + refusal.reply() : "";
        told.add(message.message().messageId() + " " + failure.getClass().getSimpleName() + reply);
        return !stopsAtFailure;
    }
}
