package org.postbound.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.ejb.EJBTransactionRolledbackException;
import jakarta.transaction.RollbackException;
import java.util.ArrayList;
import java.util.List;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.junit.jupiter.api.Test;
import org.postbound.Email;
import org.postbound.SmtpConnection;
import org.postbound.SmtpReplyException;

/** The relay refuses a message in the commit. What reaches the caller is documented in docs/transactions.md. */
@ArquillianTest
class RelayRefusalIT extends InContainer {
    @Deployment
    static EnterpriseArchive application() {
        return Archives.application(RelayRefusalIT.class);
    }

    @Test
    void refusalInCommit_rollsBackTheRow() throws Exception {
        assertThrows(EJBTransactionRolledbackException.class, this::orderForRefused);

        assertNothingHappened();
    }

    @Test
    void refusalInCommitOfABean_reachesTheCallerAsThisChain() {
        EJBTransactionRolledbackException e =
                assertThrows(EJBTransactionRolledbackException.class, this::orderForRefused);

        assertEquals(
                List.of(
                        "jakarta.ejb.EJBTransactionRolledbackException",
                        "jakarta.transaction.RollbackException",
                        "suppressed org.jboss.jca.core.spi.transaction.local.LocalXAException",
                        "jakarta.resource.spi.LocalTransactionException",
                        "org.postbound.SmtpReplyException"),
                chain(e));
        SmtpReplyException refusal = (SmtpReplyException) last(e);
        assertEquals(550, refusal.reply().code());
        assertEquals("5.1.1", refusal.reply().enhancedStatusCode().orElseThrow().toString());
        assertEquals("refused@example.org", refusal.recipients().get(0).address());
        assertFalse(refusal.isTransient());
    }

    @Test
    void refusalInCommitOfAUserTransaction_reachesTheCallerAsThisChain() throws Exception {
        userTransaction.begin();
        orderAndSend("refused@example.org");
        RollbackException e = assertThrows(RollbackException.class, userTransaction::commit);

        assertEquals(
                List.of(
                        "jakarta.transaction.RollbackException",
                        "suppressed org.jboss.jca.core.spi.transaction.local.LocalXAException",
                        "jakarta.resource.spi.LocalTransactionException",
                        "org.postbound.SmtpReplyException"),
                chain(e));
        assertTrue(last(e) instanceof SmtpReplyException);
        assertNothingHappened();
    }

    @Test
    void transientRefusal_saysThatARetryMakesSense() {
        EJBTransactionRolledbackException e = assertThrows(
                EJBTransactionRolledbackException.class,
                () -> transactions.required(() -> {
                    orderAndSend("later@example.org");
                    return null;
                }));

        assertTrue(((SmtpReplyException) last(e)).isTransient());
    }

    @Test
    void refusalOfOneOfTwoRecipients_sendsToNeither() throws Exception {
        assertThrows(
                EJBTransactionRolledbackException.class,
                () -> transactions.required(() -> {
                    orders.insert("two");
                    try (SmtpConnection connection = mail.getConnection()) {
                        connection.send(Email.builder()
                                .to("jo@example.org", "refused@example.org")
                                .text("for two")
                                .build());
                    }
                    return null;
                }));

        assertNothingHappened();
    }

    /** After the first acceptance there is no way back: documented, and reported as POSTB0004. */
    @Test
    void refusalOfTheSecondMessage_commitsAndKeepsTheFirst() throws Exception {
        transactions.required(() -> {
            orderAndSend("jo@example.org");
            send(email("refused@example.org"));
            return null;
        });

        assertEquals(List.of(List.of("jo@example.org")), recipients());
        assertEquals(1, orders.count());
    }

    @Test
    void refusalOutsideOfTransaction_reachesTheApplicationAndKeepsTheConnection() {
        try (SmtpConnection connection = mail.getConnection()) {
            assertThrows(SmtpReplyException.class, () -> connection.send(email("refused@example.org")));
            connection.send(email("jo@example.org"));
        }

        assertEquals(List.of(List.of("jo@example.org")), recipients());
        assertEquals(1, server.sessions());
    }

    private void orderForRefused() throws Exception {
        transactions.required(() -> {
            orderAndSend("refused@example.org");
            return null;
        });
    }

    /** The classes from the outside in, going into what is suppressed where there is no cause. */
    private static List<String> chain(Throwable top) {
        List<String> names = new ArrayList<>();
        for (Throwable e = top; e != null; e = next(e)) {
            names.add((isSuppressedIn(previous(top, e), e) ? "suppressed " : "")
                    + e.getClass().getName());
        }
        return names;
    }

    private static Throwable last(Throwable top) {
        Throwable e = top;
        while (next(e) != null) {
            e = next(e);
        }
        return e;
    }

    private static Throwable next(Throwable e) {
        if (e.getCause() != null) {
            return e.getCause();
        }
        return e.getSuppressed().length > 0 ? e.getSuppressed()[0] : null;
    }

    private static Throwable previous(Throwable top, Throwable e) {
        Throwable previous = null;
        for (Throwable each = top; each != e; each = next(each)) {
            previous = each;
        }
        return previous;
    }

    private static boolean isSuppressedIn(Throwable outer, Throwable e) {
        return outer != null
                && outer.getCause() == null
                && List.of(outer.getSuppressed()).contains(e);
    }
}
