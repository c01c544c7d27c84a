package org.postbound.smtp;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Function;
import org.postbound.InDoubtException;
import org.postbound.InvalidEmailException;
import org.postbound.SmtpConnectException;
import org.postbound.SmtpException;
import org.postbound.flight.Flight;
import org.postbound.flight.Send;
import org.postbound.flight.Started;
import org.postbound.mime.RenderedMessage;

/**
 * Mail transactions of one session, one after the other. Where the server offers PIPELINING a message goes out together
 * with the envelope of the next one (RFC 2920 section 3.1), and no further: never is more than one message in doubt.
 */
final class Conversation {
    private final Link link;
    private final LinkFailures failures;
    private final MessageStream stream;
    private final Function<RenderedMessage, MailTransaction> transactions;

    /** Was given out already, while the present message was written. */
    private Turn next;

    /** Whether its first group was written behind the present message. */
    private boolean nextHasBegun;

    private boolean goOn = true;

    /**
     * Prepares a conversation.
     *
     * @param stream told of each message
     * @param transactions makes the transaction of a message; throws InvalidEmailException if it asks for what the server
     *     does not offer
     */
    Conversation(
            Link link,
            LinkFailures failures,
            MessageStream stream,
            Function<RenderedMessage, MailTransaction> transactions) {
        this.link = link;
        this.failures = failures;
        this.stream = stream;
        this.transactions = transactions;
    }

    /** A message and its transaction, or why there can be none, which is told in its turn. */
    private record Turn(
            RenderedMessage message, MailTransaction transaction, InvalidEmailException failure, Started<Send> flight) {
        boolean mayFollow() throws IOException {
            return transaction != null && transaction.mayFollow();
        }

        boolean isSettled() {
            return transaction == null || transaction.isSettled();
        }
    }

    /**
     * How a conversation ended.
     *
     * @param unsent the message that was given out and of which the server took no notice, since the link was lost
     * @param goOn whether the stream wants to go on
     * @param isClean whether the server waits for the next transaction
     */
    record End(Optional<Unsent> unsent, boolean goOn, boolean isClean) {}

    /** A message that may be sent over another session, and why this one could not. */
    record Unsent(RenderedMessage message, SmtpConnectException failure) {}

    /** Sends the message, and then the stream's others as long as they are ready. */
    End run(RenderedMessage first) {
        next = prepared(first);
        while (next != null) {
            Turn turn = next;
            boolean begun = nextHasBegun;
            next = null;
            nextHasBegun = false;
            SmtpSession.Accepted accepted = null;
            try {
                accepted = carryOut(turn, begun);
            } catch (SmtpException e) {
                turn.flight().done(() -> FlightNotes.notAccepted(turn.message(), e, begun));
                goOn = stream.failed(turn.message(), e);
            } catch (IOException e) {
                return lost(turn, begun, e);
            }
            if (accepted != null) {
                // What the stream fails by is no failure of the message.
                tellAccepted(turn, begun, accepted);
            }
            if (link.isClosing() || !turn.isSettled()) {
                return new End(unsent(closing()), goOn, false);
            }
            if (!goOn) {
                return new End(Optional.empty(), false, !nextHasBegun || isAbandoned(next.transaction()));
            }
            if (next == null) {
                next = stream.nextNow().map(this::prepared).orElse(null);
            }
        }
        return new End(Optional.empty(), true, true);
    }

    private Turn prepared(RenderedMessage message) {
        Started<Send> flight = Flight.RECORDER.send();
        try {
            return new Turn(message, transactions.apply(message), null, flight);
        } catch (InvalidEmailException e) {
            return new Turn(message, null, e, flight);
        }
    }

    private void tellAccepted(Turn turn, boolean begun, SmtpSession.Accepted accepted) {
        try {
            turn.flight().done(() -> FlightNotes.accepted(turn.message(), accepted, begun));
        } finally {
            // Whatever became of the recording: who has the message must not get it again.
            stream.accepted(turn.message(), accepted);
        }
    }

    private SmtpSession.Accepted carryOut(Turn turn, boolean begun) throws IOException {
        if (turn.failure() != null) {
            throw turn.failure();
        }
        MailTransaction transaction = turn.transaction();
        if (!begun) {
            begin(transaction);
        }
        transaction.envelope();
        if (transaction.isContentDue()) {
            // Before anything of the message is written, since the stream is somebody else's code.
            if (transaction.mayBeFollowed(turn.message().envelope())) {
                next = stream.nextNow().map(this::prepared).orElse(null);
            }
            try {
                transaction.addContent();
                writeContent(transaction);
            } catch (IOException e) {
                throw transaction.explained(e);
            }
        }
        return transaction.finish(nextHasBegun);
    }

    private void writeContent(MailTransaction transaction) throws IOException {
        if (next == null || !next.mayFollow()) {
            link.flush();
            transaction.complete();
            return;
        }
        nextHasBegun = true;
        // Before it is written: part of that may get through, the end of the message included.
        transaction.complete();
        next.transaction().beginBehind();
        link.flush();
    }

    private void begin(MailTransaction transaction) throws IOException {
        link.checkNothingPending();
        transaction.begin();
        link.flush();
        if (transaction.isWhole()) {
            transaction.complete();
        }
    }

    private End lost(Turn turn, boolean begun, IOException e) {
        MailTransaction transaction = turn.transaction();
        SmtpConnectException broken = failures.broken(e, link);
        if (transaction.isUnnoticed(e)) {
            return new End(Optional.of(new Unsent(turn.message(), broken)), goOn, false);
        }
        SmtpException failure = transaction.isInDoubt(e) ? inDoubt(turn.message(), broken, e) : broken;
        turn.flight().done(() -> FlightNotes.notAccepted(turn.message(), failure, begun));
        goOn = stream.failed(turn.message(), failure);
        return new End(unsent(broken), goOn, false);
    }

    private Optional<Unsent> unsent(SmtpConnectException failure) {
        return Optional.ofNullable(next).map(turn -> new Unsent(turn.message(), failure));
    }

    private SmtpConnectException closing() {
        return failures.failure(
                SmtpConnectException.Reason.UNAVAILABLE,
                "the server closed the connection after a message; try again later",
                null);
    }

    private static InDoubtException inDoubt(RenderedMessage message, SmtpConnectException broken, IOException cause) {
        String id = message.message().messageId();
        return new InDoubtException(
                id,
                "message %s was sent completely, but whether it was accepted is not known; look for it at the server (%s)"
                        .formatted(id, broken.getMessage()),
                cause);
    }

    /** Returns whether the server waits for the next transaction. */
    private static boolean isAbandoned(MailTransaction transaction) {
        try {
            transaction.abandon();
            return transaction.isSettled();
        } catch (IOException e) {
            // The stream knows why it ended, and the session is closed.
            return false;
        }
    }
}
