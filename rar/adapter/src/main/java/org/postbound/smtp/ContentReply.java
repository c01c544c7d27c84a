package org.postbound.smtp;

import java.io.IOException;
import org.postbound.SmtpReply;
import org.postbound.SmtpReplyException;

/**
 * What the server says of a message, other than of its envelope.
 *
 * @param envelope what it has said of that
 */
record ContentReply(Link link, EnvelopeReplies envelope) {
    /**
     * Reads the reply to the message.
     *
     * @param refusal why the envelope is refused, which tells more than a link that is lost meanwhile; else null
     * @param isLast whether nothing was written behind the message
     * @throws SmtpReplyException the refusal, if the conversation broke
     * @throws IOException if the conversation broke
     */
    SmtpReply read(SmtpReplyException refusal, boolean isLast) throws IOException {
        try {
            SmtpReply reply = link.readOutcome();
            if (isLast) {
                link.checkInStep();
            }
            return reply;
        } catch (IOException e) {
            if (refusal == null) {
                throw e;
            }
            refusal.addSuppressed(e);
            throw refusal;
        }
    }

    /**
     * Returns why the message could not be written. A server that stops taking it may say so before it closes the
     * connection, which tells more than the broken link.
     *
     * @throws SmtpReplyException if it refused the message
     */
    IOException explain(IOException broken) {
        try {
            if (link.hasRawPending()) {
                SmtpReply reply = link.readEarlyOutcome();
                if (link.isClosing()) {
                    return new ServiceClosingException(reply);
                }
                if (!reply.isPositive()) {
                    SmtpReplyException refusal =
                            envelope.refused("the server refused the message before it was complete", reply);
                    refusal.addSuppressed(broken);
                    throw refusal;
                }
            }
        } catch (IOException e) {
            broken.addSuppressed(e);
        }
        return broken;
    }
}
