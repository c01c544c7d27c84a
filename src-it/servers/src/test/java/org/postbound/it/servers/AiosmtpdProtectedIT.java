package org.postbound.it.servers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postbound.Receipt;
import org.postbound.SmtpAuthenticationException;
import org.postbound.SmtpConnection;
import org.postbound.SmtpException;
import org.postbound.SmtpReplyException;
import org.postbound.ra.SmtpManagedConnectionFactory;

/** TLS and AUTH as Python has them. */
@Needs(Program.AIOSMTPD)
@ExtendWith(Servers.class)
class AiosmtpdProtectedIT {
    private final Aiosmtpd aiosmtpd;
    private final ServerCertificates certificates;

    AiosmtpdProtectedIT(Aiosmtpd aiosmtpd, ServerCertificates certificates) {
        this.aiosmtpd = aiosmtpd;
        this.certificates = certificates;
    }

    private SmtpManagedConnectionFactory configuration(String security) {
        int port = "TLS".equals(security) ? aiosmtpd.tlsPort() : aiosmtpd.startTlsPort();
        return Client.protectedBy(security, port, certificates);
    }

    @ParameterizedTest
    @ValueSource(strings = {"STARTTLS", "STARTTLS_IF_OFFERED", "TLS"})
    void rightPassword_isTakenUnderTls(String security) throws Exception {
        Mailbox mailbox = aiosmtpd.newMailbox();
        try (SmtpConnection connection = Client.connect(Client.signedOn(configuration(security), Servers.PASSWORD))) {
            assertTrue(connection.server().tlsProtocol().isPresent());
            Receipt receipt = connection.send(Client.email(mailbox.address()));
            assertTrue(mailbox.onlyMail().contains(receipt.messageId()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"STARTTLS", "TLS"})
    void wrongPassword_isRefused(String security) throws Exception {
        try (SmtpConnection connection = Client.connect(Client.signedOn(configuration(security), "looking-glass"))) {
            SmtpAuthenticationException refusal = assertThrows(SmtpAuthenticationException.class, connection::server);
            assertEquals(535, refusal.reply().orElseThrow().code());
        }
    }

    private SmtpManagedConnectionFactory external() {
        SmtpManagedConnectionFactory configuration =
                Client.protectedBy("TLS", aiosmtpd.clientCertificatePort(), certificates);
        configuration.setAuthenticationMechanisms("EXTERNAL");
        return Client.certified(configuration, certificates);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = Servers.USER)
    void certificate_signsOnByExternal(String userName) throws Exception {
        Mailbox mailbox = aiosmtpd.newMailbox();
        SmtpManagedConnectionFactory configuration = external();
        configuration.setUserName(userName);
        try (SmtpConnection connection = Client.connect(configuration)) {
            Receipt receipt = connection.send(Client.email(mailbox.address()));
            assertTrue(mailbox.onlyMail().contains(receipt.messageId()));
        }
    }

    @Test
    void certificateOfAnother_isRefused() throws Exception {
        SmtpManagedConnectionFactory configuration = external();
        configuration.setUserName("bob");
        try (SmtpConnection connection = Client.connect(configuration)) {
            SmtpAuthenticationException refusal = assertThrows(SmtpAuthenticationException.class, connection::server);
            assertEquals(535, refusal.reply().orElseThrow().code());
        }
    }

    /** By an alert or by an end without a word: that depends on the version of Python. */
    @Test
    void certificateThatIsMissing_leavesNoSession() throws Exception {
        SmtpManagedConnectionFactory configuration =
                Client.protectedBy("TLS", aiosmtpd.clientCertificatePort(), certificates);
        try (SmtpConnection connection = Client.connect(configuration)) {
            assertThrows(SmtpException.class, connection::server);
        }
    }

    @Test
    void nobody_isRefused() throws Exception {
        try (SmtpConnection connection = Client.connect(configuration("STARTTLS"))) {
            String address = aiosmtpd.newMailbox().address();
            SmtpReplyException refusal =
                    assertThrows(SmtpReplyException.class, () -> connection.send(Client.email(address)));
            assertEquals(530, refusal.reply().code());
        }
    }

    @Test
    void sendAll_underTls_deliversEach() throws Exception {
        Mailbox mailbox = aiosmtpd.newMailbox();
        try (SmtpConnection connection = Client.connect(Client.signedOn(configuration("TLS"), Servers.PASSWORD))) {
            connection.sendAll(List.of(Client.email(mailbox.address()), Client.email(mailbox.address())));
        }
        assertEquals(2, mailbox.mails(2).size());
    }
}
