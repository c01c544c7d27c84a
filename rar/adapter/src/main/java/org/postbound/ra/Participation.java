package org.postbound.ra;

import jakarta.resource.spi.LocalTransaction;
import java.util.Optional;
import org.postbound.delivery.Submission;
import org.postbound.tx.Enlistment;
import org.postbound.tx.LocalBranch;
import org.postbound.tx.Staging;
import org.postbound.tx.ThreadTransaction;

/**
 * How a connection takes part in transactions.
 *
 * @param staging holds its messages until a transaction ends
 * @param localTransaction what the container ends
 * @param outbox the same with an outbox, which makes it a part of distributed transactions, too; empty without
 */
record Participation(Staging staging, LocalTransaction localTransaction, Optional<Enlistment> outbox) {
    /** Without an outbox: the commit itself talks to the server. */
    static Participation through(Submission submission, ThreadTransaction.Source transactions) {
        LocalBranch branch = new LocalBranch();
        return new Participation(branch, new SmtpLocalTransaction(branch, submission, transactions), Optional.empty());
    }

    static Participation through(Enlistment outbox) {
        return new Participation(outbox, new OutboxLocalTransaction(outbox), Optional.of(outbox));
    }
}
