package org.postbound.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.annotation.Resource;
import jakarta.transaction.Transaction;
import jakarta.transaction.TransactionManager;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.junit.jupiter.api.Test;
import org.postbound.Attachment;
import org.postbound.Disposition;
import org.postbound.Email;
import org.postbound.Security;
import org.postbound.SmtpConfigurationException;
import org.postbound.SmtpConnection;
import org.postbound.SmtpConnectionSpec;
import org.postbound.SmtpTransactionException;
import org.postbound.SmtpTransactionException.Reason;

/** No mail leaves for a transaction that does not commit, case by case, where containers are known to lend a hand. */
@ArquillianTest
class NeverPhantomIT extends InContainer {
    @Resource(lookup = "java:/TransactionManager")
    private TransactionManager transactionManager;

    @Deployment
    static EnterpriseArchive application() {
        return Archives.application(NeverPhantomIT.class);
    }

    @Test
    void handleAfterTimeout_isRefused() throws Exception {
        afterTimeout(connection -> assertEquals(Reason.ENDED, refused(() -> connection.send(email("jo@example.org")))));

        assertNothingHappened();
    }

    @Test
    void newConnectionOnTheThreadAfterTimeout_isRefused() throws Exception {
        afterTimeout(connection -> assertEquals(Reason.ENDED, refused(() -> send(email("jo@example.org")))));

        assertNothingHappened();
    }

    @Test
    void newConnectionAfterTimeoutAndRollback_works() throws Exception {
        afterTimeout(connection -> {});

        transactions.required(() -> {
            orderAndSend("jo@example.org");
            return null;
        });
        assertEquals(List.of(List.of("jo@example.org")), recipients());
        assertEquals(1, orders.count());
    }

