package org.postbound.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jakarta.annotation.Resource;
import jakarta.ejb.EJB;
import jakarta.transaction.TransactionSynchronizationRegistry;
import jakarta.transaction.UserTransaction;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.postbound.Email;
import org.postbound.SmtpConnection;
import org.postbound.SmtpConnectionFactory;

/** What tests inside the server have in common: the resources of an enterprise application, and an empty mail server. */
abstract class InContainer {
    @Resource(lookup = "java:/eis/Mail")
    protected SmtpConnectionFactory mail;

    @Resource
    protected UserTransaction userTransaction;

    @Resource
    protected TransactionSynchronizationRegistry registry;

    @EJB
    protected Transactions transactions;

    @EJB
    protected Orders orders;

    @EJB
    protected MailServer server;

    @BeforeEach
    void startEmpty() throws Exception {
        if (server != null) {
            server.clear();
            orders.clear();
        }
    }

    static Email email(String recipient) {
        return Email.builder()
                .to(recipient)
                .subject("Your order")
                .text("It is on its way.\n")
                .build();
    }

    /** A complete message, to which a relay has nothing to add. */
    static byte[] rendered(String text) {
        return """
                Date: Sat, 21 Nov 2026 10:00:00 +0100
                From: shop@example.org
                To: jo@example.org
                Message-ID: <1@example.org>

                %s
                """.formatted(text).replaceAll("\\R", "\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    void send(Email email) {
        try (SmtpConnection connection = mail.getConnection()) {
            connection.send(email);
        }
    }

    void orderAndSend(String recipient) throws Exception {
        orders.insert(recipient);
        send(email(recipient));
    }

    List<List<String>> recipients() {
        return server.received().stream().map(ReceivedMail::forwardPaths).toList();
    }

    void assertNothingHappened() throws Exception {
        assertEquals(List.of(), recipients());
        assertEquals(0, orders.count());
    }
}
