package org.postbound.standalone;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;
import jakarta.transaction.TransactionManager;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.nio.file.Path;
import java.time.Duration;
import org.postbound.Email;
import org.postbound.Mailbox;
import org.postbound.Priority;
import org.postbound.Receipt;
import org.postbound.Security;
import org.postbound.SmtpConnection;
import org.postbound.SmtpConnectionSpec;
import org.postbound.SmtpException;

/** What docs/standalone.md and docs/coming-from.md show, as it compiles; {@link DocumentedSamplesTest} compares. */
@SuppressWarnings("unused") // shown, and mostly not run
final class Samples {
    private Samples() {}

    static void session(String password, Email email) {
        SmtpConnectionSpec spec = SmtpConnectionSpec.configured()
                .withServer("smtp.example.org", 587, Security.STARTTLS)
                .withPassword("shop@example.org", password);
        try (SmtpConnection connection = Postbound.connect(spec)) {
            Receipt receipt = connection.send(email);
        }
    }

    static void pool(String password, Email email) {
        try (PostboundFactory mail = Postbound.factory()
                .server("smtp.example.org")
                .user("shop@example.org", password)
                .from("Shop <shop@example.org>")
                .maxPoolSize(4)
                .idleTimeout(Duration.ofSeconds(30))
                .property("MaxMessagesPerConnection", 100)
                .build()) {
            try (SmtpConnection connection = mail.getConnection()) {
                connection.send(email);
            }
        }
    }

    static PostboundFactory outbox(String password) {
        return Postbound.factory()
                .server("smtp.example.org")
                .user("shop@example.org", password)
                .outbox(Path.of("/var/lib/shop/outbox"))
                .asynchronous(true)
                .build();
    }

    static void transactions(TransactionManager manager, TransactionSynchronizationRegistry registry) {
        PostboundFactory mail = Postbound.factory()
                .server("smtp.example.org")
                .outbox(Path.of("/var/lib/shop/outbox"))
                .transactions(manager, registry)
                .build();
    }

    static void jakartaMail(PostboundFactory mail) throws MessagingException {
        Session session = mail.getMailSession();
        MimeMessage message = new MimeMessage(session);
        message.setFrom("shop@example.org");
        message.setRecipients(Message.RecipientType.TO, "jo@example.org");
        message.setText("Hello");
        Transport.send(message);
    }

    static void wlanguage(String password) {
        try {
            SmtpConnectionSpec account = SmtpConnectionSpec.configured()
                    .withServer("smtp.example.org", 587, Security.STARTTLS)
                    .withPassword("shop@example.org", password);
            SmtpConnection session = Postbound.connect(account);
            session.send(Email.builder()
                    .from("shop@example.org")
                    .to("jo@example.org")
                    .subject("Hello")
                    .text("Hello")
                    .build());
            session.close();
        } catch (SmtpException e) {
            System.getLogger("mail").log(System.Logger.Level.ERROR, e.getMessage());
        }
    }

    static PostboundFactory gmail(String clientSecret, String refreshToken) {
        return Postbound.factory()
                .server("smtp.gmail.com")
                .security(Security.TLS)
                .property("UserName", "shop@gmail.com")
                .property("OAuth2TokenEndpoint", "https://oauth2.googleapis.com/token")
                .property("OAuth2ClientId", "1234.apps.googleusercontent.com")
                .property("OAuth2ClientSecret", clientSecret)
                .property("OAuth2RefreshToken", refreshToken)
                .build();
    }

    static void cortex(String password) {
        SmtpConnectionSpec details = SmtpConnectionSpec.configured()
                .withServer("smtp.example.org", 465, Security.TLS)
                .withPassword("CORP\\shop", password);
        SmtpConnection session = Postbound.connect(details);
        session.send(Email.builder()
                .from(new Mailbox("Shop", "shop@example.org"))
                .to(new Mailbox("Jo Doe", "jo@example.org"))
                .priority(Priority.URGENT)
                .subject("Your order")
                .html("<p>It is on its way.</p>")
                .attach(Path.of("invoice.pdf"))
                .build());
        session.close();
    }
}
