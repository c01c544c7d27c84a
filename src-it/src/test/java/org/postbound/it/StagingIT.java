package org.postbound.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.annotation.Resource;
import jakarta.ejb.EJB;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postbound.Disposition;
import org.postbound.Email;
import org.postbound.Receipt;
import org.postbound.SmtpConnection;
import org.postbound.SmtpConnectionFactory;

/** A pool whose mail goes to testers alone, as the subsystem says; and the same key in several transactions. */
@ArquillianTest
class StagingIT {
    private static final int THREADS = 8;

    @Resource(lookup = "java:/eis/Staging")
    private SmtpConnectionFactory mail;

    @EJB
    private Transactions transactions;

    @EJB
    private MailServer server;

    @Deployment
    static EnterpriseArchive application() {
        return Archives.application("staging.ear", Archives.web(StagingIT.class));
    }

    @BeforeEach
    void startEmpty() {
        if (server != null) {
            server.clear();
        }
    }

    private Receipt send(Email email) {
        try (SmtpConnection connection = mail.getConnection()) {
            return connection.send(email);
        }
    }

    private static Email keyed(String recipient, String key) {
        return Email.builder()
                .to(recipient)
                .text("It is on its way.\n")
                .idempotencyKey(key)
                .build();
    }

    /** The ids of messages to a recipient that wait, or were accepted in the last hour. */
    private static Set<Object> messagesTo(String recipient) throws Exception {
        MBeanServer mBeans = ManagementFactory.getPlatformMBeanServer();
        ObjectName outbox = mBeans.queryNames(new ObjectName("org.postbound:type=Outbox,*"), null).stream()
                .filter(name -> name.toString().contains("staging-outbox"))
                .findFirst()
                .orElseThrow();
        String text = String.class.getName();
        List<CompositeData> messages = new ArrayList<>();
        // What waits first: meanwhile it may be accepted.
        messages.addAll(List.of((CompositeData[]) mBeans.invoke(
                outbox, "list", new Object[] {"staging", "", "", 1000}, new String[] {text, text, text, "int"})));
        messages.addAll(List.of((CompositeData[])
                mBeans.invoke(outbox, "sent", new Object[] {"staging", "", 1000}, new String[] {text, text, "int"})));
        Set<Object> ids = new HashSet<>();
        for (CompositeData message : messages) {
            if (String.join(" ", (String[]) message.get("recipients")).contains(recipient)) {
                ids.add(message.get("id"));
            }
        }
        return ids;
    }

    @Test
    void keyInTwoTransactions_arrivesOnce() throws Exception {
        Email email = keyed("two@tester.example", "order-2");
        Receipt first = transactions.required(() -> send(email));
        Receipt second = transactions.required(() -> send(email));

        assertEquals(Disposition.STAGED, second.disposition());
        assertEquals(Set.of(first.outboxId().orElseThrow()), messagesTo("two@tester.example"));
        assertEquals(List.of("two@tester.example"), server.await(1).get(0).forwardPaths());
    }

    @Test
    void keyOfTransactionsAtTheSameTime_isOfTheOneThatCommitsFirst() throws Exception {
        List<Receipt> inner = new ArrayList<>();
        transactions.required(() -> {
            send(keyed("nested@tester.example", "order-3"));
            return inner.add(transactions.requiresNew(() -> send(keyed("nested@tester.example", "order-3"))));
        });

        assertEquals(Set.of(inner.get(0).outboxId().orElseThrow()), messagesTo("nested@tester.example"));
        server.await(1);
    }

    @Test
    void keyOfATransactionThatRollsBack_isFree() throws Exception {
        transactions.requiredThenMarkedRollback(() -> send(keyed("back@tester.example", "order-4")));
        Receipt receipt = transactions.required(() -> send(keyed("back@tester.example", "order-4")));

        assertEquals(Set.of(receipt.outboxId().orElseThrow()), messagesTo("back@tester.example"));
        server.await(1);
    }

    @Test
    void keyOfManyThreads_arrivesOnce_andAllCommit() throws Exception {
        CyclicBarrier staged = new CyclicBarrier(THREADS);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<Receipt>> receipts = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                receipts.add(threads.submit(() -> transactions.required(() -> {
                    Receipt receipt = send(keyed("many@tester.example", "order-5"));
                    staged.await(30, TimeUnit.SECONDS);
                    return receipt;
                })));
            }
            for (Future<Receipt> receipt : receipts) {
                assertEquals(Disposition.STAGED, receipt.get().disposition());
            }
        } finally {
            threads.shutdownNow();
        }

        assertEquals(1, messagesTo("many@tester.example").size());
        server.await(1);
    }

    @Test
    void recipientsThatAreNotAllowed_areRedirected() throws Exception {
        transactions.required(() -> send(Email.builder()
                .to("jo@customer.example", "Kim <kim@tester.example>")
                .cc("QA-1@example.com")
                .bcc("boss@customer.example")
                .text("It is on its way.\n")
                .build()));

        ReceivedMail received = server.await(1).get(0);
        assertEquals(List.of("kim@tester.example", "QA-1@example.com", "staging@example.org"), received.forwardPaths());
        assertTrue(
                received.message().startsWith("X-Original-Recipients: jo@customer.example, boss@customer.example\r\n"),
                received.message());
        assertTrue(received.message().contains("To: jo@customer.example, Kim <kim@tester.example>"));
    }
}
