package org.postbound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.mail.Address;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Authenticator;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.PasswordAuthentication;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.URLName;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.util.Collections;
import java.util.List;
import org.eclipse.angus.mail.smtp.SMTPMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postbound.SmtpTransactionException.Reason;

/** Sessions that the connector makes: whom a transport connects as, and what it sends from whom. */
class SmtpTransportTest {
    private final RecordingFactory factory = new RecordingFactory();
    private final Session session = factory.getMailSession();

    private MimeMessage message() throws MessagingException {
        return fill(new MimeMessage(session));
    }

    private static <T extends MimeMessage> T fill(T message) throws MessagingException {
        message.setFrom("shop@example.org");
        message.setRecipients(RecipientType.TO, "jo@example.net");
        message.setRecipients(RecipientType.BCC, "ann@example.net");
        message.setSubject("Order");
        message.setText("Hi");
        return message;
    }

    private static Address[] to(String address) throws MessagingException {
        return new Address[] {new InternetAddress(address)};
    }

    @Test
    void transportSend_sendsThroughTheFactory() throws Exception {
        MimeMessage message = message();

        Transport.send(message);

        assertEquals(List.of(message), factory.messages);
        assertEquals(List.of(Envelope.of("shop@example.org", "jo@example.net", "ann@example.net")), factory.envelopes);
        assertEquals(List.of(SmtpConnectionSpec.configured()), factory.specs);
        assertEquals(1, factory.closed);
    }

    @Test
    void connectedTransport_sendsSeveralOverOneConnection_untilItIsClosed() throws Exception {
        Transport transport = session.getTransport();
        assertFalse(transport.isConnected());
        transport.connect("jo", "secret");
        assertTrue(transport.isConnected());
        transport.sendMessage(message(), to("a@example.net"));
        transport.sendMessage(message(), to("b@example.net"));
        assertEquals(0, factory.closed);
        transport.close();
        transport.close();

        assertFalse(transport.isConnected());
        assertEquals(List.of(SmtpConnectionSpec.configured().withPassword("jo", "secret")), factory.specs);
        assertEquals(
                "b@example.net", factory.envelopes.get(1).forwardPaths().get(0).address());
        assertEquals(1, factory.closed);
    }

    @Test
    void closedTransport_connectsAgain() throws Exception {
        Transport transport = session.getTransport();
        for (int i = 0; i < 2; i++) {
            transport.connect();
            transport.sendMessage(message(), to("a@example.net"));
            transport.close();
        }

        assertEquals(2, factory.closed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"smtp", "smtps"})
    void transportOfAnyProtocol_isTheFactorys(String protocol) throws Exception {
        try (Transport transport = session.getTransport(protocol)) {
            transport.connect();
            transport.sendMessage(message(), message().getAllRecipients());
        }

        assertEquals(List.of(SmtpConnectionSpec.configured()), factory.specs);
    }

    @Test
    void connectedTwice_isRefused_andKeepsItsConnection() throws Exception {
        try (Transport transport = session.getTransport()) {
            transport.connect();

            assertThrows(IllegalStateException.class, transport::connect);
            transport.sendMessage(message(), to("a@example.net"));
        }
        assertEquals(1, factory.specs.size());
    }

    @Test
    void unconnectedTransport_refusesToSend() throws Exception {
        try (Transport transport = session.getTransport()) {
            assertThrows(IllegalStateException.class, () -> transport.sendMessage(message(), to("a@example.net")));
        }
        assertEquals(List.of(), factory.messages);
    }

    @Test
    void poolWithoutAConnection_isToldByConnect() throws Exception {
        factory.noConnection = new SmtpPoolException(SmtpPoolException.Reason.EXHAUSTED, "all are in use", null);
        try (Transport transport = session.getTransport()) {
            MessagingException e = assertThrows(MessagingException.class, transport::connect);

            assertSame(factory.noConnection, e.getNextException());
            assertFalse(transport.isConnected());
        }
    }

