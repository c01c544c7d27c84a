package org.postbound.smtp;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.postbound.Envelope;
import org.postbound.SmtpReply;
import org.postbound.SmtpReplyException;
import org.postbound.mime.WireMessage;

/**
 * One mail transaction (RFC 5321 section 3.3): MAIL, RCPT, then DATA or BDAT with the message.
 *
 * <p>It is written in groups (RFC 2920), each as large as nothing that may come back forbids: {@link #begin} adds the
 * first, {@link #envelope} reads its replies and writes those between, {@link #addContent} adds the message, {@link #finish}
 * reads what the server says of it. Who calls them flushes in between, so that the message and the next transaction's
 * first group go out together. Whenever it is not settled in the end, the connection has to be closed.
 */
final class MailTransaction {
    /** A server that spoke that lately has hardly closed the connection since. */
    private static final Duration LATELY = Duration.ofMillis(50);

    private final Link link;
    private final EnvelopeCommands envelope;
    private final WireMessage message;
    private final Grouping grouping;
    private final boolean partialDelivery;

    private final EnvelopeReplies replies;
    private final EnvelopeExchange exchange;
    private final ContentReply contentReply;
    private Stage stage = Stage.NEW;

    MailTransaction(
            Link link, EnvelopeCommands envelope, WireMessage message, Grouping grouping, boolean partialDelivery) {
        this.link = link;
        this.envelope = envelope;
        this.message = message;
        this.grouping = grouping;
        this.partialDelivery = partialDelivery;
        this.replies = new EnvelopeReplies(partialDelivery, link.tls().isPresent());
        this.exchange = new EnvelopeExchange(link, envelope, grouping.isPipelining(), replies);
        this.contentReply = new ContentReply(link, replies);
    }

    /** Whether its first group may follow another message in one flight: not if that left two messages in doubt. */
    boolean mayFollow() throws IOException {
        return grouping.isPipelining() && !travelsWhole();
    }

    /**
     * Whether another transaction's first group may go out together with this one's message: not while recipients of the
     * same message have yet to have their turn.
     */
    boolean mayBeFollowed(Envelope whole) {
        return grouping.isPipelining()
                && replies.outcomes().size() == whole.forwardPaths().size();
    }

    /** Adds the first group. */
    void begin() throws IOException {
        stage = stage.then(Stage.ENVELOPE);
        if (decidesAtOnce() && !grouping.isChunking()) {
            exchange.endWithData();
        }
        boolean whole = travelsWhole();
        exchange.addGroup();
        if (whole) {
            addContent();
        }
    }

    /** Adds the first group behind another message. After a BDAT that fails nothing but RSET is right (RFC 3030). */
    void beginBehind() throws IOException {
        if (grouping.isChunking()) {
            exchange.beginWithReset();
        }
        begin();
    }

    /** Whether no reply to a RCPT can forbid the message, other than by leaving nobody. */
    private boolean decidesAtOnce() {
        return grouping.isPipelining()
                && (partialDelivery || envelope.recipients().size() == 1);
    }

    /** Whether all of it is one group. If the link breaks then, doubt is left: so not where it may be broken already. */
    private boolean travelsWhole() throws IOException {
        return grouping.isChunking()
                && decidesAtOnce()
                && exchange.leavesRoom()
                && message.isInMemory()
                && link.wasHeardWithin(LATELY)
                && !link.hasRawPending();
    }

    /**
     * Reads the replies to the envelope and asks for the message, if it is not under way.
     *
     * @throws SmtpReplyException if the server refused
     * @throws IOException if the conversation broke
     */
    void envelope() throws IOException {
        exchange.carryOut();
        if (stage == Stage.COMPLETE) {
            return;
        }
        SmtpReplyException refusal = replies.refusal();
        if (refusal != null) {
            throw ended(refusal);
        }
        if (!grouping.isChunking()) {
            askForContent();
        }
        // One reply too many would pass for the one to the message.
        link.checkNothingPending();
    }

    private void askForContent() throws IOException {
        exchange.askForData();
        if (!replies.isMailInputAwaited()) {
            throw reset(replies.refusalOfData());
        }
    }

