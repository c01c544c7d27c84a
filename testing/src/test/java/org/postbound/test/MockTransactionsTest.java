package org.postbound.test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.transaction.RollbackException;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.Transaction;
import jakarta.transaction.TransactionManager;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.postbound.Disposition;
import org.postbound.Email;
import org.postbound.InvalidEmailException;
import org.postbound.Receipt;
import org.postbound.SmtpConfigurationException;
import org.postbound.SmtpConnection;
import org.postbound.SmtpConnectionSpec;
import org.postbound.SmtpTransactionException;
import org.postbound.SmtpTransactionException.Reason;
import org.postbound.outbox.OutboxId;

/** Under WildFly's transaction manager. */
class MockTransactionsTest {
    private final TransactionManager manager = Narayana.manager();
    private final TransactionSynchronizationRegistry registry = Narayana.registry();
    private final MockMail mail =
            MockMail.builder().from("shop@example.org").transactions(registry).build();

    @AfterEach
    void leaveNoTransaction() throws Exception {
        if (manager.getStatus() != Status.STATUS_NO_TRANSACTION) {
            manager.rollback();
        }
        manager.setTransactionTimeout(0);
    }

    private static Email email(String to) {
        return Email.builder().to(to).subject("Thank you").text("Hello").build();
    }

    private Receipt send(String to) {
        try (SmtpConnection connection = mail.getConnection()) {
            return connection.send(email(to));
        }
    }

    private Receipt sendKeyed(String to) {
        try (SmtpConnection connection = mail.getConnection()) {
            return connection.send(keyed(to));
        }
    }

    private static Email keyed(String to) {
        return Email.builder()
                .to(to)
                .text("It is on its way.")
                .idempotencyKey("order-4711")
                .build();
    }

    private static void assertRefused(Reason reason, Executable send) {
        assertEquals(reason, assertThrows(SmtpTransactionException.class, send).reason());
    }

    @Test
    void mail_isReceivedAfterTheCommit() throws Exception {
        manager.begin();
        Receipt receipt = send("jo@example.org");
        assertEquals(Disposition.STAGED, receipt.disposition());
        assertEquals(Optional.empty(), receipt.recipients().get(0).reply());
        assertEquals(0, mail.inbox().total());
        manager.commit();
        assertEquals(receipt.messageId(), mail.inbox().only().messageId());
    }

    /** As the outbox has them, so that an application may keep them in a column of that width. */
    @Test
    void stagedMail_hasIdsOfItsOwn_thatRise() throws Exception {
        List<String> ids = new ArrayList<>();
        for (int transaction = 0; transaction < 2; transaction++) {
            manager.begin();
            try (SmtpConnection connection = mail.getConnection()) {
                connection
                        .sendAll(List.of(email("jo@example.org"), email("bob@example.org")))
                        .forEach(receipt -> ids.add(receipt.outboxId().orElseThrow()));
            }
            manager.commit();
            mail.reset();
        }
        ids.forEach(id -> assertEquals(id, OutboxId.parse(id).toString()));
        assertEquals(List.copyOf(new TreeSet<>(ids)), ids);
    }

    @Test
    void mailOutsideOfATransaction_hasNoId() {
        assertEquals(Optional.empty(), send("jo@example.org").outboxId());
    }

    @Test
    void mail_isDiscardedByRollback() throws Exception {
        manager.begin();
        send("jo@example.org");
        manager.rollback();
        assertEquals(0, mail.inbox().total());
    }

    @Test
    void severalConnections_belongToOneTransaction() throws Exception {
        manager.begin();
        send("jo@example.org");
        try (SmtpConnection connection = mail.getConnection()) {
            connection.sendAll(List.of(email("bob@example.org"), email("eve@example.org")));
        }
        manager.commit();
        assertEquals(
                List.of(List.of("jo@example.org"), List.of("bob@example.org"), List.of("eve@example.org")),
                mail.inbox().all().stream().map(ReceivedMail::recipients).toList());
    }

    @Test
    void mailOutsideOfATransaction_isReceivedAtOnce() {
        assertEquals(Disposition.ACCEPTED, send("jo@example.org").disposition());
        assertEquals(1, mail.inbox().total());
    }

