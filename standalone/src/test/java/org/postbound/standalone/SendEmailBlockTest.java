package org.postbound.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postbound.Email;
import org.postbound.Mailbox;
import org.postbound.Priority;
import org.postbound.Security;
import org.postbound.SmtpAuthenticationException;
import org.postbound.SmtpConnection;
import org.postbound.SmtpConnectionSpec;
import org.postbound.smtp.ScriptedServer;

/** The rows of docs/coming-from.md on what Cortex's "Send Email Using SMTP Server" block does. */
class SendEmailBlockTest {
    private static final Logger LOG = Logger.getLogger("org.postbound");

    private static MailServer.Arrived send(Email email) {
        try (MailServer server = MailServer.plain();
                SmtpConnection session = Postbound.connect(server.spec())) {
            session.send(email);
            return server.arrived().get(0);
        }
    }

    private static Email.Builder email() {
        return Email.builder().from("shop@from.test").to("jo@to.test").subject("Hello");
    }

    private static void assertLine(String line, MailServer.Arrived mail) {
        assertTrue(("\r\n" + mail.content()).contains("\r\n" + line + "\r\n"), mail.content());
    }

    @Test
    void mailboxes_haveNamesAndAddresses() {
        MailServer.Arrived mail = send(Email.builder()
                .from(new Mailbox("Shop", "shop@from.test"))
                .to(new Mailbox("Jo Doe", "jo@to.test"))
                .cc(new Mailbox("Al", "al@to.test"))
                .bcc(new Mailbox("Eve", "eve@to.test"))
                .subject("Hello")
                .text("Hello")
                .build());
        assertEquals("shop@from.test", mail.from());
        assertEquals(List.of("jo@to.test", "al@to.test", "eve@to.test"), mail.to());
        assertLine("From: Shop <shop@from.test>", mail);
        assertLine("To: Jo Doe <jo@to.test>", mail);
        assertLine("Cc: Al <al@to.test>", mail);
        assertFalse(mail.content().contains("eve@to.test"), mail.content());
    }

    @Test
    void priority_isNormalUnlessItIsSaid() {
        assertFalse(
                send(email().text("Hello").build()).content().contains("Priority"), "normal mail says nothing of it");
        assertLine(
                "Priority: urgent",
                send(email().text("Hello").priority(Priority.URGENT).build()));
        assertLine(
                "Priority: non-urgent",
                send(email().text("Hello").priority(Priority.NON_URGENT).build()));
    }

    @Test
    void body_isTextOrHtml() {
        assertLine(
                "Content-Type: text/plain; charset=UTF-8",
                send(email().text("Hello").build()));
        assertLine(
                "Content-Type: text/html; charset=UTF-8",
                send(email().html("<p>Hello</p>").build()));
    }

