package org.postbound.sample.web;

import org.postbound.InDoubtException;
import org.postbound.SmtpException;
import org.postbound.sample.InvalidOrderException;
import org.postbound.sample.OrderFailedException;

/** What became of the confirmation of an order that was not stored. */
enum MailAfterFailure {
    /** The transaction rolled back before the mail left, or the server refused the mail, which then rolled back the order. */
    NOT_SENT,

    /** The server may have taken the mail: its reply was lost, or the database failed after the mail had left. */
    UNKNOWN;

    static MailAfterFailure of(Throwable thrown) {
        Causes causes = Causes.of(thrown);
        if (causes.first(InDoubtException.class).isPresent()) {
            return UNKNOWN;
        }
        boolean beforeTheMail = thrown instanceof InvalidOrderException || thrown instanceof OrderFailedException;
        return beforeTheMail || causes.first(SmtpException.class).isPresent() ? NOT_SENT : UNKNOWN;
    }
}
