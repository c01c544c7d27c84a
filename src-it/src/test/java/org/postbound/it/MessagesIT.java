package org.postbound.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.mail.Message;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.junit.jupiter.api.Test;
import org.postbound.Attachment;
import org.postbound.Email;
import org.postbound.Envelope;
import org.postbound.InvalidEmailException;
import org.postbound.Priority;
import org.postbound.SmtpConnection;
import org.postbound.SmtpServerInfo;

/** Every kind of message goes through, with the server's own Jakarta Mail; what is invalid is told before a byte is sent. */
@ArquillianTest
class MessagesIT extends InContainer {
    @Deployment
    static EnterpriseArchive application() {
        return Archives.application(MessagesIT.class);
    }

    @Test
    void email_arrivesByteForByteWithBccInTheEnvelopeOnly() throws Exception {
        inTransaction(Email.builder()
                .to("Jo Doe <jo@example.org>")
                .cc("cc@example.org")
                .bcc("secret@example.org")
                .subject("Your order")
                .text("It is on its way.\n.\nBye\n")
                .messageId("<order-1@example.org>")
                .date(OffsetDateTime.parse("2026-11-21T10:00:00+01:00"))
                .build());

        ReceivedMail mail = only();
        assertEquals("shop@example.org", mail.reversePath());
        assertEquals(List.of("jo@example.org", "cc@example.org", "secret@example.org"), mail.forwardPaths());
        assertEquals(
                String.join(
                        "\r\n",
                        "Date: Sat, 21 Nov 2026 10:00:00 +0100",
                        "From: Shop <shop@example.org>",
                        "To: Jo Doe <jo@example.org>",
                        "Cc: cc@example.org",
                        "Message-ID: <order-1@example.org>",
                        "Subject: Your order",
                        "MIME-Version: 1.0",
                        "Content-Type: text/plain; charset=UTF-8",
                        "Content-Transfer-Encoding: 7bit",
                        "",
                        "It is on its way.",
                        ".",
                        "Bye",
                        ""),
                mail.message());
    }

    @Test
    void emailWithEverything_isReadBackAsItWasBuilt() throws Exception {
        byte[] pdf = {0, 1, 2, (byte) 0xff, '\r', '\n', '.', '\r', '\n'};
        inTransaction(Email.builder()
                .to("Jörg Müller <jo@example.org>")
                .subject("Bestellung für Jörg")
                .text("Grüße")
                .html("<img src=\"cid:logo\">Grüße")
                .inline("logo", Attachment.of("logo.png", "image/png", new byte[] {1, 2, 3}))
                .attach("Rechnung für Jörg.pdf", "application/pdf", pdf)
                .priority(Priority.URGENT)
                .header("X-Order", "1")
                .build());

        MimeMessage read =
                new MimeMessage(null, new ByteArrayInputStream(only().message().getBytes(StandardCharsets.ISO_8859_1)));
        assertEquals("Bestellung für Jörg", read.getSubject());
        assertEquals("Jörg Müller", ((InternetAddress) read.getRecipients(Message.RecipientType.TO)[0]).getPersonal());
        assertEquals("urgent", read.getHeader("Priority", null));
        assertEquals("1", read.getHeader("X-Order", null));
        MimeMultipart mixed = (MimeMultipart) read.getContent();
        MimeMultipart alternative = (MimeMultipart) mixed.getBodyPart(0).getContent();
        assertEquals("Grüße", alternative.getBodyPart(0).getContent());
        MimeMultipart related = (MimeMultipart) alternative.getBodyPart(1).getContent();
        assertEquals("<img src=\"cid:logo\">Grüße", related.getBodyPart(0).getContent());
        assertEquals("<logo>", related.getBodyPart(1).getHeader("Content-ID")[0]);
        assertEquals("Rechnung für Jörg.pdf", mixed.getBodyPart(1).getFileName());
        assertTrue(Arrays.equals(pdf, mixed.getBodyPart(1).getInputStream().readAllBytes()));
    }

    /** The message is of the application's Jakarta Mail classes, which the adapter has to share. */
    @Test
    void mimeMessageOfTheApplication_goesThrough() throws Exception {
        MimeMessage message = new MimeMessage((Session) null);
        message.setFrom("shop@example.org");
        message.setRecipients(Message.RecipientType.TO, "jo@example.org");
        message.setRecipients(Message.RecipientType.BCC, "secret@example.org");
        message.setSubject("Grüße", "UTF-8");
        MimeBodyPart text = new MimeBodyPart();
        text.setText("Hallo Jörg", "UTF-8");
        MimeBodyPart html = new MimeBodyPart();
        html.setContent("<b>Hallo</b>", "text/html");
        message.setContent(new MimeMultipart("alternative", text, html));

        transactions.required(() -> {
            try (SmtpConnection connection = mail.getConnection()) {
                connection.send(message);
            }
            return null;
        });

        ReceivedMail received = only();
        assertEquals(List.of("jo@example.org", "secret@example.org"), received.forwardPaths());
        assertFalse(received.message().contains("secret"), received.message());
        assertTrue(received.message().contains("Message-ID: " + message.getMessageID()), received.message());
    }

