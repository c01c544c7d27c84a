package org.postbound.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.resource.ResourceException;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postbound.Security;
import org.postbound.SmtpConnection;
import org.postbound.SmtpConnectionFactory;
import org.postbound.SmtpTlsException;
import org.postbound.SmtpTlsException.Reason;
import org.postbound.config.Credentials;
import org.postbound.config.Tls;
import org.postbound.ra.SmtpManagedConnectionFactory;

/** The issuer's list of revoked certificates is a file, since certificates name the place where it is. */
class RevocationTest {
    private static final String REVOKED = "revoked";
    private static final String CURRENT = "current";
    private static final String UNLISTED = "unlisted";

    @TempDir
    private static Path directory;

    private static KeyStore keys;

    @BeforeAll
    static void issue() throws Exception {
        TestCertificates.generate(directory, "ca", "-ext", "bc:c");
        issue(REVOKED, "list");
        issue(CURRENT, "list");
        issue(UNLISTED, "nowhere");
        keys = KeyStore.getInstance(directory.resolve("keys.p12").toFile(), TestCertificates.PASSWORD.toCharArray());
        TestCertificates.storeIssuer(directory, keys);
        X509Certificate revoked = (X509Certificate) keys.getCertificate(REVOKED);
        TestCertificates.keytool(
                directory,
                "-gencrl",
                "ca",
                List.of(
                        "-id",
                        revoked.getSerialNumber().toString(),
                        "-file",
                        directory.resolve("list").toString()));
    }

    private static void issue(String alias, String list) {
        TestCertificates.generate(
                directory,
                alias,
                "-signer",
                "ca",
                "-ext",
                "san=dns:localhost",
                "-ext",
                "crl=uri:" + directory.resolve(list).toUri());
    }

    private static Tls tls(boolean checkRevocation) {
        return new Tls(
                true,
                Optional.of(new Tls.TrustStore(directory.resolve("trust.p12"), Optional.of(TestCertificates.PASSWORD))),
                Optional.empty(),
                List.of(),
                checkRevocation);
    }

    private static SmtpTlsException openFails(String alias) throws Exception {
        try (ScriptedServer server =
                ScriptedServer.start(client -> client.startTlsInVain(TestCertificates.server(alias, keys)))) {
            return assertThrows(
                    SmtpTlsException.class, () -> Sessions.openTls(server, Security.TLS, Sessions.ALICE, tls(true)));
        }
    }

    private static void opens(String alias, Tls tls) throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client ->
                client.startTls(TestCertificates.server(alias, keys)).greet().expectQuit())) {
            Sessions.openTls(server, Security.TLS, new Credentials.None(), tls).quit();
        }
    }

    @Test
    void revokedCertificate_isRefused() throws Exception {
        SmtpTlsException failure = openFails(REVOKED);
        assertEquals(Reason.REVOKED, failure.reason());
        assertTrue(failure.getMessage().endsWith("replace it"), failure.getMessage());
    }

    @Test
    void listThatCannotBeReached_isNoGoodAnswer() throws Exception {
        SmtpTlsException failure = openFails(UNLISTED);
        assertEquals(Reason.REVOCATION_UNKNOWN, failure.reason());
        assertTrue(failure.isTransient());
        assertTrue(failure.getMessage().contains("CheckRevocation"), failure.getMessage());
    }

    /** As an administrator sets them. */
    private static SmtpConnectionFactory configured(ScriptedServer server, boolean checkRevocation)
            throws ResourceException {
        SmtpManagedConnectionFactory factory = new SmtpManagedConnectionFactory();
        factory.setServerName("localhost");
        factory.setPortNumber(server.port());
        factory.setSecurity("TLS");
        factory.setHeloName("client.test");
        factory.setTrustStore(directory.resolve("trust.p12").toString());
        factory.setTrustStorePassword(TestCertificates.PASSWORD);
        factory.setCheckRevocation(checkRevocation);
        return factory.createConnectionFactory();
    }

    @ParameterizedTest
    @CsvSource({REVOKED + ", REVOKED", UNLISTED + ", REVOCATION_UNKNOWN"})
    void checkThatIsConfigured_isMade(String alias, Reason reason) throws Exception {
        try (ScriptedServer server =
                        ScriptedServer.start(client -> client.startTlsInVain(TestCertificates.server(alias, keys)));
                SmtpConnection connection = configured(server, true).getConnection()) {
            assertEquals(
                    reason,
                    assertThrows(SmtpTlsException.class, connection::server).reason());
        }
    }

    @Test
    void checkThatIsNotConfigured_isNotMade() throws Exception {
        try (ScriptedServer server =
                        ScriptedServer.start(client -> client.startTls(TestCertificates.server(REVOKED, keys))
                                .greet()
                                .expectQuit());
                SmtpConnection connection = configured(server, false).getConnection()) {
            assertTrue(connection.server().tlsProtocol().isPresent());
        }
    }

    @Test
    void certificateThatStillHolds_isAccepted() throws Exception {
        opens(CURRENT, tls(true));
    }

    @Test
    void nobodyIsAsked_whereTheCheckIsOff() throws Exception {
        opens(REVOKED, tls(false));
        opens(UNLISTED, tls(false));
    }

    @Test
    void issuersOfTheRuntime_areAskedToo() {
        Tls runtime = new Tls(true, Optional.empty(), Optional.empty(), List.of(), true);
        assertTrue(TlsLayer.context(runtime).isPresent());
    }
}