    @Test
    void refusals_areNotMetInATransaction() throws Exception {
        mail.refuse("jo@example.org", 550, "5.1.1 no such user");
        mail.refuseNextConnection();
        manager.begin();
        send("jo@example.org");
        manager.commit();
        assertEquals(List.of("jo@example.org"), mail.inbox().only().recipients());
    }

    @Test
    void transactionMarkedForRollback_refusesMailAndConnections() throws Exception {
        manager.begin();
        try (SmtpConnection connection = mail.getConnection()) {
            manager.setRollbackOnly();
            assertRefused(Reason.MARKED_ROLLBACK, () -> connection.send(email("jo@example.org")));
            assertRefused(Reason.MARKED_ROLLBACK, mail::getConnection);
        }
        assertThrows(RollbackException.class, manager::commit);
        assertEquals(0, mail.inbox().total());
    }

    @Test
    void connection_isOfNoUseAfterItsTransaction() throws Exception {
        manager.begin();
        try (SmtpConnection connection = mail.getConnection()) {
            manager.commit();
            assertRefused(Reason.ENDED, () -> connection.send(email("jo@example.org")));
            assertRefused(Reason.ENDED, connection::server);
            manager.begin();
            assertRefused(Reason.ENDED, () -> connection.send(email("jo@example.org")));
        }
    }

    @Test
    void connectionFromBefore_isRefusedInATransaction() throws Exception {
        try (SmtpConnection connection = mail.getConnection()) {
            manager.begin();
            assertRefused(Reason.NOT_ENLISTED, () -> connection.send(email("jo@example.org")));
        }
    }

    @Test
    void suspendedTransaction_refusesMail_untilItIsResumed() throws Exception {
        manager.begin();
        try (SmtpConnection connection = mail.getConnection()) {
            Transaction suspended = manager.suspend();
            assertRefused(Reason.SUSPENDED, () -> connection.send(email("jo@example.org")));
            manager.begin();
            assertRefused(Reason.SUSPENDED, () -> connection.send(email("jo@example.org")));
            send("bob@example.org");
            manager.commit();
            assertEquals(List.of("bob@example.org"), mail.inbox().only().recipients());
            manager.resume(suspended);
            connection.send(email("jo@example.org"));
        }
        manager.commit();
        assertEquals(1, mail.inbox().sentTo("jo@example.org").size());
    }

    @Test
    void mailSentInBeforeCompletion_isReceived() throws Exception {
        manager.begin();
        manager.getTransaction().registerSynchronization(new Synchronization() {
            @Override
            public void beforeCompletion() {
                send("jo@example.org");
            }

            @Override
            public void afterCompletion(int status) {
                assertEquals(Status.STATUS_COMMITTED, status);
            }
        });
        manager.commit();
        assertEquals(1, mail.inbox().total());
    }

    @Test
    void otherAccount_isRefusedInATransaction() throws Exception {
        manager.begin();
        SmtpConnectionSpec bob = SmtpConnectionSpec.configured().withPassword("bob", "secret");
        SmtpConfigurationException failure =
                assertThrows(SmtpConfigurationException.class, () -> mail.getConnection(bob));
        assertEquals("UserName", failure.property());
        assertEquals(List.of(), mail.unclosed());
    }

    /** The reaper rolls back on a thread of its own. */
    @Test
    void timeout_discardsMail_andRefusesMore() throws Exception {
        manager.setTransactionTimeout(1);
        manager.begin();
        CountDownLatch over = new CountDownLatch(1);
        manager.getTransaction().registerSynchronization(new Synchronization() {
            @Override
            public void beforeCompletion() {
                // Not called by a rollback.
            }

            @Override
            public void afterCompletion(int status) {
                over.countDown();
            }
        });
        try (SmtpConnection connection = mail.getConnection()) {
            connection.send(email("jo@example.org"));
            assertTrue(over.await(30, TimeUnit.SECONDS));
            assertRefused(Reason.ENDED, () -> connection.send(email("jo@example.org")));
            assertRefused(Reason.ENDED, mail::getConnection);
        }
        assertEquals(0, mail.inbox().total());
    }

