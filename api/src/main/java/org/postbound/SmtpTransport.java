package org.postbound;

import jakarta.mail.Address;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Provider;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.URLName;
import jakarta.mail.event.TransportEvent;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.util.Properties;

/**
 * A Jakarta Mail transport that sends through a {@link SmtpConnectionFactory}, so that code written against Jakarta Mail
 * takes part in the transaction. {@link SmtpConnectionFactory#getMailSession()} makes sessions with it.
 *
 * <p>In a transaction the listeners' {@link TransportEvent#MESSAGE_DELIVERED} means that the message is staged.
 */
public final class SmtpTransport extends Transport {
    /** The name of the protocol for which a session of the connector has this transport. */
    static final String PROTOCOL = "smtp";

    private static final String FACTORY = SmtpTransport.class.getName() + ".factory";

    private SmtpConnectionSpec spec = SmtpConnectionSpec.configured();

    /**
     * For Jakarta Mail, which makes transports by this constructor.
     *
     * @param session a session made by {@link #newSession}
     * @param name where to connect to; the factory's configuration counts instead
     */
    public SmtpTransport(Session session, URLName name) {
        super(session, name);
    }

    /**
     * Makes a session whose transport sends through a factory.
     *
     * @param factory the factory
     * @param from the mailbox that {@link MimeMessage#setFrom()} uses; null if there is no default
     * @return a new session
     */
    public static Session newSession(SmtpConnectionFactory factory, String from) {
        Properties properties = new Properties();
        properties.setProperty("mail.transport.protocol", PROTOCOL);
        if (from != null) {
            properties.setProperty("mail.from", from);
        }
        properties.put(FACTORY, factory);
        Session session = Session.getInstance(properties);
        try {
            session.setProvider(
                    new Provider(Provider.Type.TRANSPORT, PROTOCOL, SmtpTransport.class.getName(), "Postbound", null));
        } catch (MessagingException e) {
            throw new IllegalStateException("Jakarta Mail refused a transport for " + PROTOCOL, e);
        }
        session.setProtocolForAddress("rfc822", PROTOCOL);
        return session;
    }

    /** Takes user name and password, if given, for the messages to come; host and port are the factory's. */
    @Override
    public synchronized void connect(String host, int port, String user, String password) throws MessagingException {
        if (isConnected()) {
            throw new IllegalStateException("already connected");
        }
        try {
            spec = user == null || password == null
                    ? SmtpConnectionSpec.configured()
                    : SmtpConnectionSpec.configured().withPassword(user, password);
        } catch (SmtpConfigurationException e) {
            throw new MessagingException(e.getMessage(), e);
        }
        setConnected(true);
    }

    /** Sends a {@link MimeMessage}; any other kind of message is refused. */
    @Override
    public void sendMessage(Message message, Address[] addresses) throws MessagingException {
        if (!(message instanceof MimeMessage mime)) {
            throw new MessagingException("only a MimeMessage can be sent, not a "
                    + message.getClass().getName());
        }
        if (!(session.getProperties().get(FACTORY) instanceof SmtpConnectionFactory factory)) {
            throw new MessagingException("the session was not made by SmtpConnectionFactory.getMailSession()");
        }
        try (SmtpConnection connection = factory.getConnection(spec)) {
            connection.send(envelope(mime, addresses), mime);
        } catch (SmtpException e) {
            notifyTransportListeners(
                    TransportEvent.MESSAGE_NOT_DELIVERED, new Address[0], addresses, new Address[0], message);
            throw new SendFailedException(e.getMessage(), e, new Address[0], addresses, new Address[0]);
        }
        notifyTransportListeners(TransportEvent.MESSAGE_DELIVERED, addresses, new Address[0], new Address[0], message);
    }

    private Envelope envelope(MimeMessage message, Address... addresses) throws MessagingException {
        String[] recipients = new String[addresses.length];
        for (int i = 0; i < addresses.length; i++) {
            recipients[i] = addressOf("recipients[" + i + "]", addresses[i]);
        }
        return Envelope.of(reversePath(message), recipients);
    }

    private String reversePath(MimeMessage message) throws MessagingException {
        Address sender = message.getSender();
        if (sender != null) {
            return addressOf("sender", sender);
        }
        Address[] from = message.getFrom();
        if (from != null && from.length > 0) {
            return addressOf("from", from[0]);
        }
        String configured = session.getProperty("mail.from");
        if (configured == null) {
            throw new InvalidEmailException("from", "is not set; set it, or configure From");
        }
        return addressOf("from", new InternetAddress(configured));
    }

    private static String addressOf(String field, Address address) {
        if (address instanceof InternetAddress internet) {
            return Syntax.address(field, internet.getAddress());
        }
        throw new InvalidEmailException(field, "is \"%s\"; only Internet addresses can be sent to".formatted(address));
    }
}
