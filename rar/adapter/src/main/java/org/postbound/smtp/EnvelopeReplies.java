package org.postbound.smtp;

import java.util.ArrayList;
import java.util.List;
import org.postbound.RecipientOutcome;
import org.postbound.SmtpReply;
import org.postbound.SmtpReplyException;

/** What the server said to the commands of an envelope, and what follows from it. */
final class EnvelopeReplies {
    private static final int START_MAIL_INPUT = 354;

    private final boolean partialDelivery;
    private final boolean isEncrypted;
    private final List<RecipientOutcome> recipients = new ArrayList<>();
    private SmtpReply mail;
    private SmtpReply data;

    EnvelopeReplies(boolean partialDelivery, boolean isEncrypted) {
        this.partialDelivery = partialDelivery;
        this.isEncrypted = isEncrypted;
    }

    /**
     * Takes the reply to a command, in the order of the commands.
     *
     * @throws ProtocolViolationException if it is no reply to that
     */
    void take(Command command, SmtpReply reply) throws ProtocolViolationException {
        if (command instanceof Command.Data) {
            data = reply;
            return;
        }
        check(command, reply);
        if (command instanceof Command.Mail) {
            mail = reply;
        } else if (command instanceof Command.Rcpt recipient) {
            recipients.add(RecipientOutcome.of(recipient.forwardPath(), reply));
        }
    }

    private static void check(Command command, SmtpReply reply) throws ProtocolViolationException {
        if (reply.isIntermediate()) {
            throw new ProtocolViolationException("\"" + reply + "\" is not a reply to " + command.logForm());
        }
    }

    /** Whether the server has said anything about the message. */
    boolean isMailAnswered() {
        return mail != null;
    }

    boolean isMailRefused() {
        return mail != null && !mail.isPositive();
    }

    boolean isDataAnswered() {
        return data != null;
    }

    /**
     * Returns whether the server awaits the message.
     *
     * @throws ProtocolViolationException if what it said to DATA is neither that nor a refusal
     */
    boolean isMailInputAwaited() throws ProtocolViolationException {
        if (data == null || data.isTransient() || data.isPermanent()) {
            return false;
        }
        if (data.code() != START_MAIL_INPUT) {
            throw new ProtocolViolationException("\"" + data + "\" is not a reply to DATA");
        }
        return true;
    }

    /** Whether the envelope is refused, as a whole or for so many recipients that nothing is to be sent; else null. */
    SmtpReplyException refusal() {
        if (isMailRefused()) {
            return Refusal.ofSender(mail, isEncrypted);
        }
        // Who only came too late has not had a turn.
        List<RecipientOutcome> judged = partialDelivery && !outcomes().isEmpty() ? outcomes() : recipients;
        return Refusal.ofRecipients(judged, partialDelivery).orElse(null);
    }

    /** DATA was refused. */
    SmtpReplyException refusalOfData() {
        return Refusal.ofMessage("the server refused the message before it was sent", outcomes(), data);
    }

    /** The message was refused: whoever was accepted so far shares its fate. */
    SmtpReplyException refused(String problem, SmtpReply reply) {
        return Refusal.ofMessage(problem, outcomes(), reply);
    }

    /** Without those who only came too late: another mail transaction may still take them (RFC 5321 4.5.3.1.10). */
    List<RecipientOutcome> outcomes() {
        return recipients.stream()
                .filter(outcome -> !isTooMany(outcome.reply().orElseThrow()))
                .toList();
    }

    /**
     * RFC 5321 section 4.5.3.1.10: 552 is temporary where it is of too many recipients. So it is, even if nobody was taken
     * beside them: the limit may be one of the session.
     *
     * @param several whether the message has several recipients; without an enhanced status code, 552 to the only one is of
     *     a full mailbox
     */
    static SmtpReplyException passing(SmtpReplyException refusal, boolean several) {
        List<RecipientOutcome> outcomes = refusal.recipients();
        return refusal.isMessageRefused()
                        || outcomes.isEmpty()
                        || !outcomes.stream()
                                .map(outcome -> outcome.reply().orElseThrow())
                                .allMatch(reply -> isTooMany(reply)
                                        && (several
                                                || reply.enhancedStatusCode().isPresent()))
                ? refusal
                : Refusal.ofRecipients(
                                outcomes.stream().map(EnvelopeReplies::passing).toList(), true)
                        .orElseThrow();
    }

    private static RecipientOutcome passing(RecipientOutcome tooMany) {
        List<String> lines = tooMany.reply().orElseThrow().lines().stream()
                .map(line -> line.replaceFirst("^5\\.5\\.3", "4.5.3"))
                .toList();
        return RecipientOutcome.of(tooMany.address(), new SmtpReply(452, lines));
    }

    private static boolean isTooMany(SmtpReply reply) {
        return (reply.code() == 452 || reply.code() == 552)
                && reply.enhancedStatusCode()
                        .map(code -> code.subject() == 5 && code.detail() == 3)
                        .orElse(true);
    }
}
