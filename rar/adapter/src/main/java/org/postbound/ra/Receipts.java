package org.postbound.ra;

import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.postbound.Disposition;
import org.postbound.Receipt;
import org.postbound.RecipientOutcome;
import org.postbound.SmtpException;
import org.postbound.SmtpReplyException;
import org.postbound.mime.RenderedMessage;
import org.postbound.smtp.MessageStream;
import org.postbound.smtp.SmtpSession.Accepted;

/** Messages that are sent together, and a receipt for each. */
final class Receipts implements MessageStream {
    private final List<RenderedMessage> messages;
    private final Iterator<RenderedMessage> rest;
    private final IdentityHashMap<RenderedMessage, Receipt> told = new IdentityHashMap<>();

    Receipts(List<RenderedMessage> messages) {
        this.messages = messages;
        this.rest = messages.iterator();
    }

    static Receipt staged(RenderedMessage message, Optional<String> outboxId) {
        return waiting(message, outboxId, Disposition.STAGED);
    }

    static Receipt stored(RenderedMessage message, String outboxId) {
        return waiting(message, Optional.of(outboxId), Disposition.STORED);
    }

    private static Receipt waiting(RenderedMessage message, Optional<String> outboxId, Disposition disposition) {
        return new Receipt(
                message.message().messageId(),
                outboxId,
                disposition,
                pending(message),
                Optional.empty(),
                Optional.empty());
    }

    /** Accepted for some recipients, it has a failure beside it if others could not even be asked. */
    static Receipt of(RenderedMessage message, Accepted accepted) {
        return new Receipt(
                message.message().messageId(),
                Optional.empty(),
                Disposition.ACCEPTED,
                accepted.recipients(),
                Optional.of(accepted.reply()),
                accepted.failure());
    }

    @Override
    public Optional<RenderedMessage> next() {
        return rest.hasNext() ? Optional.of(rest.next()) : Optional.empty();
    }

    @Override
    public void accepted(RenderedMessage message, Accepted accepted) {
        told.put(message, of(message, accepted));
    }

    @Override
    public boolean failed(RenderedMessage message, SmtpException failure) {
        told.put(message, Receipt.failed(message.message().messageId(), outcomes(message, failure), failure));
        return true;
    }

    private static List<RecipientOutcome> outcomes(RenderedMessage message, SmtpException failure) {
        return failure instanceof SmtpReplyException refusal
                        && !refusal.recipients().isEmpty()
                ? refusal.recipients()
                : pending(message);
    }

    private static List<RecipientOutcome> pending(RenderedMessage message) {
        return message.envelope().forwardPaths().stream()
                .map(path -> RecipientOutcome.pending(path.address()))
                .toList();
    }

    List<Receipt> inOrder() {
        return messages.stream().map(told::get).toList();
    }
}
