package org.postbound.it;

import jakarta.mail.Session;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.simplejavamail.api.email.EmailPopulatingBuilder;
import org.simplejavamail.email.EmailBuilder;
import org.simplejavamail.mailer.MailerBuilder;

/** Simple Java Mail. */
@ArquillianTest
class SimpleJavaMailIT extends LibraryTests {
    @Deployment
    static EnterpriseArchive application() {
        return application(SimpleJavaMailIT.class, "it.simple-java-mail");
    }

    private static EmailPopulatingBuilder email(String recipient) {
        return EmailBuilder.startingBlank()
                .from("shop@example.org")
                .to(recipient)
                .withSubject("Grüße")
                .withPlainText("It is on its way.");
    }

    private static void send(Session session, EmailPopulatingBuilder email) {
        // Sent on this thread, and so in its transaction; the future has ended already.
        MailerBuilder.usingSession(session)
                .buildMailer()
                .sendMail(email.buildEmail())
                .join();
    }

    @Override
    void send(Session session, String recipient) {
        send(session, email(recipient));
    }

    @Override
    void send(Session session, String recipient, String fileName, byte[] content) {
        send(session, email(recipient).withAttachment(fileName, content, "application/pdf"));
    }
}