    private void afterTimeout(Step step) throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        userTransaction.setTransactionTimeout(1);
        try {
            userTransaction.begin();
            registry.registerInterposedSynchronization(new AfterCompletion(over::countDown));
            try (SmtpConnection connection = mail.getConnection()) {
                connection.send(email("before@example.org"));
                assertTrue(over.await(30, TimeUnit.SECONDS), "the reaper ends the transaction");
                step.run(connection);
            }
        } finally {
            userTransaction.setTransactionTimeout(0);
            userTransaction.rollback();
        }
    }

    @Test
    void timeoutInTheMiddleOfSend_stagesNothing() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        Email slow = Email.builder()
                .to("jo@example.org")
                .text("see the attachment")
                .attach(Attachment.of("slow.txt", "text/plain", () -> {
                    await(over);
                    return new ByteArrayInputStream(new byte[] {'x'});
                }))
                .build();
        userTransaction.setTransactionTimeout(1);
        try {
            userTransaction.begin();
            registry.registerInterposedSynchronization(new AfterCompletion(over::countDown));
            orders.insert("slow");
            try (SmtpConnection connection = mail.getConnection()) {
                assertEquals(Reason.ENDED, refused(() -> connection.send(slow)));
            }
        } finally {
            userTransaction.setTransactionTimeout(0);
            userTransaction.rollback();
        }

        assertNothingHappened();
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            assertTrue(latch.await(30, TimeUnit.SECONDS), "the reaper ends the transaction");
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Test
    void sendInTransactionMarkedForRollback_isRefused() throws Exception {
        userTransaction.begin();
        try (SmtpConnection connection = mail.getConnection()) {
            userTransaction.setRollbackOnly();

            assertEquals(Reason.MARKED_ROLLBACK, refused(() -> connection.send(email("jo@example.org"))));
        } finally {
            userTransaction.rollback();
        }

        assertNothingHappened();
    }

    @Test
    void connectionInTransactionMarkedForRollback_isRefused() throws Exception {
        userTransaction.begin();
        try {
            userTransaction.setRollbackOnly();

            assertEquals(Reason.MARKED_ROLLBACK, refused(mail::getConnection));
        } finally {
            userTransaction.rollback();
        }
    }

    /** WildFly enlists a connection that a component holds when that component begins a transaction. */
    @Test
    void handleTakenBeforeBegin_joinsAndCommits() throws Exception {
        try (SmtpConnection connection = mail.getConnection()) {
            userTransaction.begin();
            assertEquals(
                    Disposition.STAGED, connection.send(email("jo@example.org")).disposition());
            assertEquals(List.of(), recipients());
            userTransaction.commit();
        }

        assertEquals(List.of(List.of("jo@example.org")), recipients());
    }

    /** WildFly gives the connection back to the pool with the transaction, so the handle is of no use afterwards. */
    @Test
    void handleTakenBeforeBegin_joinsAndRollsBack() throws Exception {
        try (SmtpConnection connection = mail.getConnection()) {
            userTransaction.begin();
            connection.send(email("jo@example.org"));
            userTransaction.rollback();

            assertEquals(Reason.ENDED, refused(() -> connection.send(email("late@example.org"))));
        }

        assertNothingHappened();
    }

    /** The bean that begins the transaction is another than the one that holds the connection: WildFly does not enlist it. */
    @Test
    void handleTakenOutside_isRefusedInAnotherBeansTransaction() throws Exception {
        try (SmtpConnection connection = mail.getConnection()) {
            Reason reason = transactions.required(() -> refused(() -> connection.send(email("phantom@example.org"))));
            assertEquals(Reason.NOT_ENLISTED, reason);
        }

        assertNothingHappened();
    }

    @Test
    void handleOfAnEndedTransaction_isRefused() throws Exception {
        userTransaction.begin();
        try (SmtpConnection connection = mail.getConnection()) {
            connection.send(email("committed@example.org"));
            userTransaction.commit();

            assertEquals(Reason.ENDED, refused(() -> connection.send(email("late@example.org"))));
        }

        assertEquals(List.of(List.of("committed@example.org")), recipients());
    }

    @Test
    void handleOfAnEndedTransaction_isRefusedInTheNextOne() throws Exception {
        userTransaction.begin();
        try (SmtpConnection connection = mail.getConnection()) {
            userTransaction.rollback();
            userTransaction.begin();

            assertEquals(Reason.ENDED, refused(() -> connection.send(email("late@example.org"))));
        } finally {
            userTransaction.rollback();
        }

        assertNothingHappened();
    }

    @Test
    void handleOfASuspendedTransaction_isRefusedAndWorksAfterResume() throws Exception {
        userTransaction.begin();
        try (SmtpConnection connection = mail.getConnection()) {
            connection.send(email("first@example.org"));
            Transaction suspended = transactionManager.suspend();
            assertEquals(Reason.SUSPENDED, refused(() -> connection.send(email("phantom@example.org"))));
            transactionManager.resume(suspended);
            connection.send(email("second@example.org"));
        }
        userTransaction.commit();

        assertEquals(List.of(List.of("first@example.org"), List.of("second@example.org")), recipients());
    }

    @Test
    void handleOfTheOuterTransaction_isRefusedInAnInnerOne() throws Exception {
        userTransaction.begin();
        try (SmtpConnection outer = mail.getConnection()) {
            outer.send(email("outer@example.org"));
            Reason reason = transactions.requiresNew(() -> refused(() -> outer.send(email("phantom@example.org"))));
            assertEquals(Reason.SUSPENDED, reason);
        }
        userTransaction.rollback();

        assertNothingHappened();
    }

    @Test
    void connectionWhileATransactionIsSuspended_sendsAtOnce() throws Exception {
        userTransaction.begin();
        send(email("rolledback@example.org"));
        Transaction suspended = transactionManager.suspend();
        send(email("now@example.org"));
        transactionManager.resume(suspended);
        userTransaction.rollback();

        assertEquals(List.of(List.of("now@example.org")), recipients());
    }

    /** WildFly hands out the transaction's connection, whatever principal is asked for. */
    @Test
    void anotherPrincipalInOneTransaction_isRefused() throws Exception {
        SmtpConnectionSpec alice = SmtpConnectionSpec.configured().withPassword("alice", "wonderland");
        SmtpConnectionSpec bob = SmtpConnectionSpec.configured().withPassword("bob", "builder");
        userTransaction.begin();
        try (SmtpConnection connection = mail.getConnection(alice)) {
            connection.send(email("alice@example.org"));
            SmtpConfigurationException e =
                    assertThrows(SmtpConfigurationException.class, () -> mail.getConnection(bob));
            assertEquals("UserName", e.property());
            assertTrue(e.getMessage().contains("alice") && e.getMessage().contains("bob"), e.getMessage());
            assertTrue(!e.getMessage().contains("wonderland") && !e.getMessage().contains("builder"), e.getMessage());
        } finally {
            userTransaction.rollback();
        }

        assertNothingHappened();
    }

    @Test
    void anotherServerInOneTransaction_isRefused() throws Exception {
        SmtpConnectionSpec elsewhere = SmtpConnectionSpec.configured().withServer("127.0.0.1", 1, Security.NONE);
        userTransaction.begin();
        try (SmtpConnection connection = mail.getConnection()) {
            connection.send(email("jo@example.org"));
            SmtpConfigurationException e =
                    assertThrows(SmtpConfigurationException.class, () -> mail.getConnection(elsewhere));
            assertEquals("ServerName", e.property());
        } finally {
            userTransaction.rollback();
        }

        assertNothingHappened();
    }

    @Test
    void closedHandle_isRefused() {
        SmtpConnection connection = mail.getConnection();
        connection.close();
        connection.close();

        assertEquals(Reason.CLOSED_HANDLE, refused(() -> connection.send(email("jo@example.org"))));
        assertEquals(List.of(), recipients());
    }

    private static Reason refused(Runnable use) {
        return assertThrows(SmtpTransactionException.class, use::run).reason();
    }

    /** What a test does with a connection whose transaction has timed out. */
    @FunctionalInterface
    interface Step {
        void run(SmtpConnection connection) throws Exception;
    }
}
