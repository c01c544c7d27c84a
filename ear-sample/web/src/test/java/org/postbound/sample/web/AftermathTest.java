package org.postbound.sample.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.ejb.EJBException;
import jakarta.ejb.EJBTransactionRolledbackException;
import jakarta.transaction.SystemException;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.postbound.SmtpException;
import org.postbound.SmtpPoolException;
import org.postbound.sample.InvalidOrderException;
import org.postbound.sample.OrderRequest;

class AftermathTest {
    private final SmtpException stopped = new SmtpPoolException(SmtpPoolException.Reason.UNAVAILABLE, "stopped", null);

    @Test
    void invalidOrder_leavesNothing() {
        assertEquals(Aftermath.NOTHING, Aftermath.of(new InvalidOrderException("item", "is empty")));
    }

    @Test
    void failureOfTheMail_leavesNothing() {
        assertEquals(Aftermath.NOTHING, Aftermath.of(stopped));
    }

    @Test
    void commitThatRollsBack_leavesNothing() {
        assertEquals(Aftermath.NOTHING, Aftermath.of(rolledBackBy(stopped)));
    }

    @Test
    void commitWithoutAnswer_isUnknown() {
        assertEquals(Aftermath.UNKNOWN, Aftermath.of(new EJBException(new SystemException("the log is full"))));
    }

    @Test
    void problem_namesTheFailureOfTheMailAndListsAll() {
        var problem = Answer.problem(rolledBackBy(stopped));

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
