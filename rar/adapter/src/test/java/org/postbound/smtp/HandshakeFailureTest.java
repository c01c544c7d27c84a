package org.postbound.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postbound.Security;
import org.postbound.SmtpConnectException;
import org.postbound.SmtpException;
import org.postbound.SmtpTlsException;
import org.postbound.SmtpTlsException.Reason;
import org.postbound.config.Credentials;
import org.postbound.config.SessionConfig;
import org.postbound.config.Timeouts;
import org.postbound.config.Tls;

/** Handshakes that fail for another reason than the certificate; all octets come from outside of JSSE where it could not. */
class HandshakeFailureTest {
    private static <T extends SmtpException> T fails(Class<T> type, ScriptedServer server) {
        return fails(type, server, Timeouts.DEFAULT);
    }

    private static <T extends SmtpException> T fails(Class<T> type, ScriptedServer server, Timeouts timeouts) {
        SessionConfig config =
                Sessions.config(server, Security.TLS, new Credentials.None(), TestCertificates.trusting(), timeouts);
        return assertThrows(type, () -> Sessions.open(config));
    }

    private static void isMismatch(byte... answer) throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client -> client.answerHandshake(answer))) {
            SmtpTlsException failure = fails(SmtpTlsException.class, server);
            assertEquals(Reason.PROTOCOL_MISMATCH, failure.reason());
            assertTrue(failure.getMessage().contains("no TLS version"), failure.getMessage());
            assertFalse(failure.isTransient());
        }
    }

    /** What a server sends that knows only newer versions than the client, or only older ones (RFC 8446 section 6). */
    @Test
    void alertProtocolVersion_isMismatch() throws Exception {
        isMismatch((byte) 21, (byte) 3, (byte) 1, (byte) 0, (byte) 2, (byte) 2, (byte) 70);
    }

    @Test
    void alertHandshakeFailure_isMismatch() throws Exception {
        isMismatch((byte) 21, (byte) 3, (byte) 3, (byte) 0, (byte) 2, (byte) 2, (byte) 40);
    }

    /** A server hello of a server that knows TLS 1.0 only. */
    @Test
    void oldServer_isMismatch() throws Exception {
        byte[] hello = new byte[5 + 4 + 38];
        byte[] start = {22, 3, 1, 0, 42, 2, 0, 0, 38, 3, 1};
        System.arraycopy(start, 0, hello, 0, start.length);
        // After 32 random octets: no session id, TLS_RSA_WITH_AES_128_CBC_SHA, no compression.
        hello[hello.length - 2] = 0x2f;
        isMismatch(hello);
    }

    /** TLS 1.3 refuses after the handshake, which must not pass for a lost link. */
    @Test
    void serverThatWantsClientCertificateInTls13_saysSo() throws Exception {
        assertEquals(
                Reason.CLIENT_CERTIFICATE_REQUIRED,
                withoutClientCertificate("TLSv1.3").reason());
    }

    /** The alert depends on the server: bad_certificate of JDK 17's, handshake_failure of later ones. */
    @Test
    void serverThatWantsClientCertificateInTls12_isNamedAsAPossibility() throws Exception {
        Reason reason = withoutClientCertificate("TLSv1.2").reason();
        assertTrue(
                Set.of(Reason.CLIENT_CERTIFICATE_REQUIRED, Reason.PROTOCOL_MISMATCH)
                        .contains(reason),
                reason::toString);
    }

    private static SmtpTlsException withoutClientCertificate(String protocol) throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client ->
                client.startTlsWithClientCertificate(TestCertificates.server(TestCertificates.GOOD), protocol))) {
            SmtpTlsException failure = fails(SmtpTlsException.class, server);
            assertTrue(failure.getMessage().contains("client certificate"), failure.getMessage());
            return failure;
        }
    }

    /** The alert of a server that has seen a certificate can mean that one only. */
    @ParameterizedTest
    @CsvSource({"expired.p12, TLSv1.3", "expired.p12, TLSv1.2", "stranger.p12, TLSv1.3", "stranger.p12, TLSv1.2"})
    void clientCertificateThatTheServerDoesNotAccept_saysSo(String file, String protocol) throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client ->
                client.startTlsWithClientCertificate(TestCertificates.server(TestCertificates.GOOD), protocol))) {
            SessionConfig config = Sessions.config(
                    server, Security.TLS, new Credentials.None(), TestCertificates.showing(file), Timeouts.DEFAULT);
            SmtpTlsException failure = assertThrows(SmtpTlsException.class, () -> Sessions.open(config));
            // The stranger's is not even shown: the server names the issuers that it accepts.
            Set<Reason> expected = file.startsWith("expired")
                    ? Set.of(Reason.CLIENT_CERTIFICATE_REFUSED)
                    : Set.of(Reason.CLIENT_CERTIFICATE_REQUIRED, Reason.CLIENT_CERTIFICATE_REFUSED);
            assertTrue(
                    expected.contains(failure.reason())
                            || (protocol.equals("TLSv1.2") && failure.reason() == Reason.PROTOCOL_MISMATCH),
                    failure::toString);
            assertTrue(failure.getMessage().contains("client certificate"), failure.getMessage());
        }
    }

    @Test
    void serverWithoutAConfiguredVersion_namesTheProperty() throws Exception {
        byte[] alert = {21, 3, 3, 0, 2, 2, 70};
        try (ScriptedServer server = ScriptedServer.start(client -> client.answerHandshake(alert))) {
            SessionConfig config = Sessions.config(
                    server,
                    Security.TLS,
                    new Credentials.None(),
                    new Tls(true, TestCertificates.trusting().trustStore(), Optional.empty(), List.of("TLSv1.3")),
                    Timeouts.DEFAULT);
            SmtpTlsException failure = assertThrows(SmtpTlsException.class, () -> Sessions.open(config));
            assertEquals(Reason.PROTOCOL_MISMATCH, failure.reason());
            assertTrue(failure.getMessage().contains("change TlsProtocols (TLSv1.3)"), failure.getMessage());
        }
    }

    @Test
    void connectionThatIsClosedInTheHandshake_isLinkLost() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(ScriptedServer.Client::close)) {
            SmtpConnectException failure = fails(SmtpConnectException.class, server);
            assertEquals(SmtpConnectException.Reason.LINK_LOST, failure.reason());
            assertTrue(failure.getMessage().contains("the TLS handshake"), failure.getMessage());
        }
    }

    /** Each octet comes in time for the socket; what ends it is the deadline for the whole. */
    @Test
    void drippedHandshake_isTimedOut() throws Exception {
        try (ScriptedServer server =
                ScriptedServer.start(client -> client.drip(new byte[] {22, 3, 3, 0x40, 0, 2, 0, 0x3f, 0}, 3))) {
            SmtpConnectException failure = fails(SmtpConnectException.class, server, Sessions.shortConnect());
            assertEquals(SmtpConnectException.Reason.TIMED_OUT, failure.reason());
            assertTrue(failure.getMessage().contains("the TLS handshake"), failure.getMessage());
            assertTrue(failure.getMessage().contains("ConnectTimeout"), failure.getMessage());
        }
    }
}
