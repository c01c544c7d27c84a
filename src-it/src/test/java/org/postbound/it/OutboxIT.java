package org.postbound.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.annotation.Resource;
import jakarta.ejb.EJB;
import jakarta.transaction.UserTransaction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postbound.Disposition;
import org.postbound.Email;
import org.postbound.Receipt;
import org.postbound.SmtpConnection;
import org.postbound.SmtpConnectionFactory;

/** Mail through the journal in the server's own data directory, in one transaction with a database and another route. */
@ArquillianTest
class OutboxIT {
    @Resource(lookup = "java:/eis/OutboxOrders")
    private SmtpConnectionFactory mail;

    @Resource(lookup = "java:/eis/OutboxNews")
    private SmtpConnectionFactory news;

    @Resource
    private UserTransaction userTransaction;

    @EJB
    private Transactions transactions;

    @EJB
    private Orders orders;

    @EJB
    private MailServer server;

    @Deployment
    static EnterpriseArchive application() {
        return ShrinkWrap.create(EnterpriseArchive.class, "outbox.ear")
                .addAsLibraries(Archives.file("it.api"), Archives.file("it.h2"))
                .addAsModule(Archives.adapter("it.rar.embedded"))
                .addAsModule(Archives.web(OutboxIT.class));
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
        List<String> log = Files.readAllLines(Path.of(System.getProperty("jboss.server.log.dir"), "server.log"));
        assertFalse(log.stream().anyMatch(line -> line.contains("IJ020016")), "XA recovery is disabled");
    }
}
