package org.postbound.sample.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.ejb.EJBException;
import jakarta.ejb.EJBTransactionRolledbackException;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.postbound.InDoubtException;
import org.postbound.SmtpException;
import org.postbound.SmtpPoolException;
import org.postbound.sample.InvalidOrderException;
import org.postbound.sample.OrderRequest;

class MailAfterFailureTest {
    @Test
    void invalidOrder_sentNothing() {
        assertEquals(MailAfterFailure.NOT_SENT, MailAfterFailure.of(new InvalidOrderException("item", "is empty")));
    }

    @Test
    void failureOfTheMail_sentNothing() {
        SmtpException failure = new SmtpPoolException(SmtpPoolException.Reason.UNAVAILABLE, "stopped", null);
        assertEquals(MailAfterFailure.NOT_SENT, MailAfterFailure.of(rolledBackBy(failure)));
    }

    @Test
    void mailInDoubt_isUnknown() {
        SmtpException failure = new InDoubtException("<1@example.org>", "the link was lost", null);
        assertEquals(MailAfterFailure.UNKNOWN, MailAfterFailure.of(rolledBackBy(failure)));
    }

    @Test
    void failureOfTheDatabase_isUnknown() {
        assertEquals(MailAfterFailure.UNKNOWN, MailAfterFailure.of(new EJBException("the database failed")));
    }

    @Test
    void problem_namesTheFailureOfTheMailAndListsAll() {
        SmtpException failure = new SmtpPoolException(SmtpPoolException.Reason.UNAVAILABLE, "stopped", null);
        var problem = Answer.problem(rolledBackBy(failure));

        assertEquals("SmtpPoolException", problem.getString("type"));
        assertEquals("stopped", problem.getString("message"));
        assertEquals(3, problem.getJsonArray("causes").size());
    }

    @Test
    void invalidOrder_namesItsFieldBeforeTheReason() {
        InvalidOrderException invalid =
                assertThrows(InvalidOrderException.class, () -> new OrderRequest("nobody", "Lamp", 1, false));
        String message = Answer.problem(invalid).getString("message");
        assertTrue(message.startsWith("customer "), message);
    }

    @Test
    void causesInACircle_areListedOnce() {
        Exception one = new Exception("one");
        Exception two = new Exception("two", one);
        one.addSuppressed(two);
        assertEquals(2, Set.copyOf(Causes.of(one).all()).size());
        assertEquals(2, Causes.of(one).all().size());
    }

    /** As WildFly tells of a commit that fails. */
    private static EJBException rolledBackBy(Exception failure) {
        Exception rollback = new Exception("ARJUNA016053");
        rollback.addSuppressed(failure);
        return new EJBTransactionRolledbackException("Transaction rolled back", rollback);
    }
}