    @Test
    void attachment_isReadFromItsPath(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("invoice.txt"), "17.50");
        MailServer.Arrived mail = send(email().text("Hello").attach(file).build());
        assertTrue(mail.content().contains("filename=invoice.txt"), mail.content());
        assertTrue(mail.content().contains("MTcuNTA="), mail.content());
    }

    @Test
    void useSslTrue_isTlsFromTheFirstOctet() throws Exception {
        assertTrue(protocol(Security.TLS, Security.TLS).isPresent());
    }

    @Test
    void useSslFalse_isStartTlsIfItIsOffered() throws Exception {
        assertTrue(protocol(Security.STARTTLS, Security.STARTTLS_IF_OFFERED).isPresent());
        assertFalse(protocol(Security.NONE, Security.STARTTLS_IF_OFFERED).isPresent());
    }

    private static Optional<String> protocol(Security offered, Security asked) throws Exception {
        try (MailServer server = MailServer.of(offered);
                PostboundFactory factory =
                        MailServer.trusting(server.factory().security(asked)).build();
                SmtpConnection session = factory.getConnection()) {
            return session.server().tlsProtocol();
        }
    }

    @Test
    void domain_isAPartOfTheUserName() throws Exception {
        try (MailServer server = MailServer.of(Security.NONE);
                SmtpConnection session =
                        Postbound.connect(server.spec().withPassword("CORP\\alice", MailServer.PASSWORD))) {
            session.send(Mails.to("jo@to.test"));
            assertEquals(List.of("CORP\\alice"), server.users());
        }
    }

    @Test
    void password_isShownNowhere() throws Exception {
        SmtpConnectionSpec spec = SmtpConnectionSpec.configured().withPassword("alice", "wonder-land");
        Queue<String> logged = new ConcurrentLinkedQueue<>();
        Handler log = collector(logged);
        LOG.addHandler(log);
        try (ScriptedServer server = ScriptedServer.start(client -> client.reply("220 mx.test")
                        .expectMatching("EHLO .*")
                        .reply("250-mx.test", "250 AUTH PLAIN")
                        .expectMatching("AUTH PLAIN .*")
                        .reply("535 5.7.8 wonder-land is not the password")
                        .expectEnd());
                PostboundFactory factory = Postbound.factory()
                        .name("secretive")
                        .server("localhost")
                        .port(server.port())
                        .security(Security.NONE)
                        .user("alice", "wonder-land")
                        .build();
                SmtpConnection session = factory.getConnection()) {
            SmtpAuthenticationException refusal =
                    assertThrows(SmtpAuthenticationException.class, () -> session.send(Mails.to("jo@to.test")));
            assertHides(spec + " " + factory, "alice");
            assertHides(refusal.getMessage(), "*** is not the password");
            assertHides(attributes("secretive"), refusal.getMessage());
        } finally {
            LOG.removeHandler(log);
        }
        assertHides(String.join("\n", logged), "Connection factory configured: FactoryConfig[name=secretive");
    }

    private static void assertHides(String text, String shown) {
        assertTrue(text.contains(shown), text);
        assertFalse(text.contains("wonder-land"), text);
    }

    private static Handler collector(Queue<String> logged) {
        return new Handler() {
            @Override
            public void publish(LogRecord logRecord) {
                logged.add(new SimpleFormatter().formatMessage(logRecord));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
    }

    /** All that the MBeans of the factory show. */
    private static String attributes(String name) throws Exception {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        List<Object> values = new ArrayList<>();
        for (ObjectName bean : ProgramOutboxTest.mBeans(name)) {
            for (MBeanAttributeInfo attribute : server.getMBeanInfo(bean).getAttributes()) {
                values.add(server.getAttribute(bean, attribute.getName()));
            }
        }
        return Arrays.deepToString(values.toArray());
    }

    @Test
    void session_isUsedAcrossSends_untilItIsClosed() throws Exception {
        try (MailServer server = MailServer.plain()) {
            SmtpConnection session = Postbound.connect(server.spec());
            for (int i = 0; i < 3; i++) {
                session.send(Mails.to("jo@to.test"));
            }
            assertEquals(1, server.sessions());
            session.close();
            server.awaitOpen(0);
            assertEquals(3, server.arrived().size());
        }
    }

    @Test
    void mechanism_isOneThatTheServerOffers() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client -> client.reply("220 mx.test")
                .expectMatching("EHLO .*")
                .reply("250-mx.test", "250 AUTH NTLM GSSAPI LOGIN")
                .on("AUTH LOGIN", "334 VXNlcm5hbWU6")
                .on("YWxpY2U=", "334 UGFzc3dvcmQ6")
                .on("d29uZGVyLWxhbmQ=", "235 ok")
                .expectQuit())) {
            Postbound.connect(SmtpConnectionSpec.configured()
                            .withServer("localhost", server.port(), Security.NONE)
                            .withPassword("alice", "wonder-land"))
                    .close();
        }
    }

    @Test
    void nobodyHasToSignOn_whereTheServerDoesNotAsk() {
        assertEquals("shop@from.test", send(Mails.to("jo@to.test")).from());
    }
}
