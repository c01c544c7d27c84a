package org.postbound.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postbound.Security;
import org.postbound.SmtpAuthenticationException;
import org.postbound.config.Credentials;
import org.postbound.config.Mechanism;
import org.postbound.config.SessionConfig;

/** Which mechanism is used when, and what each says. */
class MechanismsTest {
    private static final String PLAIN = "AUTH PLAIN " + base64("\0alice\0wonder-land");

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static SessionConfig config(ScriptedServer server, Security security, Mechanism... mechanisms) {
        SessionConfig any = Sessions.config(server, security, Sessions.ALICE);
        return new SessionConfig(
                any.server(),
                any.credentials(),
                mechanisms.length == 0 ? Mechanism.STRONGEST_FIRST : List.of(mechanisms),
                any.tls(),
                any.timeouts(),
                any.heloName(),
                any.pipelining());
    }

    private static void succeeds(Security security, List<Mechanism> mechanisms, ScriptedServer.Script script)
            throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client -> {
            script.play(client);
            client.expectQuit();
        })) {
            SessionConfig config = config(server, security, mechanisms.toArray(Mechanism[]::new));
            Sessions.open(config).quit();
        }
    }

    private static SmtpAuthenticationException fails(Security security, ScriptedServer.Script script) throws Exception {
        SmtpAuthenticationException failure =
                Sessions.openFails(SmtpAuthenticationException.class, server -> config(server, security), script);
        for (Throwable e = failure; e != null; e = e.getCause()) {
            assertFalse(e.toString().contains("wonder-land"), e.toString());
        }
        return failure;
    }

    @ParameterizedTest
    @ValueSource(strings = {"SHA-256", "SHA-1"})
    void scram_provesBothSides(String hash) throws Exception {
        succeeds(Security.NONE, List.of(), client -> {
            client.greet("AUTH LOGIN PLAIN CRAM-MD5 SCRAM-" + hash + " SCRAM-" + hash + "-PLUS");
            ScramServer.good(hash).play(client);
        });
    }

    @ParameterizedTest
    @CsvSource({
        "LOGIN PLAIN CRAM-MD5 SCRAM-SHA-1 SCRAM-SHA-256, AUTH SCRAM-SHA-256 .*",
        "LOGIN PLAIN CRAM-MD5 SCRAM-SHA-1, AUTH SCRAM-SHA-1 .*",
        "LOGIN PLAIN CRAM-MD5, AUTH CRAM-MD5",
        "LOGIN PLAIN, AUTH PLAIN .*",
        "LOGIN GSSAPI, AUTH LOGIN"
    })
    void strongestOffered_isUsed(String offered, String command) throws Exception {
        fails(Security.NONE, client -> client.greet("AUTH " + offered)
                .expectMatching(command)
                .reply("535 5.7.8 no"));
    }

    @Test
    void configuredOrder_counts() throws Exception {
        succeeds(Security.NONE, List.of(Mechanism.LOGIN, Mechanism.PLAIN), client -> client.greet(
                        "AUTH SCRAM-SHA-256 PLAIN")
                .on(PLAIN, "235 welcome"));
    }

    /** The example of RFC 2195 section 2, with the test's secret. */
    @Test
    void cramMd5_sendsADigest() throws Exception {
        String challenge = "<1896.697170952@postoffice.reston.mci.net>";
        succeeds(Security.NONE, List.of(), client -> {
            client.greet("AUTH CRAM-MD5 PLAIN").on("AUTH CRAM-MD5", "334 " + base64(challenge));
            Mac mac = Mac.getInstance("HmacMD5");
            mac.init(new SecretKeySpec("wonder-land".getBytes(StandardCharsets.UTF_8), mac.getAlgorithm()));
            String digest = HexFormat.of().formatHex(mac.doFinal(challenge.getBytes(StandardCharsets.UTF_8)));
            client.on(base64("alice " + digest), "235 welcome");
        });
    }

    @Test
    void wrongSignature_isNoSuccess() throws Exception {
        SmtpAuthenticationException failure = fails(Security.NONE, client -> {
            client.greet("AUTH SCRAM-SHA-256");
            ScramServer server = ScramServer.good("SHA-256");
            server.prove(client, server.challenge(client), "another");
            client.on("*", "501 cancelled");
        });
        assertTrue(failure.getMessage().contains("does not know the password"), failure.getMessage());
    }

    @Test
    void wrongSignature_isToldAlsoIfTheServerIsGone() throws Exception {
        SmtpAuthenticationException failure = fails(Security.NONE, client -> {
            client.greet("AUTH SCRAM-SHA-256");
            ScramServer server = ScramServer.good("SHA-256");
            server.prove(client, server.challenge(client), "another");
            client.on("*", "421 4.3.2 bye");
        });
        assertTrue(failure.getMessage().contains("does not know the password"), failure.getMessage());
        assertEquals(1, failure.getSuppressed().length);
    }

    @Test
    void successWithoutSignature_isNoSuccess() throws Exception {
        SmtpAuthenticationException failure = fails(Security.NONE, client -> {
            client.greet("AUTH SCRAM-SHA-256");
            ScramServer.good("SHA-256").challenge(client);
            client.expectMatching("[A-Za-z0-9+/=]+").reply("235 welcome");
        });
        assertTrue(failure.getMessage().contains("did not prove"), failure.getMessage());
    }

    @ParameterizedTest
    @CsvSource({"1, '', iterations", "4095, '', iterations", "2000000000, '', iterations", "4096, x, nonce"})
    void unsafeServerFirst_isNotAnswered(int iterations, String noncePrefix, String told) throws Exception {
        SmtpAuthenticationException failure = fails(Security.NONE, client -> {
            client.greet("AUTH SCRAM-SHA-256");
            new ScramServer("SHA-256", "wonder-land", iterations, noncePrefix).challenge(client);
            client.on("*", "501 cancelled");
        });
        assertTrue(failure.getMessage().contains(told), failure.getMessage());
    }

    @Test
    void nonsenseOfAScramServer_cancels() throws Exception {
        for (String nonsense : List.of("", "nonsense", "r=x", "e=other-error")) {
            fails(Security.NONE, client -> client.greet("AUTH SCRAM-SHA-1")
                    .expectMatching("AUTH SCRAM-SHA-1 .*")
                    .reply("334 " + base64(nonsense))
                    .on("*", "501 cancelled"));
        }
    }

    @Test
    void passwordThatCannotBePrepared_isToldWithoutIt() throws Exception {
        Credentials odd = new Credentials.Password("alice", "wonder-land\u0221");
        SmtpAuthenticationException failure = Sessions.openFails(
                SmtpAuthenticationException.class,
                server -> Sessions.config(server, Security.NONE, odd),
                client -> client.greet("AUTH SCRAM-SHA-256"));
        assertTrue(failure.getCause().getMessage().contains("SASLprep"), failure.getCause()::toString);
        assertFalse((failure + "" + failure.getCause()).contains("wonder-land"));
    }

    /** An attacker who took the offer of STARTTLS away learns nothing from SCRAM soon, but from a digest he does. */
    @Test
    void withoutTls_optionalTlsUsesScramAlone() throws Exception {
        succeeds(Security.STARTTLS_IF_OFFERED, List.of(), client -> {
            client.greet("AUTH PLAIN SCRAM-SHA-256");
            ScramServer.good("SHA-256").play(client);
        });
        assertTrue(fails(Security.STARTTLS_IF_OFFERED, client -> client.greet("AUTH CRAM-MD5 PLAIN"))
                .getMessage()
                .contains("CRAM-MD5 or PLAIN of user alice needs TLS"));
    }

    @Test
    void mechanismThatTheServerDoesNotKnow_isFollowedByTheNext() throws Exception {
        succeeds(Security.NONE, List.of(), client -> client.greet("AUTH CRAM-MD5 PLAIN")
                .on("AUTH CRAM-MD5", "504 5.5.4 unknown")
                .on(PLAIN, "235 welcome"));
        assertEquals(
                504,
                fails(Security.NONE, client -> client.greet("AUTH PLAIN").on(PLAIN, "504 5.5.4 unknown"))
                        .reply()
                        .orElseThrow()
                        .code());
    }

    /** Each further attempt would count against the account. */
    @ParameterizedTest
    @ValueSource(strings = {"535 5.7.8 no", "534 5.7.9 too weak", "454 4.7.0 later"})
    void refusal_isFinal(String reply) throws Exception {
        SmtpAuthenticationException failure = fails(
                Security.NONE, client -> client.greet("AUTH CRAM-MD5 PLAIN").on("AUTH CRAM-MD5", reply));
        assertEquals(
                reply.startsWith("5"), failure.getMessage().contains("leave CRAM-MD5 out of AuthenticationMechanisms"));
    }

    private static void external(Credentials credentials, String response) throws Exception {
        for (Security security : List.of(Security.TLS, Security.STARTTLS)) {
            try (ScriptedServer server = ScriptedServer.start(client -> {
                if (security == Security.STARTTLS) {
                    client.greet("STARTTLS").on("STARTTLS", "220 go");
                }
                client.startTlsWithMutualTrust(TestCertificates.server(TestCertificates.GOOD));
                if (security == Security.TLS) {
                    client.reply("220 mx.test ESMTP");
                }
                client.hello("AUTH PLAIN EXTERNAL")
                        .on("AUTH EXTERNAL " + response, "235 welcome")
                        .expectQuit();
            })) {
                Sessions.openTls(server, security, credentials, TestCertificates.showing("client.p12"))
                        .quit();
            }
        }
    }

    @Test
    void external_showsTheCertificate() throws Exception {
        external(new Credentials.Certificate(Optional.empty()), "=");
        external(new Credentials.Certificate(Optional.of("alice")), base64("alice"));
    }

    @Test
    void refusedCertificate_namesTheKeyStore() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(
                client -> client.startTlsWithMutualTrust(TestCertificates.server(TestCertificates.GOOD))
                        .greet("AUTH EXTERNAL")
                        .on("AUTH EXTERNAL =", "535 5.7.8 who?")
                        .expectEnd())) {
            SmtpAuthenticationException failure = assertThrows(
                    SmtpAuthenticationException.class,
                    () -> Sessions.openTls(
                            server,
                            Security.TLS,
                            new Credentials.Certificate(Optional.empty()),
                            TestCertificates.showing("client.p12")));
            assertTrue(
                    failure.getMessage().contains("EXTERNAL of the client certificate was refused; check UserName and"),
                    failure.getMessage());
        }
    }

    /** Gives the tokens in turn, and writes down what happens. */
    private static final class TokensInTurn implements AccessTokens {
        private final List<String> events = new ArrayList<>();

        @Override
        public String token(Credentials.OAuth2 account) {
            events.add("token");
            return "ya29." + events.size();
        }

        @Override
        public void refused(Credentials.OAuth2 account, String token) {
            events.add("refused " + token);
        }
    }

    private static final Credentials FETCHED = new Credentials.OAuth2(
            "alice",
            URI.create("https://login.test/token"),
            "shop",
            Optional.of("client-secret"),
            Optional.empty(),
            Optional.empty());

    private static String xoauth2(String token) {
        return "AUTH XOAUTH2 " + base64("user=alice\u0001auth=Bearer " + token + "\u0001\u0001");
    }

    @Test
    void refusedToken_isReplacedOnce_inTheSameSession() throws Exception {
        TokensInTurn tokens = new TokensInTurn();
        try (ScriptedServer server = ScriptedServer.start(client -> client.greet("AUTH PLAIN XOAUTH2")
                .on(xoauth2("ya29.1"), "334 " + base64("{\"status\":\"401\"}"))
                .on("", "535 5.7.8 expired")
                .on(xoauth2("ya29.3"), "235 welcome")
                .expectQuit())) {
            Sessions.open(Sessions.config(server, Security.NONE, FETCHED), tokens)
                    .quit();
        }
        assertEquals(List.of("token", "refused ya29.1", "token"), tokens.events);
    }

    @Test
    void secondTokenThatIsRefused_isTold() throws Exception {
        TokensInTurn tokens = new TokensInTurn();
        try (ScriptedServer server = ScriptedServer.start(client -> client.greet("AUTH XOAUTH2")
                .on(xoauth2("ya29.1"), "535 5.7.8 no")
                .on(xoauth2("ya29.3"), "535 5.7.8 no: ya29.3")
                .expectEnd())) {
            SmtpAuthenticationException failure = assertThrows(
                    SmtpAuthenticationException.class,
                    () -> Sessions.open(Sessions.config(server, Security.NONE, FETCHED), tokens));
            assertTrue(failure.getMessage().contains("a fresh token was refused, too"), failure.getMessage());
            assertFalse(failure.getMessage().contains("ya29"), failure.getMessage());
        }
        assertEquals(List.of("token", "refused ya29.1", "token"), tokens.events);
    }

    @Test
    void tokenThatCannotBeCheckedNow_isKept() throws Exception {
        TokensInTurn tokens = new TokensInTurn();
        try (ScriptedServer server = ScriptedServer.start(client -> client.greet("AUTH XOAUTH2")
                .on(xoauth2("ya29.1"), "454 4.7.0 later")
                .expectEnd())) {
            SmtpAuthenticationException failure = assertThrows(
                    SmtpAuthenticationException.class,
                    () -> Sessions.open(Sessions.config(server, Security.NONE, FETCHED), tokens));
            assertTrue(failure.isTransient());
        }
        assertEquals(List.of("token"), tokens.events);
    }
}
