package org.postbound.it.servers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.postbound.SmtpConnectException;
import org.postbound.SmtpConnection;
import org.postbound.SmtpReplyException;
import org.postbound.SmtpTlsException;
import org.postbound.ra.SmtpManagedConnectionFactory;

/** TLS as Postfix has it: OpenSSL's. */
@Needs({Program.POSTFIX, Program.DOVECOT, Program.CYRUS_SASL})
@ExtendWith(Servers.class)
class PostfixTlsIT {
    static final List<Arguments> PROTECTED = List.of(
            Arguments.of("STARTTLS", PostfixPort.STARTTLS),
            Arguments.of("STARTTLS_IF_OFFERED", PostfixPort.STARTTLS),
            Arguments.of("TLS", PostfixPort.TLS));

    static final List<Arguments> BAD_CERTIFICATES = List.of(
            Arguments.of(PostfixPort.WRONG_HOST, SmtpTlsException.Reason.WRONG_HOST),
            Arguments.of(PostfixPort.EXPIRED, SmtpTlsException.Reason.EXPIRED),
            Arguments.of(PostfixPort.STRANGER, SmtpTlsException.Reason.UNTRUSTED));

    private final Postfix postfix;
    private final ServerCertificates certificates;

    PostfixTlsIT(Postfix postfix, ServerCertificates certificates) {
        this.postfix = postfix;
        this.certificates = certificates;
    }

    private SmtpManagedConnectionFactory configuration(String security, PostfixPort port) {
        return Client.protectedBy(security, postfix.port(port), certificates);
    }

    private void deliversUnderTls(SmtpManagedConnectionFactory configuration) throws Exception {
        Mailbox mailbox = postfix.newMailbox();
        try (SmtpConnection connection = Client.connect(configuration)) {
            assertEquals("TLSv1.3", connection.server().tlsProtocol().orElseThrow());
            connection.send(Client.email(mailbox.address()));
        }
        String mail = mailbox.onlyMail();
        assertTrue(mail.contains("using TLSv1.3") && mail.contains("ESMTPS"), mail);
    }

    @ParameterizedTest
    @FieldSource("PROTECTED")
    void trustedServer_isSentToUnderTls(String security, PostfixPort port) throws Exception {
        deliversUnderTls(configuration(security, port));
    }

    @ParameterizedTest
    @FieldSource("BAD_CERTIFICATES")
    void badCertificate_isRefusedWithItsReason(PostfixPort port, SmtpTlsException.Reason reason) throws Exception {
        for (String security : List.of("STARTTLS", "STARTTLS_IF_OFFERED")) {
            try (SmtpConnection connection = Client.connect(configuration(security, port))) {
                assertEquals(
                        reason,
                        assertThrows(SmtpTlsException.class, connection::server).reason());
            }
        }
    }

    @Test
    void wrongHost_isTakenWhereItsNameIsNotChecked() throws Exception {
        SmtpManagedConnectionFactory configuration = configuration("STARTTLS", PostfixPort.WRONG_HOST);
        configuration.setCheckServerIdentity(false);
        deliversUnderTls(configuration);
    }

    @Test
    void issuersOfTheJavaRuntime_doNotIncludeTheTests() throws Exception {
        try (SmtpConnection connection = Client.connect(Client.configuration(postfix.port(PostfixPort.TLS), "TLS"))) {
            assertEquals(
                    SmtpTlsException.Reason.UNTRUSTED,
                    assertThrows(SmtpTlsException.class, connection::server).reason());
        }
    }

    @Test
    void startTlsThatIsNotOffered_isRequiredNevertheless() throws Exception {
        try (SmtpConnection connection = Client.connect(configuration("STARTTLS", PostfixPort.PLAIN))) {
            assertEquals(
                    SmtpTlsException.Reason.STARTTLS_NOT_OFFERED,
                    assertThrows(SmtpTlsException.class, connection::server).reason());
        }
    }

    @Test
    void tlsToPlaintextPort_saysSo() throws Exception {
        try (SmtpConnection connection = Client.connect(configuration("TLS", PostfixPort.PLAIN))) {
            assertEquals(
                    SmtpConnectException.Reason.PLAINTEXT_EXPECTED,
                    assertThrows(SmtpConnectException.class, connection::server).reason());
        }
    }

    /** Both sides wait for the other's first octet: it takes the whole timeout. */
    @Test
    void plaintextToTlsPort_saysSo() throws Exception {
        SmtpManagedConnectionFactory configuration = configuration("STARTTLS", PostfixPort.TLS);
        configuration.setConnectTimeout(4_000);
        try (SmtpConnection connection = Client.connect(configuration)) {
            assertEquals(
                    SmtpConnectException.Reason.TLS_EXPECTED,
                    assertThrows(SmtpConnectException.class, connection::server).reason());
        }
    }

    @Test
    void plaintextWhereTlsIsRequired_isRefusedByTheServer() throws Exception {
        try (SmtpConnection connection = Client.connect(Client.plain(postfix.port(PostfixPort.STARTTLS)))) {
            String address = postfix.newMailbox().address();
            SmtpReplyException refusal =
                    assertThrows(SmtpReplyException.class, () -> connection.send(Client.email(address)));
            assertEquals(530, refusal.reply().code());
            assertTrue(refusal.getMessage().contains("set Security to STARTTLS or TLS"), refusal.getMessage());
        }
    }
}
