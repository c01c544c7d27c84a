package org.postbound.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.annotation.Resource;
import jakarta.ejb.EJB;
import jakarta.transaction.TransactionSynchronizationRegistry;
import jakarta.transaction.UserTransaction;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postbound.Attachment;
import org.postbound.Disposition;
import org.postbound.Email;
import org.postbound.Receipt;
import org.postbound.SmtpConnection;
import org.postbound.SmtpConnectionFactory;
import org.postbound.SmtpTransactionException;
import org.postbound.SmtpTransactionException.Reason;

/** Mail through the journal in the server's own data directory, in one transaction with a database and another route. */
@ArquillianTest
class OutboxIT {
    @Resource(lookup = "java:/eis/OutboxOrders")
    private SmtpConnectionFactory mail;

    /** The same route, configured once more: another adapter of the class loader. */
    @Resource(lookup = "java:/eis/OutboxOrdersAgain")
    private SmtpConnectionFactory mailAgain;

    @Resource(lookup = "java:/eis/OutboxNews")
    private SmtpConnectionFactory news;

    @Resource
    private UserTransaction userTransaction;

    @Resource
    private TransactionSynchronizationRegistry registry;

    @EJB
    private Transactions transactions;

    @EJB
    private Orders orders;

    @EJB
    private MailServer server;

    @Deployment
    static EnterpriseArchive application() {
        return Archives.application("outbox.ear", Archives.web(OutboxIT.class));
    }

    @BeforeEach
    void startEmpty() throws Exception {
        if (server != null) {
            server.clear();
            orders.clear();
        }
    }

    private static Receipt send(SmtpConnectionFactory factory, String recipient) {
        try (SmtpConnection connection = factory.getConnection()) {
            return connection.send(
                    Email.builder().to(recipient).text("It is on its way.\n").build());
        }
    }

    private Set<String> recipients(int messages) throws Exception {
        return server.await(messages).stream()
                .flatMap(received -> received.forwardPaths().stream())
                .collect(Collectors.toSet());
    }

    @Test
    void commit_ofRowAndTwoRoutes_deliversBoth() throws Exception {
        Receipt receipt = transactions.required(() -> {
            orders.insert("book");
            send(news, "reader@example.org");
            return send(mail, "jo@example.org");
        });

        assertEquals(Disposition.STAGED, receipt.disposition());
        assertTrue(receipt.outboxId().isPresent());
        assertEquals(Set.of("jo@example.org", "reader@example.org"), recipients(2));
        assertEquals(1, orders.count());
    }

    @Test
    void exception_takesRowAndMailBack() throws Exception {
        assertThrows(
                Exception.class,
                () -> transactions.required(() -> {
                    orders.insert("book");
                    send(news, "reader@example.org");
                    send(mail, "jo@example.org");
                    throw new IllegalArgumentException("after sending");
                }));
        // What is sent later arrives first if the other was to come at all.
        send(news, "after@example.org");

        assertEquals(Set.of("after@example.org"), recipients(1));
        assertEquals(0, orders.count());
    }

    @Test
    void userTransaction_commitsInOnePhase_orRollsBack() throws Exception {
        userTransaction.begin();
        send(mail, "rolled-back@example.org");
        userTransaction.rollback();
        userTransaction.begin();
        send(mail, "jo@example.org");
        userTransaction.commit();

        assertEquals(Set.of("jo@example.org"), recipients(1));
    }

    @Test
    void twoAdaptersOfOneRoute_deliverOnce() throws Exception {
        transactions.required(() -> {
            orders.insert("book");
            send(mail, "jo@example.org");
            return send(mailAgain, "again@example.org");
        });
        assertEquals(Set.of("jo@example.org", "again@example.org"), recipients(2));
        send(news, "after@example.org");
        assertEquals(3, server.await(3).size());
    }

    @Test
    void couriers_areTwoForEachRoute() {
        assertEquals(
                4,
                Thread.getAllStackTraces().values().stream()
                        .filter(stack -> Stream.of(stack)
                                .anyMatch(frame -> frame.getClassName().equals("org.postbound.delivery.Courier")))
                        .count(),
                "of orders, which two adapters have activated, and of news");
    }

    /** The reaper rolls back while an attachment is being read. */
    @Test
    void timeoutInTheMiddleOfSend_leavesNothing() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        Email slow = Email.builder()
                .to("slow@example.org")
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
            send(news, "before@example.org");
            try (SmtpConnection connection = mail.getConnection()) {
                assertEquals(
                        Reason.ENDED,
                        assertThrows(SmtpTransactionException.class, () -> connection.send(slow))
                                .reason());
            }
        } finally {
            userTransaction.setTransactionTimeout(0);
            userTransaction.rollback();
        }
        // Through both routes, behind what would be there.
        send(news, "after@example.org");
        transactions.required(() -> send(mail, "then@example.org"));

        assertEquals(Set.of("after@example.org", "then@example.org"), recipients(2));
        assertEquals(0, orders.count());
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            assertTrue(latch.await(30, TimeUnit.SECONDS), "the reaper ends the transaction");
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Test
    void asynchronousMail_isStored() throws Exception {
        assertEquals(Disposition.STORED, send(news, "reader@example.org").disposition());
        assertEquals(Set.of("reader@example.org"), recipients(1));
    }

    @Test
    void synchronousMail_isAcceptedAtOnce() {
        assertEquals(Disposition.ACCEPTED, send(mail, "jo@example.org").disposition());
        assertEquals(1, server.received().size());
    }

    @Test
    void journal_isInTheServersDataDirectory() {
        assertTrue(
                Files.isDirectory(Path.of(System.getProperty("jboss.server.data.dir"), "postbound-outbox")),
                "the journal's directory");
    }

    @Test
    void recovery_isOn() throws Exception {
        ServerLog.assertRecoveryIsOn();
    }
}