    /** Ends a transaction whose envelope was refused, wherever that leaves the server. */
    private SmtpReplyException ended(SmtpReplyException refusal) throws IOException {
        if (replies.isMailInputAwaited()) {
            endEmpty();
            return refusal;
        }
        if (replies.isMailRefused()) {
            settle();
            return refusal;
        }
        return reset(refusal);
    }

    /** The server awaits a message for nobody. It gets the end of one, which it refuses (RFC 2920 section 3.1). */
    private void endEmpty() throws IOException {
        stage = stage.then(Stage.CONTENT);
        DotStuffing.end(link.content());
        link.flush();
        link.readOutcome();
        stage = stage.then(Stage.COMPLETE);
        settle();
    }

    /** Adds the message; it is complete when that is flushed. */
    void addContent() throws IOException {
        stage = stage.then(Stage.CONTENT);
        if (grouping.isChunking()) {
            link.add(new Command.Bdat(message.size()));
            message.writeTo(link.content());
        } else {
            DotStuffing.write(message, link.content());
            DotStuffing.end(link.content());
        }
    }

    /**
     * Returns why the message could not be written.
     *
     * @throws SmtpReplyException if the server refused it
     */
    IOException explained(IOException broken) {
        return stage == Stage.CONTENT ? contentReply.explain(broken) : broken;
    }

    /** Notes that the server may have the whole message from now on. */
    void complete() {
        stage = stage.then(Stage.COMPLETE);
    }

    /**
     * Reads the reply to the message.
     *
     * @param followed whether the next transaction's first group was written behind the message
     * @throws SmtpReplyException if the server refused the message
     * @throws IOException if the conversation broke
     */
    SmtpSession.Accepted finish(boolean followed) throws IOException {
        SmtpReplyException refusal = replies.refusal();
        boolean resetDue = grouping.isChunking() && !followed;
        SmtpReply reply = contentReply.read(refusal, resetDue);
        if (refusal == null && !reply.isPositive()) {
            refusal = replies.refused(Refusal.OF_MESSAGE, reply);
        }
        if (refusal != null && resetDue) {
            throw reset(refusal);
        }
        settle();
        if (refusal != null) {
            throw refusal;
        }
        return new SmtpSession.Accepted(replies.outcomes(), reply, Optional.empty());
    }

    /** Ends it before its message is under way: nobody wants to send that any more. */
    void abandon() throws IOException {
        exchange.readGroup();
        // Once the server awaits the message, whatever ended it could be taken for one.
        if (!replies.isMailInputAwaited()) {
            link.exchange(new Command.Rset());
            settle();
        }
    }

    /**
     * Whether the server took no notice of the message, so that it may be sent over another session: the link was lost
     * before any reply to MAIL. What is no reply might be one to MAIL.
     */
    boolean isUnnoticed(IOException e) {
        return stage == Stage.NEW
                || (!replies.isMailAnswered() && !isInDoubt(e) && !(e instanceof ProtocolViolationException));
    }

    /** Whether the server may have accepted the message; not if it closed by 421 instead of accepting the envelope. */
    boolean isInDoubt(IOException e) {
        return stage == Stage.COMPLETE && !(e instanceof ServiceClosingException);
    }

    boolean isSettled() {
        return stage == Stage.SETTLED;
    }

    /** Whether the message is to be added now. */
    boolean isContentDue() {
        return stage == Stage.ENVELOPE;
    }

    /** Whether all of it is added, message included. */
    boolean isWhole() {
        return stage == Stage.CONTENT;
    }

    private void settle() {
        stage = stage.then(Stage.SETTLED);
    }

    /** Ends the transaction. If that fails only the session is lost: the refusal is what the caller has to know. */
    private SmtpReplyException reset(SmtpReplyException refusal) {
        try {
            SmtpReply reply = link.exchange(new Command.Rset());
            if (reply.isPositive()) {
                settle();
            }
        } catch (IOException e) {
            refusal.addSuppressed(e);
        }
        return refusal;
    }
}
