package org.postbound.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.junit.jupiter.api.Test;
import org.postbound.Disposition;
import org.postbound.Receipt;
import org.postbound.SmtpConnection;

/** Mail leaves when the transaction commits, with its row, and does not when it rolls back, in every way it can. */
@ArquillianTest
class TransactionIT extends InContainer {
    @Deployment
    static EnterpriseArchive application() {
        return Archives.application(TransactionIT.class);
    }

    @Test
    void commit_deliversOnceWithTheRow() throws Exception {
        transactions.required(() -> {
            orderAndSend("jo@example.org");
            assertEquals(List.of(), server.received(), "nothing leaves before the commit");
            return null;
        });

        assertEquals(List.of(List.of("jo@example.org")), recipients());
        assertEquals(1, orders.count());
    }

    @Test
    void sendInTransaction_isStaged() throws Exception {
        Receipt receipt = transactions.required(() -> {
            try (SmtpConnection connection = mail.getConnection()) {
                return connection.send(email("jo@example.org"));
            }
        });

        assertEquals(Disposition.STAGED, receipt.disposition());
        assertEquals("jo@example.org", receipt.recipients().get(0).address());
    }

    @Test
    void sendOutsideOfTransaction_isAcceptedAtOnce() {
        try (SmtpConnection connection = mail.getConnection()) {
            Receipt receipt = connection.send(email("jo@example.org"));

            assertEquals(Disposition.ACCEPTED, receipt.disposition());
            assertEquals(250, receipt.reply().orElseThrow().code());
            assertEquals(List.of(List.of("jo@example.org")), recipients());
        }
    }

    @Test
    void exception_rollsBackMailAndRow() throws Exception {
        assertThrows(
                Exception.class,
                () -> transactions.required(() -> {
                    orderAndSend("jo@example.org");
                    throw new IllegalArgumentException("after sending");
                }));

        assertNothingHappened();
    }

    @Test
    void setRollbackOnly_rollsBackMailAndRow() throws Exception {
        transactions.requiredThenMarkedRollback(() -> {
            orderAndSend("jo@example.org");
            return null;
        });

        assertNothingHappened();
    }

    @Test
    void userTransactionRollback_rollsBackMailAndRow() throws Exception {
        userTransaction.begin();
        orderAndSend("jo@example.org");
        userTransaction.rollback();

        assertNothingHappened();
    }

    @Test
    void userTransactionCommit_deliversWithTheRow() throws Exception {
        userTransaction.begin();
        orderAndSend("jo@example.org");
        userTransaction.commit();

        assertEquals(List.of(List.of("jo@example.org")), recipients());
        assertEquals(1, orders.count());
    }

    @Test
    void timeout_rollsBackMailAndRow() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        userTransaction.setTransactionTimeout(1);
        try {
            userTransaction.begin();
            registry.registerInterposedSynchronization(new AfterCompletion(over::countDown));
            orderAndSend("jo@example.org");

            assertEquals(true, over.await(30, TimeUnit.SECONDS), "the reaper ends the transaction");
        } finally {
            userTransaction.setTransactionTimeout(0);
            userTransaction.rollback();
        }

        assertNothingHappened();
    }

    @Test
    void twoBeansInOneTransaction_shareOneConnection() throws Exception {
        transactions.required(() -> {
            send(email("outer@example.org"));
            return transactions.required(() -> {
                send(email("inner@example.org"));
                return null;
            });
        });

        assertEquals(List.of(List.of("outer@example.org"), List.of("inner@example.org")), recipients());
        assertEquals(
                1,
                server.received().stream().map(ReceivedMail::session).distinct().count());
    }

    @Test
    void twoBeansInOneTransaction_rollbackSendsNeither() throws Exception {
        assertThrows(
                Exception.class,
                () -> transactions.required(() -> {
                    send(email("outer@example.org"));
                    return transactions.required(() -> {
                        orderAndSend("inner@example.org");
                        throw new IllegalArgumentException("in the inner bean");
                    });
                }));

        assertNothingHappened();
    }

    @Test
    void requiresNew_commitsAloneWhenTheOuterRollsBack() throws Exception {
        transactions.requiredThenMarkedRollback(() -> {
            send(email("outer@example.org"));
            return transactions.requiresNew(() -> {
                send(email("inner@example.org"));
                return null;
            });
        });

        assertEquals(List.of(List.of("inner@example.org")), recipients());
    }

    @Test
    void connectionsOneAfterTheOther_reuseOneSession() throws Exception {
        for (int i = 0; i < 5; i++) {
            transactions.required(() -> {
                send(email("jo@example.org"));
                return null;
            });
        }

        assertEquals(5, server.received().size());
        assertEquals(
                1,
                server.received().stream().map(ReceivedMail::session).distinct().count());
    }
}
