package org.postbound.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.annotation.Resource;
import jakarta.ejb.EJBTransactionRolledbackException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.junit.jupiter.api.Test;
import org.postbound.Disposition;
import org.postbound.Email;
import org.postbound.Envelope;
import org.postbound.Receipt;
import org.postbound.SmtpConnection;
import org.postbound.SmtpConnectionFactory;
import org.postbound.SmtpReplyException;

/** Commit and rollback against a real Postfix, which delivers into maildirs after it has accepted. */
@NeedsPostfix
@ArquillianTest
class PostfixIT extends InContainer {
    @Resource(lookup = "java:/eis/Postfix")
    private SmtpConnectionFactory postfix;

    @Deployment
    static EnterpriseArchive application() {
        return Archives.application(PostfixIT.class);
    }

    @Test
    void commit_isDeliveredWithTheRow() throws Exception {
        String mailbox = "committed";
        byte[] message = rendered("..dots\r\n.\r\nand an end");
        transactions.required(() -> {
            orders.insert("Lamp");
            try (SmtpConnection connection = postfix.getConnection()) {
                connection.send(Envelope.of("shop@example.org", address(mailbox)), message);
            }
            return null;
        });

        String delivered = delivered(mailbox);
        assertTrue(delivered.endsWith(new String(message, StandardCharsets.US_ASCII).replace("\r\n", "\n")), delivered);
        assertEquals(1, orders.count());
    }

    @Test
    void rollback_deliversNothing() throws Exception {
        assertThrows(
                Exception.class,
                () -> transactions.required(() -> {
                    orders.insert("Lamp");
                    sendTo("rolledback", "rolled back");
                    throw new IllegalArgumentException("after sending");
                }));
        sendTo("rolledback", "sent afterwards");

        assertTrue(delivered("rolledback").contains("sent afterwards"));
        assertEquals(1, mails("rolledback").size());
        assertEquals(0, orders.count());
    }

    @Test
    void bcc_isDeliveredAndSeenByNobody() throws Exception {
        try (SmtpConnection connection = postfix.getConnection()) {
            connection.send(Email.builder()
                    .to(address("visible"))
                    .bcc(address("blind"))
                    .text("hello")
                    .build());
        }

        String delivered = delivered("blind");
        assertFalse(delivered.contains("Bcc"), delivered);
        assertTrue(delivered.contains("To: visible@example.org"), delivered);
    }

    @Test
    void accepted_hasTheReplyOfPostfix() {
        try (SmtpConnection connection = postfix.getConnection()) {
            Receipt receipt = connection.send(email(address("accepted")));

            assertEquals(Disposition.ACCEPTED, receipt.disposition());
            assertEquals(
                    "2.0.0",
                    receipt.reply()
                            .orElseThrow()
                            .enhancedStatusCode()
                            .orElseThrow()
                            .toString());
            assertNotNull(connection.server().capabilities().get("PIPELINING"));
        }
    }

    @Test
    void refusalInCommit_rollsBackTheRow() throws Exception {
        EJBTransactionRolledbackException e = assertThrows(
                EJBTransactionRolledbackException.class,
                () -> transactions.required(() -> {
                    orders.insert("Lamp");
                    try (SmtpConnection connection = postfix.getConnection()) {
                        connection.send(email("refused@example.org"));
                    }
                    return null;
                }));

        assertEquals(0, orders.count());
        assertTrue(e.getCause().getSuppressed()[0].getCause().getCause() instanceof SmtpReplyException);
    }

    private static String address(String mailbox) {
        return mailbox + "@example.org";
    }

    private void sendTo(String mailbox, String text) {
        try (SmtpConnection connection = postfix.getConnection()) {
            connection.send(Email.builder().to(address(mailbox)).text(text).build());
        }
    }

    private static Path maildir(String mailbox) {
        return Path.of(System.getProperty("it.postfix.mail"), mailbox, "new");
    }

    private static List<Path> mails(String mailbox) throws IOException {
        try (Stream<Path> mails = Files.list(maildir(mailbox))) {
            return mails.toList();
        }
    }

    /** Waits for the first mail; Postfix delivers with a rename into a folder that it may have to make first. */
    private static String delivered(String mailbox) throws Exception {
        Path root = Path.of(System.getProperty("it.postfix.mail"));
        for (Path folder : List.of(root.resolve(mailbox), maildir(mailbox))) {
            waitFor(folder);
        }
        try (WatchService watch = maildir(mailbox).getFileSystem().newWatchService()) {
            maildir(mailbox).register(watch, StandardWatchEventKinds.ENTRY_CREATE);
            if (mails(mailbox).isEmpty()) {
                assertNotNull(watch.poll(30, TimeUnit.SECONDS), "nothing was delivered");
            }
        }
        return Files.readString(mails(mailbox).get(0), StandardCharsets.ISO_8859_1);
    }

    private static void waitFor(Path folder) throws Exception {
        try (WatchService watch = folder.getFileSystem().newWatchService()) {
            folder.getParent().register(watch, StandardWatchEventKinds.ENTRY_CREATE);
            while (!Files.isDirectory(folder)) {
                assertNotNull(watch.poll(30, TimeUnit.SECONDS), folder.getFileName() + " did not appear");
            }
        }
    }
}
