package org.postbound;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.mail.Address;
import jakarta.mail.Message;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.NewsAddress;
import java.util.ArrayList;
import java.util.List;
import javax.naming.Reference;
import org.junit.jupiter.api.Test;

class SmtpTransportTest {
    private final Factory factory = new Factory();
    private final Session session = factory.getMailSession();

    private MimeMessage message() throws MessagingException {
        MimeMessage message = new MimeMessage(session);
        message.setFrom("shop@example.org");
        message.setRecipients(RecipientType.TO, "jo@example.net");
        message.setRecipients(RecipientType.BCC, "ann@example.net");
        message.setSubject("Order");
        message.setText("Hi");
        return message;
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
    void connectedTransport_sendsSeveralWithItsCredentials() throws Exception {
        try (Transport transport = session.getTransport()) {
            transport.connect("ignored.example.org", 25, "jo", "secret");
            transport.sendMessage(message(), new Address[] {new InternetAddress("a@example.net")});
            transport.sendMessage(message(), new Address[] {new InternetAddress("b@example.net")});
        }

        SmtpConnectionSpec jo = SmtpConnectionSpec.configured().withPassword("jo", "secret");
        assertEquals(List.of(jo, jo), factory.specs);
        assertEquals(
                "b@example.net", factory.envelopes.get(1).forwardPaths().get(0).address());
        assertEquals(2, factory.closed);
    }

    @Test
    void transportWithoutCredentials_usesTheConfiguredOnes() throws Exception {
        try (Transport transport = session.getTransport("smtp")) {
            transport.connect();
            transport.sendMessage(message(), message().getAllRecipients());
        }

        assertEquals(List.of(SmtpConnectionSpec.configured()), factory.specs);
    }

    @Test
    void connectedTwice_isRefused() throws Exception {
        try (Transport transport = session.getTransport()) {
            transport.connect();

            assertThrows(IllegalStateException.class, transport::connect);
        }
    }

    @Test
    void failure_isASendFailedExceptionWithItsCause() throws Exception {
        factory.failure = new SmtpConnectException(SmtpConnectException.Reason.REFUSED, "mx refused", null);
        MimeMessage message = message();
        try (Transport transport = session.getTransport()) {
            transport.connect();
            SendFailedException e = assertThrows(
                    SendFailedException.class, () -> transport.sendMessage(message, message.getAllRecipients()));

            assertSame(factory.failure, e.getNextException());
            assertArrayEquals(message.getAllRecipients(), e.getValidUnsentAddresses());
            assertEquals(0, e.getValidSentAddresses().length);
        }
        SendFailedException e = assertThrows(SendFailedException.class, () -> Transport.send(message));

        assertTrue(e.getMessage().contains("mx refused") || causes(e).contains(factory.failure), e.getMessage());
        assertEquals(2, factory.closed);
    }

    private static List<Exception> causes(MessagingException e) {
        List<Exception> causes = new ArrayList<>();
        Exception cause = e.getNextException();
        while (cause != null) {
            causes.add(cause);
            cause = cause instanceof MessagingException messaging ? messaging.getNextException() : null;
        }
        return causes;
    }

    @Test
    void senderAndConfiguredFrom_areTheReversePath() throws Exception {
        MimeMessage message = message();
        message.setSender(new InternetAddress("robot@example.org"));
        Transport.send(message);
        MimeMessage anonymous = message();
        anonymous.removeHeader("From");
        try (Transport transport = session.getTransport()) {
            transport.connect();
            transport.sendMessage(anonymous, anonymous.getAllRecipients());
        }

        assertEquals("robot@example.org", factory.envelopes.get(0).reversePath());
        assertEquals("default@example.org", factory.envelopes.get(1).reversePath());
    }

    @Test
    void addressOfAnotherKind_isRefused() throws Exception {
        try (Transport transport = session.getTransport()) {
            transport.connect();
            SendFailedException e = assertThrows(
                    SendFailedException.class,
                    () -> transport.sendMessage(message(), new Address[] {new NewsAddress("comp.mail")}));

            InvalidEmailException cause = assertInstanceOf(InvalidEmailException.class, e.getNextException());
            assertEquals("recipients[0]", cause.field());
        }
        assertEquals(List.of(), factory.messages);
    }

    /** A factory that keeps what is sent. */
    private static final class Factory implements SmtpConnectionFactory {
        private static final long serialVersionUID = 1L;

        final transient List<SmtpConnectionSpec> specs = new ArrayList<>();
        final transient List<Envelope> envelopes = new ArrayList<>();
        final transient List<Message> messages = new ArrayList<>();
        transient int closed;
        SmtpException failure;

        @Override
        public SmtpConnection getConnection() {
            return getConnection(SmtpConnectionSpec.configured());
        }

        @Override
        public SmtpConnection getConnection(SmtpConnectionSpec spec) {
            specs.add(spec);
            return new Connection();
        }

        @Override
        public Session getMailSession() {
            return SmtpTransport.newSession(this, "default@example.org");
        }

        @Override
        public Reference getReference() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void setReference(Reference reference) {
            throw new UnsupportedOperationException();
        }

        private final class Connection implements SmtpConnection {
            @Override
            public Receipt send(Envelope envelope, MimeMessage message) {
                if (failure != null) {
                    throw failure;
                }
                envelopes.add(envelope);
                messages.add(message);
                return Receipt.staged("", List.of());
            }

            @Override
            public Receipt send(Email email) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Receipt send(MimeMessage message) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Receipt send(Envelope envelope, byte[] message) {
                throw new UnsupportedOperationException();
            }

            @Override
            public List<Receipt> sendAll(List<Email> emails) {
                throw new UnsupportedOperationException();
            }

            @Override
            public SmtpServerInfo server() {
                throw new UnsupportedOperationException();
            }

            @Override
            public void close() {
                closed++;
            }
        }
    }
}
