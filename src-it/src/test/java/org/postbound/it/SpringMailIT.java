package org.postbound.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.util.List;
import java.util.Set;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.mail.MailSendException;
import org.springframework.mail.SimpleMailMessage;
import org.springframework.mail.javamail.JavaMailSenderImpl;
import org.springframework.mail.javamail.MimeMessageHelper;

/** Spring's JavaMailSender. */
@ArquillianTest
class SpringMailIT extends LibraryTests {
    @Deployment
    static EnterpriseArchive application() {
        return application(SpringMailIT.class, "it.spring");
    }

    private static JavaMailSenderImpl sender(Session session) {
        JavaMailSenderImpl sender = new JavaMailSenderImpl();
        sender.setSession(session);
        return sender;
    }

    private static SimpleMailMessage message(String recipient) {
        SimpleMailMessage message = new SimpleMailMessage();
        message.setFrom("shop@example.org");
        message.setTo(recipient);
        message.setSubject("Grüße");
        message.setText("It is on its way.");
        return message;
    }

    @Override
    void send(Session session, String recipient) {
        JavaMailSenderImpl sender = sender(session);
        sender.setDefaultEncoding("UTF-8");
        sender.send(message(recipient));
    }

    @Override
    void send(Session session, String recipient, String fileName, byte[] content) throws Exception {
        JavaMailSenderImpl sender = sender(session);
        MimeMessage message = sender.createMimeMessage();
        MimeMessageHelper helper = new MimeMessageHelper(message, true, "UTF-8");
        helper.setFrom("shop@example.org");
        helper.setTo(recipient);
        helper.setText("It is on its way.");
        helper.addAttachment(fileName, new ByteArrayResource(content));
        sender.send(message);
    }

    @Test
    void senderThatIsConfiguredByProperties_sendsAllOverOneConnection() throws Exception {
        JavaMailSenderImpl sender = new JavaMailSenderImpl();
        sender.setJavaMailProperties(properties());

        sender.send(message("one@example.org"), message("two@example.org"), message("three@example.org"));

        assertEquals(Set.of("one@example.org", "two@example.org", "three@example.org"), recipients(3));
        assertEquals(1, server().sessions());
    }

    @Test
    void oneWrongAddressAmongSeveral_isTheOneThatFailed() throws Exception {
        SimpleMailMessage refused = message("refused@example.org");
        JavaMailSenderImpl sender = new JavaMailSenderImpl();
        sender.setJavaMailProperties(properties());

        MailSendException e = assertThrows(
                MailSendException.class,
                () -> sender.send(message("one@example.org"), refused, message("two@example.org")));

        assertEquals(Set.of(refused), e.getFailedMessages().keySet());
        assertEquals(Set.of("one@example.org", "two@example.org"), recipients(2));
    }

    @Test
    void hostOfAnotherServer_isRefused() {
        JavaMailSenderImpl sender = new JavaMailSenderImpl();
        sender.setJavaMailProperties(properties());
        sender.setHost("other.example.org");

        MailSendException e = assertThrows(MailSendException.class, () -> sender.send(message("jo@example.org")));

        assertTrue(e.getMessage().contains("mail.postbound.host is \"other.example.org\""), e.getMessage());
        assertEquals(List.of(), server().received());
    }

    /** A transport that was connected before is of use in each transaction, and belongs to none. */
    @Test
    void transportThatOutlivesTransactions_takesPartInEach() throws Exception {
        Session session = Session.getInstance(properties());
        MimeMessage first = mime(session, "first@example.org");
        MimeMessage second = mime(session, "second@example.org");
        MimeMessage rolledBack = mime(session, "rolled-back@example.org");
        try (var transport = session.getTransport()) {
            transport.connect();
            for (MimeMessage message : List.of(first, second)) {
                transactions().required(() -> {
                    transport.sendMessage(message, message.getAllRecipients());
                    assertEquals(List.of(), ofThis(message));
                    return null;
                });
            }
            transactions().requiredThenMarkedRollback(() -> {
                transport.sendMessage(rolledBack, rolledBack.getAllRecipients());
                return null;
            });
            transport.sendMessage(
                    mime(session, "now@example.org"),
                    mime(session, "now@example.org").getAllRecipients());
        }

        assertEquals(Set.of("first@example.org", "second@example.org", "now@example.org"), recipients(3));
    }

    private List<ReceivedMail> ofThis(MimeMessage message) throws Exception {
        String recipient = message.getAllRecipients()[0].toString();
        return server().received().stream()
                .filter(mail -> mail.forwardPaths().contains(recipient))
                .toList();
    }

    private static MimeMessage mime(Session session, String recipient) throws Exception {
        MimeMessage message = new MimeMessage(session);
        message.setFrom("shop@example.org");
        message.setRecipients(MimeMessage.RecipientType.TO, recipient);
        message.setText("It is on its way.");
        message.saveChanges();
        return message;
    }

    /** Spring keeps what it failed with for each message, and is caused by nothing. */
    @Override
    List<String> invalidAddresses(Exception e) {
        MailSendException failed = assertInstanceOf(MailSendException.class, e);
        return super.invalidAddresses(failed.getMessageExceptions()[0]);
    }
}
