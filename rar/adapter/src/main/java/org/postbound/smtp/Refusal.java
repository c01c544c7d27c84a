package org.postbound.smtp;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.postbound.RecipientOutcome;
import org.postbound.SmtpReply;
import org.postbound.SmtpReplyException;

/** What follows from replies of a server that refuses a message, or some of its recipients. */
public final class Refusal {
    /** What is said of a message that was refused when the server had all of it. */
    public static final String OF_MESSAGE = "the server refused the message";

    /** What is said of a message that was refused before any recipient was asked about. */
    private static final String OF_SENDER = "the server refused the sender";

    /** Something has to come first: TLS (RFC 3207 section 4) or a login (RFC 4954 section 6); only its text says which. */
    private static final int NOT_YET = 530;

    private Refusal() {}

    /**
     * The server refused MAIL.
     *
     * @param reply what it said
     * @param isEncrypted whether TLS is up
     * @return the exception, not thrown
     */
    static SmtpReplyException ofSender(SmtpReply reply, boolean isEncrypted) {
        String cure = mayAskForTls(reply, isEncrypted)
                ? "; if it asks for TLS, set Security to STARTTLS or TLS, and if for a login, UserName and Password"
                : "";
        return new SmtpReplyException(OF_SENDER + cure, reply, List.of());
    }

    /** Whether the refusal may be for want of TLS. */
    static boolean mayAskForTls(SmtpReply reply, boolean isEncrypted) {
        return reply.code() == NOT_YET && !isEncrypted;
    }

    /**
     * Decides whether a message is to be sent to those that the server accepted.
     *
     * @param recipients what the server said of each
     * @param partialDelivery whether to deliver to some if it refused others
     * @return why nothing is to be sent, if so
     */
    public static Optional<SmtpReplyException> ofRecipients(
            List<RecipientOutcome> recipients, boolean partialDelivery) {
        int refused = 0;
        SmtpReply reply = null;
        for (RecipientOutcome outcome : recipients) {
            if (!outcome.isAccepted()) {
                refused++;
                SmtpReply own = outcome.reply().orElseThrow();
                // The permanent one decides: as long as it stands, a retry would fail again.
                reply = reply == null || (reply.isTransient() && own.isPermanent()) ? own : reply;
            }
        }
        if (refused == 0 || (partialDelivery && refused < recipients.size())) {
            return Optional.empty();
        }
        return Optional.of(new SmtpReplyException(
                "the server refused %d of %d recipients, so nothing was sent to any"
                        .formatted(refused, recipients.size()),
                reply,
                recipients));
    }

    /**
     * Several mail transactions of a message came to nothing. Unless the server refused the last of them as a whole, all
     * recipients were asked.
     *
     * @param recipients what the server said of each, those included that it was not asked about
     * @param last the reply that decided the last one
     * @param ofMessage the replies that were to the message, rather than to recipients
     */
    static SmtpReplyException ofAll(List<RecipientOutcome> recipients, SmtpReply last, Set<SmtpReply> ofMessage) {
        // Who was not asked may be taken yet: so no refusal of others decides.
        if (recipients.stream().anyMatch(outcome -> outcome.reply().isEmpty())) {
            return new SmtpReplyException(OF_SENDER, last, recipients);
        }
        SmtpReplyException refusal = ofRecipients(recipients, true).orElseThrow();
        return ofMessage.contains(refusal.reply())
                ? SmtpReplyException.ofMessage(OF_MESSAGE, refusal.reply(), recipients)
                : refusal;
    }

    /**
     * The message was refused: whoever was accepted so far shares its fate.
     *
     * @param problem what was refused
     * @param recipients what the server said of each
     * @param reply the reply that decided
     * @return the exception, not thrown
     */
    public static SmtpReplyException ofMessage(String problem, List<RecipientOutcome> recipients, SmtpReply reply) {
        List<RecipientOutcome> outcomes = recipients.stream()
                .map(outcome -> outcome.isAccepted() ? RecipientOutcome.of(outcome.address(), reply) : outcome)
                .toList();
        return SmtpReplyException.ofMessage(problem, reply, outcomes);
    }
}
