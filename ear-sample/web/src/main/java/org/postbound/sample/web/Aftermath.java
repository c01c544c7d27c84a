package org.postbound.sample.web;

import jakarta.ejb.EJBTransactionRolledbackException;
import jakarta.transaction.RollbackException;
import org.postbound.SmtpException;
import org.postbound.sample.InvalidOrderException;
import org.postbound.sample.OrderFailedException;

/** What became of an order that was not answered as placed. Its mail shares its fate. */
enum Aftermath {
    /** The transaction rolled back, or never began: there is neither an order nor a mail. */
    NOTHING,

    /** The outcome of the transaction is not known here: there are both, or there will be, or neither. */
    UNKNOWN;

    static Aftermath of(Throwable thrown) {
        // What a bean throws rolls back by itself; what a failing commit leads to has to say so.
        boolean thrownByTheBean = thrown instanceof InvalidOrderException
                || thrown instanceof OrderFailedException
                || thrown instanceof SmtpException;
        Causes causes = Causes.of(thrown);
        return thrownByTheBean
                        || causes.first(EJBTransactionRolledbackException.class).isPresent()
                        || causes.first(RollbackException.class).isPresent()
                ? NOTHING
                : UNKNOWN;
    }
}
