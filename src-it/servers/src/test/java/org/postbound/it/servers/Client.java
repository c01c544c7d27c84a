package org.postbound.it.servers;

import jakarta.resource.ResourceException;
import java.nio.charset.StandardCharsets;
import org.postbound.Email;
import org.postbound.Envelope;
import org.postbound.Receipt;
import org.postbound.SmtpConnection;
import org.postbound.SmtpConnectionFactory;
import org.postbound.ra.SmtpManagedConnectionFactory;

/** The adapter without a container, and what the tests send with it. */
final class Client {
    static final String SENDER = "shop@example.org";

    private Client() {}

    static SmtpManagedConnectionFactory configuration(int port, String security) {
        SmtpManagedConnectionFactory configuration = new SmtpManagedConnectionFactory();
        configuration.setServerName("localhost");
        configuration.setPortNumber(port);
        configuration.setSecurity(security);
        configuration.setFrom(SENDER);
        configuration.setHeloName("client.example.org");
        configuration.setConnectTimeout(30_000);
        configuration.setReadTimeout(30_000);
        configuration.setFinalReplyTimeout(30_000);
        return configuration;
    }

    static SmtpManagedConnectionFactory plain(int port) {
        return configuration(port, "NONE");
    }

    /** Trusts the servers' issuer. */
    static SmtpManagedConnectionFactory protectedBy(String security, int port, ServerCertificates certificates) {
        SmtpManagedConnectionFactory configuration = configuration(port, security);
        configuration.setTrustStore(certificates.file("trust.p12").toString());
        configuration.setTrustStorePassword(ServerCertificates.PASSWORD);
        return configuration;
    }

    static SmtpManagedConnectionFactory signedOn(SmtpManagedConnectionFactory configuration, String password) {
        configuration.setUserName(Servers.USER);
        configuration.setPassword(password);
        return configuration;
    }

    /** Opened when the first message goes out, and kept open until it is closed. */
    static SmtpConnection connect(SmtpManagedConnectionFactory configuration) throws ResourceException {
        SmtpConnectionFactory factory = configuration.createConnectionFactory();
        return factory.getConnection();
    }

    static Email email(String... recipients) {
        return Email.builder()
                .to(recipients)
                .subject("Your order")
                .text("It is on its way.\n")
                .build();
    }

    /** A complete message, to which a server has nothing to add. */
    static byte[] rendered(String body) {
        return ("""
                Date: Sat, 21 Nov 2026 10:00:00 +0100\r
                From: shop@example.org\r
                To: jo@example.org\r
                Message-ID: <1@example.org>\r
                MIME-Version: 1.0\r
                Content-Type: text/plain; charset=utf-8\r
                Content-Transfer-Encoding: 8bit\r
                \r
                """ + body).getBytes(StandardCharsets.UTF_8);
    }

    static Receipt send(SmtpConnection connection, Mailbox to, byte[] message) {
        return connection.send(Envelope.of(SENDER, to.address()), message);
    }

    static SmtpManagedConnectionFactory certified(
            SmtpManagedConnectionFactory configuration, ServerCertificates certificates) {
        configuration.setKeyStore(certificates.file("client.p12").toString());
        configuration.setKeyStorePassword(ServerCertificates.PASSWORD);
        return configuration;
    }

    /** Postfix says it last. */
    static String queueId(Receipt receipt) {
        String reply = receipt.reply().orElseThrow().toString();
        return reply.substring(reply.lastIndexOf(' ') + 1);
    }
}
