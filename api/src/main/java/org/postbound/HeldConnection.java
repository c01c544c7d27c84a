package org.postbound;

import jakarta.mail.internet.MimeMessage;

/**
 * The handle of a connected transport. A transport outlives transactions, and a handle does not: one that is refused for its
 * transaction, or that the container has taken back, is replaced once. As safe as a handle that the application itself takes
 * for each message, since whether it may be used is decided when it is taken.
 */
final class HeldConnection implements AutoCloseable {
    private final SmtpConnectionFactory factory;
    private final SmtpConnectionSpec spec;
    private SmtpConnection connection;

    private HeldConnection(SmtpConnectionFactory factory, SmtpConnectionSpec spec, SmtpConnection connection) {
        this.factory = factory;
        this.spec = spec;
        this.connection = connection;
    }

    static HeldConnection open(SmtpConnectionFactory factory, SmtpConnectionSpec spec) {
        return new HeldConnection(factory, spec, factory.getConnection(spec));
    }

    Receipt send(Envelope envelope, MimeMessage message) {
        try {
            return connection.send(envelope, message);
        } catch (SmtpTransactionException e) {
            // By it nothing was sent or staged.
            connection.close();
            connection = factory.getConnection(spec);
            return connection.send(envelope, message);
        }
    }

    @Override
    public void close() {
        connection.close();
    }
}
