package org.postbound.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.ejb.EJBTransactionRolledbackException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.postbound.Disposition;
import org.postbound.Email;
import org.postbound.Envelope;
import org.postbound.Receipt;
import org.postbound.SmtpConnection;
import org.postbound.SmtpConnectionFactory;
import org.postbound.SmtpReplyException;
import org.postbound.it.servers.Mailbox;

/** Commit and rollback against a real server, which delivers into maildirs. */
abstract class RealServerTests extends InContainer {
    /** The pool of connections to the server. */
    abstract SmtpConnectionFactory pool();

    /** The property with the folder that the maildirs are in. */
    abstract String mailProperty();

    private Mailbox mailbox(String name) {
        return Mailbox.of(Path.of(System.getProperty(mailProperty())), name);
    }

    @Override
    void send(Email email) {
        try (SmtpConnection connection = pool().getConnection()) {
            connection.send(email);
        }
    }

    private static Email email(Mailbox to, String text) {
        return Email.builder().to(to.address()).text(text).build();
    }

    @Test
    void commit_isDeliveredWithTheRow() throws Exception {
        Mailbox mailbox = mailbox("committed");
        byte[] message = rendered("..dots\r\n.\r\nand an end");
        transactions.required(() -> {
            orders.insert("Lamp");
            try (SmtpConnection connection = pool().getConnection()) {
                connection.send(Envelope.of("shop@example.org", mailbox.address()), message);
            }
            return null;
        });

        String delivered = mailbox.onlyMail().replace("\r\n", "\n");
        assertTrue(delivered.endsWith(new String(message, StandardCharsets.US_ASCII).replace("\r\n", "\n")), delivered);
        assertEquals(1, orders.count());
    }

    @Test
    void rollback_deliversNothing() throws Exception {
        Mailbox mailbox = mailbox("rolledback");
        assertThrows(
                Exception.class,
                () -> transactions.required(() -> {
                    orders.insert("Lamp");
                    send(email(mailbox, "rolled back"));
                    throw new IllegalArgumentException("after sending");
                }));
        send(email(mailbox, "sent afterwards"));

        assertTrue(mailbox.onlyMail().contains("sent afterwards"));
        assertEquals(0, orders.count());
    }

    @Test
    void twoMessagesOfOneTransaction_areBothDelivered() throws Exception {
        List<Mailbox> mailboxes = List.of(mailbox("first"), mailbox("second"));
        transactions.required(() -> {
            mailboxes.forEach(mailbox -> send(email(mailbox, "to " + mailbox.address())));
            return null;
        });

        for (Mailbox mailbox : mailboxes) {
            assertTrue(mailbox.onlyMail().contains("to " + mailbox.address()));
        }
    }

    @Test
    void bcc_isDeliveredAndSeenByNobody() {
        send(Email.builder()
                .to(mailbox("visible").address())
                .bcc(mailbox("blind").address())
                .text("hello")
                .build());

        String delivered = mailbox("blind").onlyMail();
        assertFalse(delivered.contains("Bcc"), delivered);
        assertTrue(delivered.contains("To: visible@example.org"), delivered);
    }

    @Test
    void accepted_hasTheReplyOfTheServer() {
        try (SmtpConnection connection = pool().getConnection()) {
            Receipt receipt = connection.send(email(mailbox("accepted"), "hello"));

            assertEquals(Disposition.ACCEPTED, receipt.disposition());
            assertEquals(
                    "2.0.0",
                    receipt.reply()
                            .orElseThrow()
                            .enhancedStatusCode()
                            .orElseThrow()
                            .toString());
            assertTrue(connection.server().capabilities().containsKey("8BITMIME"));
        }
    }

    @Test
    void refusalInCommit_rollsBackTheRow() throws Exception {
        EJBTransactionRolledbackException e = assertThrows(
                EJBTransactionRolledbackException.class,
                () -> transactions.required(() -> {
                    orders.insert("Lamp");
                    send(email("refused@example.org"));
                    return null;
                }));

        assertEquals(0, orders.count());
        assertInstanceOf(
                SmtpReplyException.class,
                e.getCause().getSuppressed()[0].getCause().getCause());
    }
}
