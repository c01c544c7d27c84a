package org.postbound.smtp;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.angus.mail.smtp.SMTPOutputStream;
import org.postbound.RecipientOutcome;
import org.postbound.SmtpReply;
import org.postbound.SmtpReplyException;
import org.postbound.mime.WireMessage;

/** One mail transaction (RFC 5321 section 3.3): MAIL, RCPT, DATA, the message. */
final class MailTransaction {
    private static final byte[] FINAL_DOT = ".\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int START_MAIL_INPUT = 354;

    private final Link link;
    private final SessionState state;
    private final EnvelopeCommands envelope;
    private final WireMessage message;
    private final boolean partialDelivery;
    private boolean mailAnswered;

    MailTransaction(
            Link link, SessionState state, EnvelopeCommands envelope, WireMessage message, boolean partialDelivery) {
        this.link = link;
        this.state = state;
        this.envelope = envelope;
        this.message = message;
        this.partialDelivery = partialDelivery;
    }

    /**
     * Carries it out. Whenever the state is not {@code READY} afterwards, the connection has to be closed.
     *
     * @throws SmtpReplyException if the server refused the message
     * @throws IOException if the conversation broke
     */
    SmtpSession.Accepted run() throws IOException {
        state.enter(SessionState.Stage.MAIL);
        link.checkNothingPending();
        SmtpReply mail = link.exchange(envelope.mail());
        mailAnswered = true;
        if (!accepted("MAIL", mail)) {
            state.settle();
            throw new SmtpReplyException("the server refused the sender", mail, List.of());
        }
        List<RecipientOutcome> recipients = recipients();
        SmtpReply data = link.exchange(new Command.Data());
        if (data.isTransient() || data.isPermanent()) {
            throw afterReset(new SmtpReplyException(
                    "the server refused the message before it was sent", data, decided(recipients, data)));
        }
        if (data.code() != START_MAIL_INPUT) {
            throw new ProtocolViolationException("\"" + data + "\" is not a reply to DATA");
        }
        writeMessage();
        return finish(recipients);
    }

    /** Whether the link was lost before the server said anything about this message. */
    boolean isMailAnswered() {
        return mailAnswered;
    }

    private List<RecipientOutcome> recipients() throws IOException {
        List<RecipientOutcome> outcomes = new ArrayList<>();
        SmtpReply refusal = null;
        int refused = 0;
        for (Command.Rcpt recipient : envelope.recipients()) {
            SmtpReply reply = link.exchange(recipient);
            outcomes.add(RecipientOutcome.of(recipient.forwardPath(), reply));
            if (!accepted("RCPT", reply)) {
                refused++;
                // The permanent one decides: as long as it stands, a retry would fail again.
                refusal = refusal == null || (refusal.isTransient() && reply.isPermanent()) ? reply : refusal;
            }
        }
        if (refusal != null && (!partialDelivery || refused == outcomes.size())) {
            throw afterReset(new SmtpReplyException(
                    "the server refused %d of %d recipients, so nothing was sent to any"
                            .formatted(refused, outcomes.size()),
                    refusal,
                    outcomes));
        }
        return outcomes;
    }

    private void writeMessage() throws IOException {
        state.enter(SessionState.Stage.DATA);
        SMTPOutputStream content = new SMTPOutputStream(link.content());
        message.writeTo(content);
        content.ensureAtBOL();
        link.content().write(FINAL_DOT);
        link.content().flush();
        state.record(SessionState.Stage.FINAL_DOT);
    }

    private SmtpSession.Accepted finish(List<RecipientOutcome> recipients) throws IOException {
        SmtpReply reply = link.readFinal();
        if (reply.isIntermediate()) {
            throw new ProtocolViolationException("\"" + reply + "\" is not a reply to a message");
        }
        state.settle();
        if (reply.code() == ServiceClosingException.CODE) {
            state.close();
        }
        if (!reply.isPositive()) {
            throw new SmtpReplyException("the server refused the message", reply, decided(recipients, reply));
        }
        return new SmtpSession.Accepted(List.copyOf(recipients), reply);
    }

    /** Whoever was accepted so far shares the fate of the message. */
    private static List<RecipientOutcome> decided(List<RecipientOutcome> recipients, SmtpReply reply) {
        return recipients.stream()
                .map(outcome -> outcome.isAccepted() ? RecipientOutcome.of(outcome.address(), reply) : outcome)
                .toList();
    }

    private static boolean accepted(String command, SmtpReply reply) throws ProtocolViolationException {
        if (reply.isIntermediate()) {
            throw new ProtocolViolationException("\"" + reply + "\" is not a reply to " + command);
        }
        return reply.isPositive();
    }

    /** Ends the transaction. If that fails only the session is lost: the refusal is what the caller has to know. */
    private SmtpReplyException afterReset(SmtpReplyException refusal) {
        try {
            SmtpReply reply = link.exchange(new Command.Rset());
            if (reply.isPositive()) {
                state.settle();
            }
        } catch (IOException e) {
            refusal.addSuppressed(e);
        }
        return refusal;
    }
}
