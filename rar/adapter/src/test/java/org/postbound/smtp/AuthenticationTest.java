package org.postbound.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postbound.Security;
import org.postbound.SmtpAuthenticationException;
import org.postbound.SmtpConnectException;
import org.postbound.SmtpException;
import org.postbound.config.Credentials;
import org.postbound.config.SessionConfig;

class AuthenticationTest {
    private static final String PLAIN = base64("\0alice\0wonder-land");

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static void succeeds(Credentials credentials, ScriptedServer.Script script) throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client -> {
            script.play(client);
            client.expectQuit();
        })) {
            Sessions.open(Sessions.config(server, Security.NONE, credentials)).quit();
        }
    }

    private static SmtpAuthenticationException fails(
            Security security, Credentials credentials, ScriptedServer.Script script) throws Exception {
        SmtpAuthenticationException failure = Sessions.openFails(
                SmtpAuthenticationException.class, server -> Sessions.config(server, security, credentials), script);
        for (Throwable e = failure; e != null; e = e.getCause()) {
            String text = e.toString();
            assertFalse(text.contains("wonder-land") || text.contains(PLAIN), text);
            assertFalse(text.contains(base64("wonder-land")) || text.contains("ya29"), text);
        }
        assertTrue(failure.getMessage().contains("alice"), failure.getMessage());
        return failure;
    }

    private static SessionConfig asAlice(ScriptedServer server) {
        return Sessions.config(server, Security.NONE, Sessions.ALICE);
    }

    /** The conversation ends, rather than the authentication. */
    private static SmtpConnectException breaks(ScriptedServer.Script script) throws Exception {
        return Sessions.openFails(SmtpConnectException.class, AuthenticationTest::asAlice, script);
    }

    @Test
    void plain_isPreferred() throws Exception {
        succeeds(Sessions.ALICE, client -> client.greet("AUTH LOGIN plain").on("AUTH PLAIN " + PLAIN, "235 welcome"));
    }

    @Test
    void login_answersTwoPrompts() throws Exception {
        succeeds(Sessions.ALICE, client -> client.greet("AUTH=LOGIN")
                .on("AUTH LOGIN", "334 VXNlcm5hbWU6")
                .on(base64("alice"), "334 UGFzc3dvcmQ6")
                .on(base64("wonder-land"), "235 welcome"));
    }

    @Test
    void longInitialResponse_waitsForTheEmptyChallenge() throws Exception {
        String password = "x".repeat(400);
        succeeds(new Credentials.Password("alice", password), client -> client.greet("AUTH PLAIN")
                .on("AUTH PLAIN", "334 ")
                .on(base64("\0alice\0" + password), "235 welcome"));
    }

    @Test
    void token_isSentByOAuthBearer() throws Exception {
        succeeds(Sessions.TOKEN, client -> {
            client.greet("AUTH PLAIN XOAUTH2 OAUTHBEARER");
            // The port is the server's own, so the line is not known before.
            client.expectMatching("AUTH OAUTHBEARER [A-Za-z0-9+/=]+").reply("235 welcome");
        });
        assertEquals(
                "n,a=al=2Cic=3De,\u0001host=mx.test\u0001port=587\u0001auth=Bearer ya29\u0001\u0001",
                new String(
                        new OAuthBearerClient("al,ic=e", "ya29", "mx.test", 587).evaluateChallenge(new byte[0]),
                        StandardCharsets.UTF_8));
    }

    @Test
    void token_isSentByXoauth2() throws Exception {
        succeeds(Sessions.TOKEN, client -> client.greet("AUTH PLAIN XOAUTH2")
                .on("AUTH XOAUTH2 " + base64("user=alice\u0001auth=Bearer ya29.token\u0001\u0001"), "235 welcome"));
    }

    @Test
    void refusedToken_isAcknowledged() throws Exception {
        SmtpAuthenticationException failure =
                fails(Security.NONE, Sessions.TOKEN, client -> client.greet("AUTH OAUTHBEARER")
                        .expectMatching("AUTH OAUTHBEARER .*")
                        .reply("334 " + base64("{\"status\":\"invalid_token\"}"))
                        .on("AQ==", "535 5.7.8 expired"));
        assertEquals(535, failure.reply().orElseThrow().code());
        fails(Security.NONE, Sessions.TOKEN, client -> client.greet("AUTH XOAUTH2")
                .expectMatching("AUTH XOAUTH2 .*")
                .reply("334 " + base64("{\"status\":\"401\"}"))
                .on("", "535 5.7.8 expired"));
    }

    @ParameterizedTest
    @CsvSource({"535 5.7.8 no, false", "454 4.7.0 later, true"})
    void refusal_isToldWithItsReply(String reply, boolean isTransient) throws Exception {
        SmtpAuthenticationException failure = fails(Security.NONE, Sessions.ALICE, client -> client.greet("AUTH PLAIN")
                .on("AUTH PLAIN " + PLAIN, reply));
        assertEquals(reply, failure.reply().orElseThrow().toString());
        assertEquals(isTransient, failure.isTransient());
        assertTrue(failure.getMessage().contains("PLAIN"), failure.getMessage());
    }

    @Test
    void serverThatTakesNoPasswordWithoutTls_isToldWithTheCure() throws Exception {
        SmtpAuthenticationException failure =
                fails(Security.NONE, Sessions.ALICE, client -> client.greet("STARTTLS", "AUTH PLAIN")
                        .on("AUTH PLAIN " + PLAIN, "530 5.7.0 Must issue a STARTTLS command first"));
        assertEquals(530, failure.reply().orElseThrow().code());
        assertTrue(
                failure.getMessage().contains("if it asks for TLS, set Security to STARTTLS or TLS"),
                failure.getMessage());
    }

    @Test
    void secretThatTheServerQuotes_isHidden() throws Exception {
        fails(Security.NONE, Sessions.ALICE, client -> client.greet("AUTH PLAIN")
                .on("AUTH PLAIN " + PLAIN, "535 no such user: " + PLAIN + " wonder-land"));
    }

    /** Whatever kind of failure a reply leads to: none of its exceptions shows the secret, not even a piece of it. */
    @ParameterizedTest
    @CsvSource({
        "'535 5.7.8 %s wonder-land', '535 5.7.8 *** ***'",
        "'535 5.7.8 bad AGFsaWNlAHdvbmRl...', '535 5.7.8 bad ***...'",
        "'421 4.7.0 %s', '421 4.7.0 ***'",
        "'what is %s?', what is ***?",
        "'250 wonder-land', 250 ***",
        "'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx wonder-land', xxx",
        "'what? d29uZGVyLWxhbmQ', what? ***"
    })
    void secretInAnyReply_isHidden(String reply, String shown) throws Exception {
        SmtpException failure = Sessions.openFails(
                SmtpException.class, AuthenticationTest::asAlice, client -> client.greet("AUTH PLAIN")
                        .on("AUTH PLAIN " + PLAIN, reply.formatted(PLAIN)));
        assertTrue(failure.getMessage().contains(shown), failure.getMessage());
        for (Throwable e = failure; e != null; e = e.getCause()) {
            String text = e.toString();
            assertFalse(text.contains("wonder") || text.contains("AGFsaWNl") || text.contains("d29uZGVy"), text);
        }
    }

    @Test
    void replyAfterAuthentication_isShownAsItIs() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client -> client.greet("AUTH PLAIN")
                .on("AUTH PLAIN " + PLAIN, "235 welcome")
                .on("NOOP", "421 to wonder-land")
                .expectEnd())) {
            SmtpSession session = Sessions.open(asAlice(server));
            SmtpConnectException failure = assertThrows(SmtpConnectException.class, session::noop);
            assertTrue(failure.getMessage().contains("421 to wonder-land"), failure.getMessage());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"250 ok", "220 ok", "354 go"})
    void anythingBut235_isNoSuccess(String reply) throws Exception {
        SmtpConnectException failure =
                breaks(client -> client.greet("AUTH PLAIN").on("AUTH PLAIN " + PLAIN, reply));
        assertEquals(SmtpConnectException.Reason.PROTOCOL_VIOLATION, failure.reason());
    }

    @Test
    void successBeforeThePassword_isNoSuccess() throws Exception {
        breaks(client -> client.greet("AUTH LOGIN").on("AUTH LOGIN", "235 welcome"));
    }

    @Test
    void challengeThatIsNotBase64_cancels() throws Exception {
        fails(Security.NONE, Sessions.ALICE, client -> client.greet("AUTH LOGIN")
                .on("AUTH LOGIN", "334 ?!")
                .on("*", "501 cancelled"));
    }

    @Test
    void challengeTooMany_cancels() throws Exception {
        fails(Security.NONE, Sessions.ALICE, client -> client.greet("AUTH PLAIN")
                .on("AUTH PLAIN " + PLAIN, "334 bW9yZQ==")
                .on("*", "501 cancelled"));
    }

    @Test
    void serviceClosing_isUnavailable() throws Exception {
        SmtpConnectException failure =
                breaks(client -> client.greet("AUTH PLAIN").on("AUTH PLAIN " + PLAIN, "421 bye"));
        assertEquals(SmtpConnectException.Reason.UNAVAILABLE, failure.reason());
    }

    @Test
    void noFittingMechanism_namesWhatIsOffered() throws Exception {
        assertTrue(fails(Security.NONE, Sessions.ALICE, client -> client.greet("AUTH GSSAPI XOAUTH2"))
                .getMessage()
                .contains("GSSAPI, XOAUTH2"));
        assertTrue(fails(Security.NONE, Sessions.ALICE, client -> client.greet("DSN"))
                .getMessage()
                .contains("no AUTH at all"));
    }

    @Test
    void optionalTlsThatIsNotOffered_keepsTheSecret() throws Exception {
        assertTrue(fails(Security.STARTTLS_IF_OFFERED, Sessions.ALICE, client -> client.greet("AUTH PLAIN"))
                .getMessage()
                .contains("set Security"));
    }

    @Test
    void serverWithoutEhlo_cannotAuthenticate() throws Exception {
        fails(Security.NONE, Sessions.ALICE, client -> client.reply("220 hi").on("EHLO client.test", "500 what?"));
    }

    @Test
    void authUnderTls_usesWhatIsOfferedThere() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client -> client.greet("STARTTLS", "AUTH LOGIN")
                .on("STARTTLS", "220 go")
                .startTls(TestCertificates.server(TestCertificates.GOOD))
                .hello("AUTH PLAIN")
                .on("AUTH PLAIN " + PLAIN, "235 welcome")
                .expectQuit())) {
            Sessions.openTls(server, Security.STARTTLS, Sessions.ALICE, TestCertificates.trusting())
                    .quit();
        }
    }

    @Test
    void commands_hideTheirSecretsFromLogs() {
        Command.Auth auth = new Command.Auth("PLAIN", Optional.of(PLAIN));
        assertFalse((auth + auth.logForm()).contains(PLAIN));
        Command.AuthContinuation answer = new Command.AuthContinuation(PLAIN);
        assertFalse((answer + answer.logForm()).contains(PLAIN));
    }
}
