package org.postbound.bench;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.util.Properties;

/** What the peers built on Jakarta Mail have in common. */
final class JakartaMail {
    private final Session session;
    private final TestMessage message;
    private final MimeMessage prebuilt;

    JakartaMail(Case what, TestMessage message, int port) throws MessagingException {
        this.message = message;
        session = Session.getInstance(properties(port));
        prebuilt = what.prebuilt() ? message.parse(session) : null;
    }

    static Properties properties(int port) {
        Properties properties = new Properties();
        properties.setProperty("mail.transport.protocol", "smtp");
        properties.setProperty("mail.smtp.host", "127.0.0.1");
        properties.setProperty("mail.smtp.port", Integer.toString(port));
        return properties;
    }

    Session session() {
        return session;
    }

    /** Returns the next message to send. */
    MimeMessage next() throws MessagingException {
        return prebuilt == null ? message.build(session) : prebuilt;
    }

    static String version() {
        return "Angus Mail " + Versions.of("angus-mail");
    }
}