    /** A transport outlives the transaction in which it was connected; its handle does not. */
    @ParameterizedTest
    @EnumSource(Reason.class)
    void handleOfAnotherTransaction_isReplaced(Reason reason) throws Exception {
        try (Transport transport = session.getTransport()) {
            transport.connect("jo", "secret");
            factory.failures.add(new SmtpTransactionException(reason, "not here", null));
            transport.sendMessage(message(), to("a@example.net"));

            assertEquals(1, factory.messages.size());
            assertEquals(1, factory.closed);
        }
        SmtpConnectionSpec jo = SmtpConnectionSpec.configured().withPassword("jo", "secret");
        assertEquals(List.of(jo, jo), factory.specs);
        assertEquals(2, factory.closed);
    }

    @Test
    void transactionThatRefusesANewHandleToo_isTold() throws Exception {
        SmtpTransactionException marked =
                new SmtpTransactionException(Reason.MARKED_ROLLBACK, "marked for rollback", null);
        try (Transport transport = session.getTransport()) {
            transport.connect();
            factory.failures.add(marked);
            factory.noConnection = marked;
            SendFailedException e = assertThrows(
                    SendFailedException.class, () -> transport.sendMessage(message(), to("a@example.net")));
            assertSame(marked, e.getNextException());
        }
        assertEquals(List.of(), factory.messages);
        assertEquals(1, factory.closed);
    }

    @ParameterizedTest
    @CsvSource({
        "relay.example.org, -1, mail.smtp.host",
        ", 25, mail.smtp.port",
        "relay.example.org, 587, mail.smtp.host"
    })
    void serverThatIsNamed_isRefused_unlessItMayBeIgnored(String host, int port, String property) throws Exception {
        try (Transport transport = session.getTransport()) {
            MessagingException e =
                    assertThrows(MessagingException.class, () -> transport.connect(host, port, "jo", "secret"));
            SmtpConfigurationException cause = (SmtpConfigurationException) e.getNextException();
            assertEquals(property, cause.property());
            assertTrue(e.getMessage().contains("mail.smtp.ignoreserver"), e.getMessage());
            assertFalse(e.getMessage().contains("secret"), e.getMessage());
            assertEquals(List.of(), factory.specs);

            session.getProperties().setProperty("mail.smtp.ignoreserver", "true");
            transport.connect(host, port, "jo", "secret");
            assertEquals(1, factory.specs.size());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "smtp://jo:secret@relay.example.org, mail.smtp.host",
        "smtp://jo:secret@relay.example.org:587, mail.smtp.host",
        "smtp://jo:secret@:587, mail.smtp.port",
        "smtp://relay.example.org, mail.smtp.host"
    })
    void serverOfAnAddress_isRefused_unlessItMayBeIgnored(String url, String property) throws Exception {
        try (Transport transport = session.getTransport(new URLName(url))) {
            for (int i = 0; i < 2; i++) {
                MessagingException e = assertThrows(MessagingException.class, transport::connect);
                SmtpConfigurationException cause = (SmtpConfigurationException) e.getNextException();
                assertEquals(property, cause.property());
                assertFalse(e.getMessage().contains("secret"), e.getMessage());
            }
            assertThrows(MessagingException.class, () -> transport.connect("ann", "hers"));
            assertEquals(List.of(), factory.specs);

            session.getProperties().setProperty("mail.smtp.ignoreserver", "true");
            transport.connect();
            assertEquals(1, factory.specs.size());
        }
    }

    @Test
    void accountOfAnAddressWithoutAServer_isUsed() throws Exception {
        session.getProperties().setProperty("mail.host", "relay.example.org");
        Transport transport = session.getTransport(new URLName("smtp", null, -1, null, "jo", "secret"));
        for (int i = 0; i < 2; i++) {
            transport.connect();
            transport.close();
        }

        SmtpConnectionSpec jo = SmtpConnectionSpec.configured().withPassword("jo", "secret");
        assertEquals(List.of(jo, jo), factory.specs);
    }

