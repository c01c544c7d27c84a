package org.postbound.tx;

import java.util.Optional;
import org.postbound.SmtpTransactionException;
import org.postbound.SmtpTransactionException.Reason;

/**
 * Decides what a send does, so that no mail leaves for a transaction that does not commit. A message goes out at once
 * only if neither the connection nor the thread knows of a transaction; if the two disagree it is refused.
 */
public final class SendRule {
    private SendRule() {}

    /** What a send does. */
    public enum Action {
        /** Talk to the server. */
        SEND_NOW,
        /** Put the message into the outbox at once, and have it sent soon. */
        STORE,
        /** Hold the message until the transaction ends. */
        STAGE
    }

    /**
     * Decides about one send.
     *
     * @param branch the key of the connection's active branch, if any
     * @param taken the key of the transaction in which the handle was taken, if any
     * @param thread the transaction of the thread that sends
     * @param asynchronous whether mail outside of a transaction goes through the outbox
     * @return what to do
     * @throws SmtpTransactionException if the message must neither be sent nor staged
     */
    public static Action decide(
            Optional<Object> branch, Optional<Object> taken, ThreadTransaction thread, boolean asynchronous) {
        if (branch.isPresent()) {
            return inBranch(branch.get(), taken, thread);
        }
        checkOutside(taken, thread);
        return asynchronous ? Action.STORE : Action.SEND_NOW;
    }

    private static Action inBranch(Object branch, Optional<Object> taken, ThreadTransaction thread) {
        if (taken.isPresent() && !taken.get().equals(branch)) {
            throw ended();
        }
        if (thread instanceof ThreadTransaction.Unknown) {
            return Action.STAGE;
        }
        if (thread instanceof ThreadTransaction.Active active) {
            if (active.key().equals(branch)) {
                return Action.STAGE;
            }
            throw suspended("the thread is in another transaction than the connection");
        }
        if (thread instanceof ThreadTransaction.None) {
            throw suspended("the transaction of the connection is suspended");
        }
        throw ending(thread);
    }

    private static void checkOutside(Optional<Object> taken, ThreadTransaction thread) {
        if (thread instanceof ThreadTransaction.None || thread instanceof ThreadTransaction.Unknown) {
            if (taken.isPresent()) {
                throw ended();
            }
            return;
        }
        if (thread instanceof ThreadTransaction.Active active) {
            if (taken.isPresent() && !taken.get().equals(active.key())) {
                throw ended();
            }
            throw new SmtpTransactionException(
                    Reason.NOT_ENLISTED,
                    "the thread is in a transaction that the connection does not take part in; get the connection after"
                            + " the transaction began, or send outside of it",
                    null);
        }
        throw ending(thread);
    }

    /**
     * Refuses a new handle where no message could be sent through it.
     *
     * @param thread the transaction of the thread that asks
     * @throws SmtpTransactionException if the thread's transaction cannot commit any more
     */
    public static void checkNewHandle(ThreadTransaction thread) {
        if (thread instanceof ThreadTransaction.MarkedRollback || thread instanceof ThreadTransaction.Ended) {
            throw ending(thread);
        }
    }

    private static SmtpTransactionException ending(ThreadTransaction thread) {
        if (thread instanceof ThreadTransaction.MarkedRollback) {
            return markedRollback();
        }
        return ended();
    }

    static SmtpTransactionException markedRollback() {
        return new SmtpTransactionException(
                Reason.MARKED_ROLLBACK,
                "the transaction is marked for rollback, so the mail could never leave; send it after the rollback",
                null);
    }

    static SmtpTransactionException suspended(String what) {
        return new SmtpTransactionException(
                Reason.SUSPENDED, what + "; resume it first, or get another connection", null);
    }

    /**
     * The refusal of a handle that the application has closed.
     *
     * @return the exception, not thrown
     */
    public static SmtpTransactionException closed() {
        return new SmtpTransactionException(Reason.CLOSED_HANDLE, "the connection was closed; get a new one", null);
    }

    /**
     * The refusal of a handle whose transaction is over.
     *
     * @return the exception, not thrown
     */
    public static SmtpTransactionException ended() {
        return new SmtpTransactionException(
                Reason.ENDED,
                "the transaction in which the connection was taken has ended, by commit, rollback or timeout; get a new"
                        + " connection",
                null);
    }
}
