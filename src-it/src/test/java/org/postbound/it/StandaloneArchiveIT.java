package org.postbound.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import jakarta.annotation.Resource;
import jakarta.ejb.EJB;
import jakarta.mail.Message;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.util.List;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.OperateOnDeployment;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.spec.ResourceAdapterArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postbound.Email;
import org.postbound.SmtpConnection;
import org.postbound.SmtpConnectionFactory;

/** The standalone archive, deployed by itself; the application sees its classes through a module dependency. */
@ArquillianTest
class StandaloneArchiveIT {
    @Resource(lookup = "java:/eis/Standalone")
    private SmtpConnectionFactory mail;

    @EJB
    private Transactions transactions;

    @EJB
    private MailServer server;

    @Deployment(name = "adapter", order = 1, testable = false)
    static ResourceAdapterArchive adapter() {
        return Archives.adapter("it.rar");
    }

    @Deployment(name = "application", order = 2)
    static WebArchive application() {
        return Archives.seeingTheAdapter(
                Archives.web(StandaloneArchiveIT.class).addAsLibraries(Archives.file("it.h2")));
    }

    @BeforeEach
    void startEmpty() {
        if (server != null) {
            server.clear();
        }
    }

    @Test
    @OperateOnDeployment("application")
    void commit_delivers() throws Exception {
        transactions.required(() -> {
            send("jo@example.org");
            return null;
        });

        assertEquals(1, server.await(1).size());
    }

    @Test
    @OperateOnDeployment("application")
    void exception_deliversNothing() {
        assertThrows(
                Exception.class,
                () -> transactions.required(() -> {
                    send("jo@example.org");
                    throw new IllegalArgumentException("after sending");
                }));
        // Outside of a transaction, so that it is there when it returns.
        send("after@example.org");

        assertEquals(
                List.of(List.of("after@example.org")),
                server.received().stream().map(ReceivedMail::forwardPaths).toList());
    }

    @Test
    @OperateOnDeployment("application")
    void recovery_isOn() throws Exception {
        ServerLog.assertRecoveryIsOn();
    }

    @Test
    @OperateOnDeployment("application")
    void mimeMessageOfTheApplication_goesThrough() throws Exception {
        MimeMessage message = new MimeMessage((Session) null);
        message.setFrom("shop@example.org");
        message.setRecipients(Message.RecipientType.TO, "jo@example.org");
        message.setText("hello");
        try (SmtpConnection connection = mail.getConnection()) {
            connection.send(message);
        }

        assertEquals(List.of("jo@example.org"), server.received().get(0).forwardPaths());
    }

    private void send(String recipient) {
        try (SmtpConnection connection = mail.getConnection()) {
            connection.send(Email.builder().to(recipient).text("hello").build());
        }
    }
}
