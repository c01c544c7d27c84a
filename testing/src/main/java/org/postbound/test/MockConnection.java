package org.postbound.test;

import jakarta.mail.Service;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;
import java.lang.StackWalker.StackFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.postbound.Disposition;
import org.postbound.Email;
import org.postbound.Envelope;
import org.postbound.Receipt;
import org.postbound.RecipientOutcome;
import org.postbound.SmtpConnectException;
import org.postbound.SmtpConnection;
import org.postbound.SmtpException;
import org.postbound.SmtpReplyException;
import org.postbound.SmtpServerInfo;
import org.postbound.SmtpTransport;
import org.postbound.mime.MessageRenderer;
import org.postbound.mime.RenderedMessage;
import org.postbound.tx.KeyRule;
import org.postbound.tx.SendRule;

/** A handle of a {@link MockMail}. */
final class MockConnection implements SmtpConnection {
    private static final SmtpServerInfo SERVER =
            new SmtpServerInfo("mock", 25, "mock ESMTP", Map.of(), Optional.empty(), Optional.empty());

    /** What may stand between the application and the constructor. */
    private static final Set<String> BETWEEN = Set.of(
            MockConnection.class.getName(),
            MockMail.class.getName(),
            SmtpTransport.class.getName(),
            "org.postbound.HeldConnection",
            Service.class.getName(),
            Transport.class.getName());

    private final MockMail mail;
    private final Optional<MockBranch> branch;
    private final StackTraceElement takenAt;
    private volatile boolean closed;

    MockConnection(MockMail mail, Optional<MockBranch> branch) {
        this.mail = mail;
        this.branch = branch;
        this.takenAt = caller();
    }

    private static StackTraceElement caller() {
        return StackWalker.getInstance().walk(frames -> frames.filter(frame -> !BETWEEN.contains(frame.getClassName()))
                .map(StackFrame::toStackTraceElement)
                .findFirst()
                .orElseThrow());
    }

    @Override
    public Receipt send(Email email) {
        return send(renderer -> renderer.render(email));
    }

    @Override
    public Receipt send(MimeMessage message) {
        return send(renderer -> renderer.render(message));
    }

    @Override
    public Receipt send(Envelope envelope, MimeMessage message) {
        return send(renderer -> renderer.render(envelope, message));
    }

    @Override
    public Receipt send(Envelope envelope, byte[] message) {
        return send(renderer -> renderer.render(envelope, message));
    }

    /** Whether it may be sent is asked before rendering, which may read files, and again after it. */
    private Receipt send(Function<MessageRenderer, RenderedMessage> rendering) {
        decide();
        RenderedMessage message = rendering.apply(mail.renderer());
        return handOver(List.of(message), () -> List.of(mail.server().submit(message)))
                .get(0);
    }

    @Override
    public List<Receipt> sendAll(List<Email> emails) {
        decide();
        List<RenderedMessage> messages = mail.renderer().renderAll(emails);
        return handOver(messages, () -> submit(messages));
    }

    private List<Receipt> handOver(List<RenderedMessage> messages, Supplier<List<Receipt>> submitting) {
        try {
            if (decide() == SendRule.Action.STAGE) {
                return stage(messages);
            }
            messages.forEach(KeyRule::checkNone);
            return submitting.get();
        } catch (SmtpException e) {
            messages.forEach(RenderedMessage::close);
            throw e;
        }
    }

    private SendRule.Action decide() {
        if (closed) {
            throw SendRule.closed();
        }
        return SendRule.decide(
                branch.flatMap(MockBranch::active),
                branch.map(MockBranch::transaction),
                mail.transactions().current(),
                false);
    }

    private List<Receipt> stage(List<RenderedMessage> messages) {
        branch.orElseThrow(SendRule::ended).stage(messages);
        return messages.stream().map(this::staged).toList();
    }

    private Receipt staged(RenderedMessage message) {
        return new Receipt(
                message.message().messageId(),
                Optional.of(mail.server().newOutboxId().toString()),
                Disposition.STAGED,
                pending(message),
                Optional.empty(),
                Optional.empty());
    }

    /** A failure is told in the receipt; where nothing listens, in those of all that follow, too. */
    private List<Receipt> submit(List<RenderedMessage> messages) {
        List<Receipt> receipts = new ArrayList<>();
        Optional<SmtpException> unreachable = Optional.empty();
        for (RenderedMessage message : messages) {
            Receipt receipt = unreachable.isPresent() ? failed(message, unreachable.get()) : submit(message);
            unreachable = receipt.failure().filter(SmtpConnectException.class::isInstance);
            receipts.add(receipt);
        }
        return receipts;
    }

    private Receipt submit(RenderedMessage message) {
        try {
            return mail.server().submit(message);
        } catch (SmtpException e) {
            return failed(message, e);
        }
    }

    private static Receipt failed(RenderedMessage message, SmtpException failure) {
        message.close();
        return Receipt.failed(message.message().messageId(), outcomes(message, failure), failure);
    }

    private static List<RecipientOutcome> outcomes(RenderedMessage message, SmtpException failure) {
        return failure instanceof SmtpReplyException refusal ? refusal.recipients() : pending(message);
    }

    private static List<RecipientOutcome> pending(RenderedMessage message) {
        return message.envelope().forwardPaths().stream()
                .map(path -> RecipientOutcome.pending(path.address()))
                .toList();
    }

    @Override
    public SmtpServerInfo server() {
        if (closed) {
            throw SendRule.closed();
        }
        if (branch.isPresent() && branch.get().active().isEmpty()) {
            throw SendRule.ended();
        }
        return SERVER;
    }

    @Override
    public void close() {
        closed = true;
        mail.forget(this);
    }

    /** Says where it was taken, for who looks for connections that are not closed. */
    @Override
    public String toString() {
        return "connection taken at " + takenAt;
    }
}
