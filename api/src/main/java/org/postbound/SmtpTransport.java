package org.postbound;

import jakarta.mail.Address;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Provider;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.URLName;
import jakarta.mail.event.TransportEvent;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.util.Optional;
import java.util.Properties;

/**
 * A Jakarta Mail transport that sends through a {@link SmtpConnectionFactory}, so that code written against Jakarta Mail
 * takes part in the transaction. Sessions with it are made by {@link SmtpConnectionFactory#getMailSession()}, or as ever by
 * {@link Session#getInstance(Properties)} with these properties:
 *
 * <pre>
 * mail.transport.protocol=postbound          for session.getTransport()
 * mail.transport.protocol.rfc822=postbound   for Transport.send
 * mail.postbound.factory=java:/eis/Mail      the factory's JNDI name, or the factory itself
 * </pre>
 *
 * <p>A connected transport holds a connection of the pool until it is closed. In a transaction the listeners' {@link
 * TransportEvent#MESSAGE_DELIVERED} means that the message is staged. What fails is a {@link
 * jakarta.mail.SendFailedException} with the recipients in its arrays and the {@link SmtpException} as its cause.
 *
 * <p>Safe for use by several threads; one of them sends at a time.
 */
public final class SmtpTransport extends Transport {
    /** What a session of the connector calls it, since that is what existing code asks for. */
    private static final String SMTP = "smtp";

    private final SessionProperties properties;
    /** As it was given: that of the superclass is filled up from properties, such as mail.host. */
    private final Optional<URLName> name;

    private HeldConnection connection;

    /**
     * For Jakarta Mail, which makes transports by this constructor.
     *
     * @param session the session, whose properties say which factory
     * @param name the protocol, and where to connect to, which is refused: the server is the factory's
     */
    public SmtpTransport(Session session, URLName name) {
        super(session, name);
        this.name = Optional.ofNullable(name);
        properties = new SessionProperties(session, name == null ? SMTP : name.getProtocol());
    }

    /**
     * Makes a session whose transport sends through a factory, whichever protocol of mail transport it is asked for.
     *
     * @param factory the factory
     * @param from the mailbox that {@link MimeMessage#setFrom()} uses; null if there is no default
     * @return a new session
     * @throws IllegalStateException if Jakarta Mail does not take the transport
     */
    public static Session newSession(SmtpConnectionFactory factory, String from) {
        Properties properties = new Properties();
        properties.setProperty("mail.transport.protocol", SMTP);
        if (from != null) {
            properties.setProperty("mail.from", from);
        }
        properties.put(SessionProperties.FACTORY, factory);
        Session session = Session.getInstance(properties);
        setProvider(session, "smtps");
        // The last one of a class gives its name to all.
        setProvider(session, SMTP);
        session.setProtocolForAddress("rfc822", SMTP);
        return session;
    }

    private static void setProvider(Session session, String protocol) {
        try {
            session.setProvider(
                    new Provider(Provider.Type.TRANSPORT, protocol, SmtpTransport.class.getName(), "Postbound", null));
        } catch (MessagingException e) {
            throw new IllegalStateException("Jakarta Mail refused a transport for " + protocol, e);
        }
    }

    /**
     * Takes a connection of the pool. Host and port are refused, since the server is the factory's, unless the session's
     * properties let them be ignored.
     *
     * @throws MessagingException if there is no connection, with the {@link SmtpException} as its cause; a {@link
     *     jakarta.mail.AuthenticationFailedException} if the session asks for an account and nobody gives one
     * @throws IllegalStateException if the transport is connected already
     */
    @Override
    public synchronized void connect(String host, int port, String user, String password) throws MessagingException {
        properties.checkServer(host, port);
        if (name.isPresent()) {
            properties.checkServer(name.get().getHost(), name.get().getPort());
        }
        super.connect(host, port, user, password);
    }

    /** Takes a connection of the pool, with user name and password if both are given. */
    @Override
    protected boolean protocolConnect(String host, int port, String user, String password) throws MessagingException {
        // A user alone says nothing: Jakarta Mail gives that of the operating system.
        boolean account = user != null && password != null && !password.isEmpty();
        if (!account && properties.isSet("auth")) {
            // Jakarta Mail asks the session's Authenticator, and calls again.
            return false;
        }
        try {
            SmtpConnectionSpec spec = SmtpConnectionSpec.configured();
            connection = HeldConnection.open(properties.factory(), account ? spec.withPassword(user, password) : spec);
            return true;
        } catch (SmtpException e) {
            throw new MessagingException(e.getMessage(), e);
        }
    }

    /**
     * Sends a {@link MimeMessage}; any other kind of message is refused.
     *
     * @throws MessagingException if the message is of another kind; a {@link jakarta.mail.SendFailedException} if it was not
     *     sent, or not to all
     * @throws IllegalStateException if the transport is not connected
     */
    @Override
    public synchronized void sendMessage(Message message, Address[] addresses) throws MessagingException {
        if (connection == null) {
            throw new IllegalStateException("not connected; call connect before");
        }
        if (!(message instanceof MimeMessage mime)) {
            throw new MessagingException("only a MimeMessage can be sent, not a "
                    + message.getClass().getName());
        }
        SendOutcome outcome = send(mime, TransportRecipients.of(addresses));
        notifyTransportListeners(
                outcome.event(),
                SendOutcome.array(outcome.sent()),
                SendOutcome.array(outcome.unsent()),
                SendOutcome.array(outcome.invalid()),
                message);
        outcome.check();
    }

    private SendOutcome send(MimeMessage message, TransportRecipients recipients) throws MessagingException {
        Optional<SendOutcome> refused = recipients.refused();
        if (refused.isPresent()) {
            return refused.get();
        }
        try {
            Envelope envelope = Envelope.of(reversePath(message), recipients.forwardPaths());
            return recipients.outcome(connection.send(envelope, message));
        } catch (SmtpException e) {
            return recipients.outcome(e);
        }
    }

    /** As Angus's transport, but that Sender goes before From, as everywhere in Postbound. */
    private String reversePath(MimeMessage message) throws MessagingException {
        Optional<String> own = envelopeFrom(message).or(() -> Optional.ofNullable(properties.value("from")));
        if (own.isPresent()) {
            return own.get().equals("<>") ? "" : own.get();
        }
        Address sender = message.getSender();
        if (sender != null) {
            return TransportRecipients.pathOf("sender", sender);
        }
        Address[] from = message.getFrom();
        if (from != null && from.length > 0) {
            return TransportRecipients.pathOf("from", from[0]);
        }
        String configured = session.getProperty("mail.from");
        if (configured == null) {
            throw new InvalidEmailException("from", "is not set; set it, or the session's property mail.from");
        }
        return TransportRecipients.pathOf("from", new InternetAddress(configured));
    }

    /** Angus's SMTPMessage has one. It is asked by name, since that class is not of Jakarta Mail's API. */
    private static Optional<String> envelopeFrom(MimeMessage message) throws MessagingException {
        try {
            Object from = message.getClass().getMethod("getEnvelopeFrom").invoke(message);
            return from instanceof String address ? Optional.of(address) : Optional.empty();
        } catch (NoSuchMethodException e) {
            return Optional.empty();
        } catch (ReflectiveOperationException e) {
            throw new MessagingException("the message does not tell its reverse-path", e);
        }
    }

    /** Gives the connection back to the pool. Has no effect the second time. */
    @Override
    public synchronized void close() throws MessagingException {
        if (connection == null) {
            return;
        }
        connection.close();
        connection = null;
        super.close();
    }
}
