package org.postbound.it.servers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postbound.SmtpAuthenticationException;
import org.postbound.SmtpConnectException;
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

    /** Of all that Dovecot offers here, each alone and in any order. */
    @ParameterizedTest
    @ValueSource(strings = {"SCRAM-SHA-256", "SCRAM-SHA-1", "CRAM-MD5", "PLAIN", "LOGIN", "LOGIN,CRAM-MD5", ""})
    void mechanismOfOnesChoice_isUsed(String mechanisms) throws Exception {
        SmtpManagedConnectionFactory configuration = configuration(PostfixPort.OPTIONAL_TLS);
        configuration.setAuthenticationMechanisms(mechanisms);
        Mailbox mailbox = postfix.newMailbox();
        String queueId;
        try (SmtpConnection connection = Client.connect(Client.signedOn(configuration, Servers.PASSWORD))) {
            queueId = Client.queueId(connection.send(Client.email(mailbox.address())));
        }
        String first = mechanisms.isEmpty() ? "SCRAM-SHA-256" : mechanisms.replaceFirst(",.*", "");
        postfix.awaitLogged(Pattern.compile(queueId + ": client=.*sasl_method=" + first + ", sasl_username=alice\n"));
    }

    @Test
    void certificate_isShown() throws Exception {
        SmtpManagedConnectionFactory configuration = configuration(PostfixPort.CLIENT_CERTIFICATE);
        Mailbox mailbox = postfix.newMailbox();
        try (SmtpConnection connection = Client.connect(Client.certified(configuration, certificates))) {
            connection.send(Client.email(mailbox.address()));
        }
        String mail = mailbox.onlyMail();
        assertTrue(mail.contains("(Client CN \"client\", Issuer \"ca\" (verified OK))"), mail);
    }

    /** Postfix notices after the handshake, and says so in a reply. */
    @Test
    void certificateThatIsMissing_isToldAsPostfixDoes() throws Exception {
        try (SmtpConnection connection = Client.connect(configuration(PostfixPort.CLIENT_CERTIFICATE))) {
            SmtpConnectException failure = assertThrows(SmtpConnectException.class, connection::server);
            assertEquals(SmtpConnectException.Reason.UNAVAILABLE, failure.reason());
            assertTrue(failure.getMessage().contains("No client certificate presented"), failure.getMessage());
        }
    }

    /** The first token that is fetched is one that Dovecot refuses. */
    @ParameterizedTest
    @FieldSource(TOKEN_PORTS)
    void tokenThatIsFetched_isFetchedAgainOnceItIsRefused(PostfixPort port) throws Exception {
        Instant now = Instant.now();
        try (TokenServer tokens = TokenServer.start(
                Token.of(Servers.USER, now.minus(Duration.ofHours(1))),
                Token.of(Servers.USER, now.plus(Duration.ofHours(1))))) {
            SmtpManagedConnectionFactory configuration = configuration(port);
            configuration.setUserName(Servers.USER);
            configuration.setOAuth2TokenEndpoint(tokens.endpoint());
            configuration.setOAuth2ClientId("shop");
            configuration.setOAuth2ClientSecret("of the shop");
            try (SmtpConnection connection = Client.connect(configuration)) {
                delivers(connection);
            }
            assertEquals(2, tokens.given());
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
