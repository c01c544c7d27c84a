package org.postbound.ra;

import jakarta.resource.spi.LocalTransaction;
import jakarta.resource.spi.LocalTransactionException;
import java.util.List;
import org.postbound.InDoubtException;
import org.postbound.SmtpException;
import org.postbound.delivery.Submission;
import org.postbound.mime.RenderedMessage;
import org.postbound.smtp.SmtpSession.Accepted;
import org.postbound.tx.LocalBranch;
import org.postbound.tx.ThreadTransaction;

/**
 * The local transaction that the container ends (8.7): a commit hands the staged messages to the server, a rollback
 * discards them. No LOCAL_TRANSACTION event is fired, since the application demarcates none (8.7.2.1).
 */
final class SmtpLocalTransaction implements LocalTransaction {
    private final LocalBranch branch;
    private final Submission submission;
    private final ThreadTransaction.Source transactions;

    SmtpLocalTransaction(LocalBranch branch, Submission submission, ThreadTransaction.Source transactions) {
        this.branch = branch;
        this.submission = submission;
        this.transactions = transactions;
    }

    @Override
    public void begin() throws LocalTransactionException {
        try {
            branch.begin(newKey());
        } catch (IllegalStateException e) {
            throw wrongOrder(e);
        } catch (SmtpException e) {
            throw new LocalTransactionException(e.getMessage(), e);
        }
    }

    private Object newKey() {
        return transactions.current() instanceof ThreadTransaction.Active active ? active.key() : new Object();
    }

    @Override
    public void commit() throws LocalTransactionException {
        try {
            branch.commit(submission::submitAll, SmtpLocalTransaction::reportRefused)
                    .forEach(SmtpLocalTransaction::report);
        } catch (IllegalStateException e) {
            throw wrongOrder(e);
        } catch (InDoubtException e) {
            throw new LocalTransactionException(
                    "the transaction rolls back, but its first message may have left: " + e.getMessage(), e);
        } catch (SmtpException e) {
            throw new LocalTransactionException(
                    "no message of the transaction was accepted, so it can be rolled back: " + e.getMessage(), e);
        }
    }

    private static void reportRefused(RenderedMessage message, Accepted accepted) {
        List<String> refused = accepted.recipients().stream()
                .filter(outcome -> !outcome.isAccepted())
                .map(Object::toString)
                .toList();
        if (!refused.isEmpty()) {
            Log.LOG.refusedAtCommit(message.message().messageId(), String.join(", ", refused));
        }
    }

    private static void report(LocalBranch.Loss loss) {
        List<String> recipients = loss.message().envelope().forwardPaths().stream()
                .map(path -> path.address())
                .toList();
        Log.LOG.lostAtCommit(loss.message().message().messageId(), String.join(", ", recipients), loss.failure());
    }

    @Override
    public void rollback() throws LocalTransactionException {
        try {
            branch.rollback();
        } catch (IllegalStateException e) {
            throw wrongOrder(e);
        }
    }

    private static LocalTransactionException wrongOrder(IllegalStateException e) {
        return new LocalTransactionException(e.getMessage(), e);
    }
}