    @Test
    void renderedBytes_arriveByteForByte() throws Exception {
        byte[] bytes = rendered("signed\r\n.\r\n..dots");
        transactions.required(() -> {
            try (SmtpConnection connection = mail.getConnection()) {
                connection.send(Envelope.of("bounces@example.org", "jo@example.org"), bytes);
            }
            return null;
        });

        assertEquals("bounces@example.org", only().reversePath());
        assertEquals(new String(bytes, StandardCharsets.ISO_8859_1), only().message());
    }

    @Test
    void mailSession_takesPartInTheTransaction() throws Exception {
        Session session = mail.getMailSession();
        userTransaction.begin();
        Transport.send(messageOf(session, "rolledback@example.org"));
        userTransaction.rollback();
        assertEquals(List.of(), recipients());

        userTransaction.begin();
        Transport.send(messageOf(session, "jo@example.org"));
        userTransaction.commit();
        assertEquals(List.of(List.of("jo@example.org")), recipients());
    }

    @Test
    void mailSession_tellsARefusalAsJakartaMailDoes() throws Exception {
        MimeMessage message = messageOf(mail.getMailSession(), "refused@example.org");

        assertThrows(SendFailedException.class, () -> Transport.send(message));
    }

    private static MimeMessage messageOf(Session session, String recipient) throws Exception {
        MimeMessage message = new MimeMessage(session);
        message.setFrom();
        message.setRecipients(Message.RecipientType.TO, recipient);
        message.setText("hello");
        return message;
    }

    @Test
    void sendAll_answersForEachMessage() {
        try (SmtpConnection connection = mail.getConnection()) {
            var receipts = connection.sendAll(
                    List.of(email("one@example.org"), email("refused@example.org"), email("two@example.org")));

            assertEquals(
                    List.of("ACCEPTED", "FAILED", "ACCEPTED"),
                    receipts.stream()
                            .map(receipt -> receipt.disposition().name())
                            .toList());
            assertEquals(
                    550,
                    receipts.get(1).recipients().get(0).reply().orElseThrow().code());
        }

        assertEquals(List.of(List.of("one@example.org"), List.of("two@example.org")), recipients());
    }

    @Test
    void server_tellsGreetingAndCapabilities() {
        try (SmtpConnection connection = mail.getConnection()) {
            SmtpServerInfo info = connection.server();

            assertTrue(info.greeting().contains("ESMTP"), info.greeting());
            assertTrue(info.capabilities().containsKey("8BITMIME"), info.toString());
        }
    }

    @Test
    void unreadableAttachment_isRefusedBeforeAByteIsSent() {
        InvalidEmailException e = assertRefused(Email.builder()
                .to("jo@example.org")
                .text("see the attachment")
                .attach(Path.of("no-such-file.pdf"))
                .build());

        assertEquals("attachments[0]", e.field());
        assertSame(NoSuchFileException.class, e.getCause().getClass());
    }

    @Test
    void injectionThroughAMimeMessage_isRefusedBeforeAByteIsSent() throws Exception {
        MimeMessage message = messageOf(mail.getMailSession(), "jo@example.org");
        message.setHeader("X-Order", "1\r\nBcc: everybody@example.org");
        try (SmtpConnection connection = mail.getConnection()) {
            InvalidEmailException e = assertThrows(InvalidEmailException.class, () -> connection.send(message));
            assertEquals("X-Order", e.field());
        }

        assertEquals(0, server.sessions());
    }

    @Test
    void invalidEmailAmongSeveral_sendsNone() {
        Email invalid = Email.builder()
                .to("jo@example.org")
                .attach(Path.of("no-such-file.pdf"))
                .build();
        try (SmtpConnection connection = mail.getConnection()) {
            InvalidEmailException e = assertThrows(
                    InvalidEmailException.class, () -> connection.sendAll(List.of(email("jo@example.org"), invalid)));
            assertEquals("emails[1].attachments[0]", e.field());
        }

        assertEquals(0, server.sessions());
    }

    /** An application exception: the caller of the bean sees it as it is, and the transaction rolls back. */
    @Test
    void invalidEmailInABean_rollsBackAndReachesTheCallerAsItIs() throws Exception {
        Email invalid = Email.builder()
                .to("jo@example.org")
                .attach(Path.of("no-such-file.pdf"))
                .build();
        assertThrows(
                InvalidEmailException.class,
                () -> transactions.required(() -> {
                    orders.insert("invalid");
                    send(invalid);
                    return null;
                }));

        assertNothingHappened();
    }

    private InvalidEmailException assertRefused(Email email) {
        try (SmtpConnection connection = mail.getConnection()) {
            InvalidEmailException e = assertThrows(InvalidEmailException.class, () -> connection.send(email));
            assertEquals(0, server.sessions());
            return e;
        }
    }

    private void inTransaction(Email email) throws Exception {
        transactions.required(() -> {
            send(email);
            return null;
        });
    }

    private ReceivedMail only() {
        assertEquals(1, server.received().size());
        return server.received().get(0);
    }
}