    /** Jakarta Mail makes a URLName of the protocol for each of them. */
    @Test
    void transportsThatASessionFinds_connect() throws Exception {
        session.getProperties().setProperty("mail.host", "relay.example.org");
        for (Transport found : List.of(
                session.getTransport(),
                session.getTransport("smtps"),
                session.getTransport(new InternetAddress("jo@example.net")),
                session.getTransport(session.getProvider("smtp")))) {
            try (found) {
                found.connect();
            }
        }

        assertEquals(Collections.nCopies(4, SmtpConnectionSpec.configured()), factory.specs);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mail.smtp.host", "mail.smtp.port"})
    void serverInTheProperties_isRefused(String property) throws Exception {
        session.getProperties().setProperty(property, "2525");
        try (Transport transport = session.getTransport()) {
            MessagingException e = assertThrows(MessagingException.class, transport::connect);
            assertTrue(e.getMessage().startsWith(property + " is \"2525\""), e.getMessage());
        }
    }

    @Test
    void hostForAllProtocols_andAUserWithoutPassword_sayNothing() throws Exception {
        session.getProperties().setProperty("mail.host", "relay.example.org");
        session.getProperties().setProperty("mail.user", "jo");
        Transport.send(message());

        assertEquals(List.of(SmtpConnectionSpec.configured()), factory.specs);
    }

    @Test
    void authenticator_isAskedWhereAnAccountIsRequired() throws Exception {
        Session asking = Session.getInstance(session.getProperties(), new Authenticator() {
            @Override
            protected PasswordAuthentication getPasswordAuthentication() {
                return new PasswordAuthentication("ann", "hers");
            }
        });
        asking.setProvider(asking.getProvider("postbound"));
        try (Transport transport = asking.getTransport("postbound")) {
            transport.connect();
        }
        asking.getProperties().setProperty("mail.postbound.auth", "true");
        try (Transport transport = asking.getTransport("postbound")) {
            transport.connect();
        }

        SmtpConnectionSpec configured = SmtpConnectionSpec.configured();
        assertEquals(List.of(configured, configured.withPassword("ann", "hers")), factory.specs);
    }

    @Test
    void accountThatIsRequired_andNotGiven_failsToAuthenticate() throws Exception {
        session.getProperties().setProperty("mail.smtp.auth", "true");
        try (Transport transport = session.getTransport()) {
            assertThrows(AuthenticationFailedException.class, transport::connect);
        }
        assertEquals(List.of(), factory.specs);
    }

    @Test
    void sender_thenFrom_thenTheConfiguredOne_isTheReversePath() throws Exception {
        MimeMessage message = message();
        message.setSender(new InternetAddress("robot@example.org"));
        Transport.send(message);
        MimeMessage anonymous = message();
        anonymous.removeHeader("From");
        Transport.send(message());
        try (Transport transport = session.getTransport()) {
            transport.connect();
            transport.sendMessage(anonymous, anonymous.getAllRecipients());
        }

        assertEquals(List.of("robot@example.org", "shop@example.org", "default@example.org"), reversePaths());
    }

    @Test
    void reversePathOfTheMessage_thenOfTheSession_goesBeforeItsHeaders() throws Exception {
        SMTPMessage own = fill(new SMTPMessage(session));
        own.setEnvelopeFrom("bounces-1@example.org");
        session.getProperties().setProperty("mail.smtp.from", "bounces@example.org");
        Transport.send(own);
        Transport.send(fill(new SMTPMessage(session)));
        session.getProperties().setProperty("mail.smtp.from", "<>");
        Transport.send(message());

        assertEquals(List.of("bounces-1@example.org", "bounces@example.org", ""), reversePaths());
    }

    private List<String> reversePaths() {
        return factory.envelopes.stream().map(Envelope::reversePath).toList();
    }
}
