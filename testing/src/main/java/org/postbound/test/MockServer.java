package org.postbound.test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.postbound.ForwardPath;
import org.postbound.InDoubtException;
import org.postbound.Receipt;
import org.postbound.RecipientOutcome;
import org.postbound.SmtpConnectException;
import org.postbound.SmtpReply;
import org.postbound.mime.RenderedMessage;
import org.postbound.outbox.OutboxId;
import org.postbound.smtp.Refusal;

/** What stands for the SMTP server of a {@link MockMail}: it takes what is sent, unless a test wants it to fail. */
final class MockServer {
    private static final SmtpReply RECIPIENT_OK = new SmtpReply(250, List.of("2.1.5 recipient ok"));
    private static final SmtpReply ACCEPTED = new SmtpReply(250, List.of("2.0.0 accepted by the mock"));

    private final boolean partialDelivery;
    private final Inbox inbox = new Inbox();
    private final RefusedRecipients refused = new RefusedRecipients();
    private final Queue<Fault> faults = new ConcurrentLinkedQueue<>();
    private final AtomicLong lastOutboxId = new AtomicLong();
    private final Set<String> claimedKeys = ConcurrentHashMap.newKeySet();

    MockServer(boolean partialDelivery) {
        this.partialDelivery = partialDelivery;
    }

    Inbox inbox() {
        return inbox;
    }

    RefusedRecipients refused() {
        return refused;
    }

    /** As the outbox would give it to a message; never the same, also after {@link #reset()}. */
    OutboxId newOutboxId() {
        return new OutboxId(lastOutboxId.incrementAndGet());
    }

    void addFault(Fault fault) {
        faults.add(fault);
    }

    void reset() {
        inbox.clear();
        refused.clear();
        faults.clear();
        claimedKeys.clear();
    }

    /**
     * Takes a message, and closes it if it is accepted.
     *
     * @throws org.postbound.SmtpException if it is not accepted
     */
    Receipt submit(RenderedMessage message) {
        Fault fault = faults.poll();
        if (fault instanceof Fault.ConnectionRefused) {
            throw new SmtpConnectException(
                    SmtpConnectException.Reason.REFUSED, "nothing listens there, as the test asked for", null);
        }
        List<RecipientOutcome> recipients = message.envelope().forwardPaths().stream()
                .map(ForwardPath::address)
                .map(address ->
                        RecipientOutcome.of(address, refused.reply(address).orElse(RECIPIENT_OK)))
                .toList();
        Refusal.ofRecipients(recipients, partialDelivery).ifPresent(refusal -> {
            throw refusal;
        });
        if (fault instanceof Fault.MessageRefused rejected) {
            throw Refusal.ofMessage(Refusal.OF_MESSAGE, recipients, rejected.reply());
        }
        receive(
                message,
                recipients.stream()
                        .filter(RecipientOutcome::isAccepted)
                        .map(RecipientOutcome::address)
                        .toList());
        String messageId = message.message().messageId();
        if (fault instanceof Fault.ReplyLost) {
            throw new InDoubtException(
                    messageId,
                    "the reply to message %s was lost, as the test asked for; the server may have accepted it"
                            .formatted(messageId),
                    null);
        }
        return Receipt.accepted(messageId, recipients, ACCEPTED);
    }

    /**
     * Takes a message that the outbox would hand over some time or other: faults would only delay it. One whose idempotency
     * key another has is not received.
     */
    void receiveCommitted(RenderedMessage message) {
        if (!claimsKey(message)) {
            message.close();
            return;
        }
        receive(
                message,
                message.envelope().forwardPaths().stream()
                        .map(ForwardPath::address)
                        .toList());
    }

    private boolean claimsKey(RenderedMessage message) {
        return message.envelope()
                .options()
                .idempotencyKey()
                .map(claimedKeys::add)
                .orElse(true);
    }

    private void receive(RenderedMessage message, List<String> recipients) {
        try (message) {
            inbox.add(new ReceivedMail(message.envelope().reversePath(), recipients, octets(message)));
        }
    }

    private static byte[] octets(RenderedMessage message) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        try {
            message.message().writeTo(octets);
        } catch (IOException e) {
            throw new UncheckedIOException("the temporary file of a large message cannot be read", e);
        }
        return octets.toByteArray();
    }
}
