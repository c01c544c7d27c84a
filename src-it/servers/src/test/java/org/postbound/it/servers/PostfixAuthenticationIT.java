package org.postbound.it.servers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.postbound.SmtpAuthenticationException;
import org.postbound.SmtpConnection;
import org.postbound.SmtpConnectionFactory;
import org.postbound.SmtpConnectionSpec;
import org.postbound.SmtpReplyException;
import org.postbound.ra.SmtpManagedConnectionFactory;

/** AUTH with Dovecot and Cyrus SASL behind Postfix, which takes mail from nobody else on these ports. */
@Needs({Program.POSTFIX, Program.DOVECOT, Program.CYRUS_SASL})
@ExtendWith(Servers.class)
class PostfixAuthenticationIT {
    private static final String PASSWORD_PORTS = "org.postbound.it.servers.PostfixPorts#PASSWORD";
    private static final String TOKEN_PORTS = "org.postbound.it.servers.PostfixPorts#TOKEN";

    private final Postfix postfix;
    private final ServerCertificates certificates;

    PostfixAuthenticationIT(Postfix postfix, ServerCertificates certificates) {
        this.postfix = postfix;
        this.certificates = certificates;
    }

    private SmtpManagedConnectionFactory configuration(PostfixPort port) {
        return Client.protectedBy("STARTTLS", postfix.port(port), certificates);
    }

    private void delivers(SmtpConnection connection) {
        Mailbox mailbox = postfix.newMailbox();
        connection.send(Client.email(mailbox.address()));
        String mail = mailbox.onlyMail();
        assertTrue(mail.contains("ESMTPSA"), mail);
    }

    private static SmtpAuthenticationException refused(SmtpConnection connection) {
        SmtpAuthenticationException refusal = assertThrows(SmtpAuthenticationException.class, connection::server);
        assertEquals(535, refusal.reply().orElseThrow().code());
        assertFalse(refusal.isTransient());
        return refusal;
    }

    @ParameterizedTest
    @FieldSource(PASSWORD_PORTS)
    void rightPassword_isTaken(PostfixPort port) throws Exception {
        try (SmtpConnection connection = Client.connect(Client.signedOn(configuration(port), Servers.PASSWORD))) {
            delivers(connection);
        }
    }

    @ParameterizedTest
    @FieldSource(PASSWORD_PORTS)
    void wrongPassword_isRefused(PostfixPort port) throws Exception {
        try (SmtpConnection connection = Client.connect(Client.signedOn(configuration(port), "looking-glass"))) {
            assertFalse(refused(connection).getMessage().contains("looking-glass"));
        }
    }

    private SmtpConnection withToken(PostfixPort port, String token) throws Exception {
        SmtpConnectionFactory factory = configuration(port).createConnectionFactory();
        return factory.getConnection(SmtpConnectionSpec.configured().withAccessToken(Servers.USER, token));
    }

    @ParameterizedTest
    @FieldSource(TOKEN_PORTS)
    void validToken_isTaken(PostfixPort port) throws Exception {
        try (SmtpConnection connection =
                withToken(port, Token.of(Servers.USER, Instant.now().plus(Duration.ofHours(1))))) {
            delivers(connection);
        }
    }

    @ParameterizedTest
    @FieldSource(TOKEN_PORTS)
    void expiredToken_isRefused(PostfixPort port) throws Exception {
        try (SmtpConnection connection =
                withToken(port, Token.of(Servers.USER, Instant.now().minus(Duration.ofHours(1))))) {
            refused(connection);
        }
    }

    @Test
    void authThatTlsHasToPrecede_isNotTriedInPlaintext() throws Exception {
        SmtpManagedConnectionFactory plaintext = Client.plain(postfix.port(PostfixPort.OPTIONAL_TLS));
        try (SmtpConnection connection = Client.connect(Client.signedOn(plaintext, Servers.PASSWORD))) {
            SmtpAuthenticationException failure = assertThrows(SmtpAuthenticationException.class, connection::server);
            assertTrue(failure.getMessage().contains("no AUTH at all"), failure.getMessage());
        }
    }

    @Test
    void tlsThatIsOffered_isUsedForAuth() throws Exception {
        SmtpManagedConnectionFactory configuration =
                Client.protectedBy("STARTTLS_IF_OFFERED", postfix.port(PostfixPort.OPTIONAL_TLS), certificates);
        try (SmtpConnection connection = Client.connect(Client.signedOn(configuration, Servers.PASSWORD))) {
            delivers(connection);
        }
    }

    @Test
    void nobody_isRefusedAsRecipientsAre() throws Exception {
        try (SmtpConnection connection = Client.connect(configuration(PostfixPorts.PASSWORD.get(0)))) {
            String address = postfix.newMailbox().address();
            SmtpReplyException refusal =
                    assertThrows(SmtpReplyException.class, () -> connection.send(Client.email(address)));
            assertEquals(554, refusal.reply().code());
        }
    }
}
