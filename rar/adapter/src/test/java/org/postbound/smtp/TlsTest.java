package org.postbound.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postbound.InDoubtException;
import org.postbound.Security;
import org.postbound.SmtpConfigurationException;
import org.postbound.SmtpConnectException;
import org.postbound.SmtpPoolException;
import org.postbound.SmtpServerInfo;
import org.postbound.SmtpTlsException;
import org.postbound.SmtpTlsException.Reason;
import org.postbound.config.Credentials;
import org.postbound.config.Timeouts;
import org.postbound.config.Tls;

class TlsTest {
    private static final Credentials NOBODY = new Credentials.None();

    private static SmtpTlsException openFails(ScriptedServer server, Security security) {
        return assertThrows(
                SmtpTlsException.class,
                () -> Sessions.openTls(server, security, Sessions.ALICE, TestCertificates.trusting()));
    }

    @Test
    void implicitTls_protectsFromTheFirstOctet() throws Exception {
        try (ScriptedServer server =
                ScriptedServer.start(client -> client.startTls(TestCertificates.server(TestCertificates.GOOD))
                        .greet("SIZE")
                        .expectQuit())) {
            SmtpSession session = Sessions.openTls(server, Security.TLS, NOBODY, TestCertificates.trusting());
            assertEquals(Optional.of("TLSv1.3"), session.info().tlsProtocol());
            assertTrue(session.info().cipherSuite().isPresent());
            session.quit();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"STARTTLS", "STARTTLS_IF_OFFERED"})
    void startTls_discardsWhatWasOfferedInPlaintext(Security security) throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client -> client.greet("STARTTLS", "AUTH PLAIN")
                .on("STARTTLS", "220 go")
                .startTls(TestCertificates.server(TestCertificates.GOOD))
                .hello("DSN")
                .expectQuit())) {
            SmtpSession session = Sessions.openTls(server, security, NOBODY, TestCertificates.trusting());
            SmtpServerInfo info = session.info();
            assertEquals(Map.of("DSN", List.of()), info.capabilities());
            assertEquals(Optional.of("TLSv1.3"), info.tlsProtocol());
            session.quit();
        }
    }

    @Test
    void withoutOffer_optionalTlsGoesOnInPlaintext() throws Exception {
        try (ScriptedServer server =
                ScriptedServer.start(client -> client.greet("DSN").expectQuit())) {
            SmtpSession session =
                    Sessions.openTls(server, Security.STARTTLS_IF_OFFERED, NOBODY, TestCertificates.trusting());
            assertEquals(Optional.empty(), session.info().tlsProtocol());
            session.quit();
        }
    }

    @Test
    void withoutOffer_requiredTlsFails_andNothingIsSent() throws Exception {
        try (ScriptedServer server =
                ScriptedServer.start(client -> client.greet("AUTH PLAIN").expectEnd())) {
            SmtpTlsException failure = openFails(server, Security.STARTTLS);
            assertEquals(Reason.STARTTLS_NOT_OFFERED, failure.reason());
            assertTrue(failure.getMessage().contains("set Security to TLS"), failure.getMessage());
        }
    }

    @Test
    void serverWithoutEhlo_cannotHaveStartTls() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client ->
                client.reply("220 hi").on("EHLO client.test", "500 what?").expectEnd())) {
            assertEquals(
                    Reason.STARTTLS_NOT_OFFERED,
                    openFails(server, Security.STARTTLS).reason());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"STARTTLS", "STARTTLS_IF_OFFERED"})
    void refusedStartTls_neverGoesOnInPlaintext(Security security) throws Exception {
        try (ScriptedServer server = ScriptedServer.start(
                client -> client.greet("STARTTLS").on("STARTTLS", "454 not now").expectEnd())) {
            assertEquals(Reason.STARTTLS_REFUSED, openFails(server, security).reason());
        }
    }

    @Test
    void serviceClosingAtStartTls_isUnavailable() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(
                client -> client.greet("STARTTLS").on("STARTTLS", "421 bye").expectEnd())) {
            SmtpConnectException failure = assertThrows(
                    SmtpConnectException.class,
                    () -> Sessions.openTls(server, Security.STARTTLS, NOBODY, TestCertificates.trusting()));
            assertEquals(SmtpConnectException.Reason.UNAVAILABLE, failure.reason());
        }
    }

    @Test
    void plaintextBehindTheReplyToStartTls_isInjection() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client -> client.greet("STARTTLS")
                .on("STARTTLS", "220 go", "250-forged", "250 AUTH PLAIN")
                .expectEnd())) {
            assertEquals(Reason.INJECTED, openFails(server, Security.STARTTLS).reason());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "wronghost, WRONG_HOST, ServerName",
        "expired, EXPIRED, renew",
        "future, NOT_YET_VALID, clocks",
        "stranger, UNTRUSTED, TrustStore"
    })
    void badCertificate_isRefused_withItsReasonAndCure(String alias, Reason reason, String cure) throws Exception {
        for (Security security : List.of(Security.TLS, Security.STARTTLS)) {
            try (ScriptedServer server = ScriptedServer.start(client -> {
                if (security == Security.STARTTLS) {
                    client.greet("STARTTLS").on("STARTTLS", "220 go");
                }
                client.startTlsInVain(TestCertificates.server(alias));
            })) {
                SmtpTlsException failure = openFails(server, security);
                assertEquals(reason, failure.reason());
                assertTrue(failure.getMessage().contains("localhost port " + server.port()), failure.getMessage());
                assertTrue(failure.getMessage().contains(cure), failure.getMessage());
            }
        }
    }

    @Test
    void wrongHost_isAcceptedWhereTheCheckIsOff() throws Exception {
        Tls unchecked = new Tls(false, TestCertificates.trusting().trustStore(), Optional.empty(), List.of());
        try (ScriptedServer server =
                ScriptedServer.start(client -> client.startTls(TestCertificates.server(TestCertificates.WRONG_HOST))
                        .greet()
                        .expectQuit())) {
            Sessions.openTls(server, Security.TLS, NOBODY, unchecked).quit();
        }
    }

    @Test
    void noCommonCipherSuite_isMismatch() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(
                client -> client.startTlsWithoutCommonSuite(TestCertificates.server(TestCertificates.GOOD)))) {
            assertEquals(
                    Reason.PROTOCOL_MISMATCH, openFails(server, Security.TLS).reason());
        }
    }

    @Test
    void tlsToPlaintextPort_saysSo() throws Exception {
        try (ScriptedServer server =
                ScriptedServer.start(client -> client.reply("220 mx.test").expectNothingButTls())) {
            SmtpConnectException failure = assertThrows(
                    SmtpConnectException.class,
                    () -> Sessions.openTls(server, Security.TLS, Sessions.ALICE, TestCertificates.trusting()));
            assertEquals(SmtpConnectException.Reason.PLAINTEXT_EXPECTED, failure.reason());
            assertTrue(failure.getMessage().contains("STARTTLS"), failure.getMessage());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {TestCertificates.GOOD, TestCertificates.STRANGER})
    void plaintextToTlsPort_saysSo(String alias) throws Exception {
        try (ScriptedServer server =
                ScriptedServer.start(client -> client.startTlsInVain(TestCertificates.server(alias)))) {
            SmtpConnectException failure = assertThrows(
                    SmtpConnectException.class,
                    () -> Sessions.open(Sessions.config(
                            server, Security.STARTTLS, NOBODY, TestCertificates.trusting(), Sessions.shortConnect())));
            assertEquals(SmtpConnectException.Reason.TLS_EXPECTED, failure.reason());
            assertTrue(failure.getMessage().contains("set Security to TLS"), failure.getMessage());
        }
    }

    @Test
    void silentHandshake_isTimedOut() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(ScriptedServer.Client::stall)) {
            SmtpConnectException failure = assertThrows(
                    SmtpConnectException.class,
                    () -> Sessions.open(Sessions.config(
                            server, Security.TLS, NOBODY, TestCertificates.trusting(), Sessions.shortConnect())));
            assertEquals(SmtpConnectException.Reason.TIMED_OUT, failure.reason());
        }
    }

    /** Each octet of the record comes in time for the socket; what ends it is the deadline for the whole reply. */
    @Test
    void drippedReply_isTimedOut() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client -> {
            client.startTls(TestCertificates.server(TestCertificates.GOOD)).greet();
            client.expect("MAIL FROM:<a@from.test>").drip(new byte[] {23, 3, 3, 0x40, 0}, 3);
        })) {
            SmtpSession session = Sessions.open(
                    Sessions.config(server, Security.TLS, NOBODY, TestCertificates.trusting(), Sessions.shortRead()));
            SmtpConnectException failure =
                    assertThrows(SmtpConnectException.class, () -> session.send(Sessions.message("b@to.test"), false));
            assertEquals(SmtpConnectException.Reason.TIMED_OUT, failure.reason());
            assertTrue(failure.getMessage().contains("the reply to MAIL"), failure.getMessage());
            assertTrue(failure.getMessage().contains("ReadTimeout"), failure.getMessage());
        }
    }

    /** An adapter that stops takes its deadlines along, while a message that it sent may be accepted all the same. */
    @Test
    void deadlinesThatStopBehindTheMessage_leaveItInDoubt() throws Exception {
        Duration longest = Duration.ofHours(1);
        Deadlines stopping = (limit, onExpiry) -> {
            if (limit.compareTo(longest.dividedBy(2)) > 0) {
                throw new SmtpPoolException(SmtpPoolException.Reason.UNAVAILABLE, "stopped", null);
            }
            return Sessions.DEADLINES.start(limit, onExpiry);
        };
        try (ScriptedServer server = ScriptedServer.start(client -> {
            client.startTls(TestCertificates.server(TestCertificates.GOOD)).greet();
            client.takeMessage("b@to.test");
            client.reply("250 queued").expectEnd();
        })) {
            SmtpSession session = SmtpSession.open(
                    Sessions.config(
                            server,
                            Security.TLS,
                            NOBODY,
                            TestCertificates.trusting(),
                            new Timeouts(Duration.ofSeconds(30), Duration.ofSeconds(30), longest)),
                    stopping,
                    Sessions.NO_TOKENS,
                    Sessions.FROZEN);
            assertThrows(InDoubtException.class, () -> session.send(Sessions.message("b@to.test"), false));
            assertFalse(session.isUsable());
        }
    }

    private static SmtpConfigurationException configurationFails(Path file, String password) {
        Tls tls = new Tls(
                true,
                Optional.of(new Tls.TrustStore(file, Optional.ofNullable(password))),
                Optional.empty(),
                List.of());
        return assertThrows(SmtpConfigurationException.class, () -> TlsLayer.properties(tls));
    }

    @Test
    void unusableTrustStore_namesTheProperty(@TempDir Path directory) throws Exception {
        Path garbage = Files.writeString(directory.resolve("garbage"), "no store");
        assertEquals(
                "TrustStore",
                configurationFails(directory.resolve("missing"), "x").property());
        assertEquals("TrustStore", configurationFails(directory, "x").property());
        assertEquals("TrustStore", configurationFails(garbage, "x").property());
        assertEquals(
                "TrustStore",
                configurationFails(TestCertificates.file("empty.p12"), TestCertificates.PASSWORD)
                        .property());
        SmtpConfigurationException wrong = configurationFails(TestCertificates.file("trust.p12"), "wrong-one");
        assertEquals("TrustStorePassword", wrong.property());
        assertTrue(!wrong.getMessage().contains("wrong-one"), wrong.getMessage());
    }

    private static SmtpConfigurationException keyStoreFails(Path file, String password) {
        Tls tls = new Tls(
                true, Optional.empty(), Optional.of(new Tls.KeyStore(file, Optional.ofNullable(password))), List.of());
        return assertThrows(SmtpConfigurationException.class, () -> TlsLayer.properties(tls));
    }

    @Test
    void unusableKeyStore_namesTheProperty(@TempDir Path directory) throws Exception {
        Path garbage = Files.writeString(directory.resolve("garbage"), "no store");
        assertEquals(
                "KeyStore", keyStoreFails(directory.resolve("missing"), "x").property());
        assertEquals("KeyStore", keyStoreFails(directory, "x").property());
        assertEquals("KeyStore", keyStoreFails(garbage, "x").property());
        SmtpConfigurationException keyless =
                keyStoreFails(TestCertificates.file("trust.p12"), TestCertificates.PASSWORD);
        assertEquals("KeyStore", keyless.property());
        assertTrue(keyless.getMessage().contains("no certificate with its key"), keyless.getMessage());
        SmtpConfigurationException wrong = keyStoreFails(TestCertificates.file("client.p12"), "wrong-one");
        assertEquals("KeyStorePassword", wrong.property());
        assertTrue(!wrong.getMessage().contains("wrong-one"), wrong.getMessage());
        assertEquals(
                "KeyStorePassword",
                keyStoreFails(TestCertificates.file("client.p12"), null).property());
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void configuredVersion_isUsed(String protocol) throws Exception {
        Tls tls = new Tls(true, TestCertificates.trusting().trustStore(), Optional.empty(), List.of(protocol));
        try (ScriptedServer server =
                ScriptedServer.start(client -> client.startTls(TestCertificates.server(TestCertificates.GOOD))
                        .greet()
                        .expectQuit())) {
            SmtpSession session = Sessions.openTls(server, Security.TLS, NOBODY, tls);
            assertEquals(Optional.of(protocol), session.info().tlsProtocol());
            session.quit();
        }
    }
}
