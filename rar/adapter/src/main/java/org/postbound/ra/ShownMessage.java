package org.postbound.ra;

import java.util.List;
import org.postbound.RecipientOutcome;
import org.postbound.outbox.Kept;

/** What JMX shows of a message. */
record ShownMessage(Kept kept) implements MessageStatus {
    @Override
    public String getId() {
        return kept.message().id().toString();
    }

    @Override
    public String getMessageId() {
        return kept.message().messageId();
    }

    @Override
    public String getState() {
        return kept.state().name();
    }

    @Override
    public String getReversePath() {
        return kept.message().envelope().reversePath();
    }

    @Override
    public List<String> getRecipients() {
        return kept.message().outcomes().stream()
                .map(RecipientOutcome::toString)
                .toList();
    }

    @Override
    public long getSize() {
        return kept.message().size();
    }

    @Override
    public int getAttempts() {
        return kept.message().attempts();
    }

    @Override
    public String getStored() {
        return kept.message().storedAt().toString();
    }

    @Override
    public String getDue() {
        return kept.due().toString();
    }

    @Override
    public String getRemark() {
        return kept.remark();
    }
}