    @Test
    void threads_haveTransactionsOfTheirOwn() throws Exception {
        int threads = 8;
        int rounds = 50;
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                running.add(executor.submit(() -> {
                    for (int round = 0; round < rounds; round++) {
                        manager.begin();
                        send(round % 2 == 0 ? "committed@example.org" : "rolledback@example.org");
                        if (round % 2 == 0) {
                            manager.commit();
                        } else {
                            manager.rollback();
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> one : running) {
                one.get(60, TimeUnit.SECONDS);
            }
        } finally {
            executor.shutdownNow();
        }
        assertEquals(threads * rounds / 2, mail.inbox().total());
        assertEquals(List.of(), mail.inbox().sentTo("rolledback@example.org"));
        assertEquals(List.of(), mail.unclosed());
    }

    @Test
    void twoFactories_followTheSameTransaction() throws Exception {
        MockMail other = MockMail.builder()
                .from("news@example.org")
                .transactions(registry)
                .build();
        manager.begin();
        send("jo@example.org");
        try (SmtpConnection connection = other.getConnection()) {
            connection.send(email("bob@example.org"));
        }
        manager.commit();
        assertEquals(List.of("jo@example.org"), mail.inbox().only().recipients());
        assertEquals(List.of("bob@example.org"), other.inbox().only().recipients());
    }

    @Test
    void secondCommitWithAKey_isNotReceived_althoughItIsStaged() throws Exception {
        for (String to : List.of("first@example.org", "second@example.org")) {
            manager.begin();
            assertEquals(Disposition.STAGED, sendKeyed(to).disposition());
            manager.commit();
        }
        assertEquals(List.of("first@example.org"), mail.inbox().only().recipients());
    }

    @Test
    void keyInTwoTransactions_belongsToTheFirstThatCommits() throws Exception {
        manager.begin();
        sendKeyed("began-first@example.org");
        Transaction suspended = manager.suspend();
        manager.begin();
        sendKeyed("committed-first@example.org");
        manager.commit();
        manager.resume(suspended);
        manager.commit();
        assertEquals(List.of("committed-first@example.org"), mail.inbox().only().recipients());
    }

    @Test
    void keyTwiceInOneTransaction_isReceivedOnce_besideMailWithoutOne() throws Exception {
        manager.begin();
        try (SmtpConnection connection = mail.getConnection()) {
            connection.sendAll(
                    List.of(keyed("first@example.org"), keyed("second@example.org"), email("jo@example.org")));
        }
        manager.commit();
        assertEquals(
                List.of(List.of("first@example.org"), List.of("jo@example.org")),
                mail.inbox().all().stream().map(ReceivedMail::recipients).toList());
    }

    @Test
    void keyOfARolledBackTransaction_isFree() throws Exception {
        manager.begin();
        sendKeyed("never@example.org");
        manager.rollback();
        manager.begin();
        sendKeyed("jo@example.org");
        manager.commit();
        assertEquals(List.of("jo@example.org"), mail.inbox().only().recipients());
    }

    @Test
    void key_isKnownUntilReset() throws Exception {
        manager.begin();
        sendKeyed("first@example.org");
        manager.commit();
        mail.inbox().clear();
        manager.begin();
        sendKeyed("second@example.org");
        manager.commit();
        assertEquals(0, mail.inbox().total());
        mail.reset();
        manager.begin();
        sendKeyed("third@example.org");
        manager.commit();
        assertEquals(List.of("third@example.org"), mail.inbox().only().recipients());
    }

    @Test
    void keyOutsideOfATransaction_isRefused_andNotClaimed() throws Exception {
        InvalidEmailException refusal = assertThrows(InvalidEmailException.class, () -> sendKeyed("never@example.org"));
        assertEquals("idempotencyKey", refusal.field());
        manager.begin();
        sendKeyed("jo@example.org");
        manager.commit();
        assertEquals(List.of("jo@example.org"), mail.inbox().only().recipients());
    }
}
