package org.postbound.ra;

import java.util.List;
import org.postbound.RecipientOutcome;
import org.postbound.outbox.Sent;
import org.postbound.outbox.SentMail;

/** What JMX shows of a message that was accepted. */
record ShownSent(String entry, Sent message) implements SentStatus {
    ShownSent(SentMail.Entry kept) {
        this(kept.number().toString(), kept.message());
    }

    @Override
    public String getEntry() {
        return entry;
    }

    @Override
    public String getId() {
        return message.id().toString();
    }

    @Override
    public String getRoute() {
        return message.route();
    }

    @Override
    public String getMessageId() {
        return message.messageId();
    }

    @Override
    public String getReversePath() {
        return message.reversePath();
    }

    @Override
    public List<String> getRecipients() {
        return message.recipients().stream().map(RecipientOutcome::toString).toList();
    }

    @Override
    public int getAttempts() {
        return message.attempts();
    }

    @Override
    public String getStored() {
        return message.storedAt().toString();
    }

    @Override
    public String getAccepted() {
        return message.acceptedAt().toString();
    }
}
