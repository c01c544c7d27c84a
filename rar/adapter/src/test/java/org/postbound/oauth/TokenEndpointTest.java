package org.postbound.oauth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postbound.SmtpAuthenticationException;
import org.postbound.SmtpConfigurationException;
import org.postbound.SmtpException;
import org.postbound.config.Credentials;
import org.postbound.config.Timeouts;
import org.postbound.config.Tls;
import org.postbound.smtp.TestCertificates;

class TokenEndpointTest {
    private static final Timeouts SHORT =
            new Timeouts(Duration.ofMillis(500), Duration.ofMillis(500), Duration.ofMillis(500));

    private static TokenEndpoint endpoint(URI uri, Timeouts timeouts) {
        return new TokenEndpoint(FetchedTokensTest.account("alice", uri, "refresh-secret"), Tls.DEFAULT, timeouts);
    }

    private static SmtpException fails(TokenEndpoint endpoint) {
        SmtpException failure =
                assertThrows(SmtpException.class, () -> endpoint.fetch(Optional.of("refresh-secret"), () -> {}));
        for (Throwable e = failure; e != null; e = e.getCause()) {
            String text = e.toString();
            assertFalse(text.contains("refresh-secret") || text.contains("client-secret"), text);
            assertFalse(text.contains("half-a-token"), text);
        }
        return failure;
    }

    @Test
    void request_isOfTheGrant() throws Exception {
        try (StubEndpoint stub = StubEndpoint.start(() -> {})) {
            assertEquals(
                    "token-1",
                    endpoint(stub.uri(), Timeouts.DEFAULT)
                            .fetch(Optional.of("refresh-secret"), () -> {})
                            .token());
            assertEquals(
                    Set.of(
                            "grant_type=refresh_token",
                            "refresh_token=refresh-secret",
                            "client_id=shop",
                            "client_secret=client-secret",
                            "scope=mail.send"),
                    Set.of(stub.lastRequest().split("&")));
            endpoint(stub.uri(), Timeouts.DEFAULT).fetch(Optional.empty(), () -> {});
            assertTrue(stub.lastRequest().contains("grant_type=client_credentials"), stub.lastRequest());
        }
    }

    @Test
    void publicClient_showsItsNameAlone() throws Exception {
        try (StubEndpoint stub = StubEndpoint.start(() -> {})) {
            Credentials.OAuth2 account = new Credentials.OAuth2(
                    "alice", stub.uri(), "shop", Optional.empty(), Optional.of("refresh-secret"), Optional.empty());
            new TokenEndpoint(account, Tls.DEFAULT, Timeouts.DEFAULT).fetch(account.refreshToken(), () -> {});
            assertEquals(
                    Set.of("grant_type=refresh_token", "refresh_token=refresh-secret", "client_id=shop"),
                    Set.of(stub.lastRequest().split("&")));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "401, invalid_client, OAuth2ClientSecret, false",
        "400, invalid_grant, OAuth2RefreshToken, false",
        "400, unauthorized_client, allow the client, false",
        "400, unsupported_grant_type, allow the client, false",
        "400, invalid_request, ask the provider, false",
        "503, temporarily_unavailable, try again later, true",
        "500, server_error, try again later, true"
    })
    void error_isToldWithItsCodeAndCure(int status, String code, String cure, boolean isTransient) throws Exception {
        try (StubEndpoint stub = StubEndpoint.start(() -> {})) {
            stub.answer(
                    status, "{\"error\":\"%s\",\"error_description\":\"because of client-secret\"}".formatted(code));
            SmtpException failure = fails(endpoint(stub.uri(), Timeouts.DEFAULT));
            assertInstanceOf(SmtpAuthenticationException.class, failure);
            assertTrue(failure.getMessage().contains(code + ", because of ***"), failure.getMessage());
            assertTrue(failure.getMessage().contains(cure), failure.getMessage());
            assertTrue(failure.getMessage().contains("alice"), failure.getMessage());
            assertEquals(isTransient, failure.isTransient());
            assertEquals(1, stub.requests());
        }
    }

    @Test
    void scopeThatIsRefused_isAMatterOfConfiguration() throws Exception {
        try (StubEndpoint stub = StubEndpoint.start(() -> {})) {
            stub.answer(400, "{\"error\":\"invalid_scope\"}");
            SmtpConfigurationException failure =
                    assertInstanceOf(SmtpConfigurationException.class, fails(endpoint(stub.uri(), Timeouts.DEFAULT)));
            assertEquals("OAuth2Scope", failure.property());
            assertTrue(failure.getMessage().contains("mail.send"), failure.getMessage());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "half-a-token",
                "{\"access_token\":\"half-a-token\"",
                "{\"access_token\":\"half-a-token\"}",
                "{\"access_token\":\"half-a-token\",\"token_type\":\"mac\"}",
                "{\"access_token\":\"half-a-token\",\"token_type\":\"DPoP\"}",
                "{\"access_token\":[\"half-a-token\"],\"token_type\":\"Bearer\"}",
                "{\"access_token\":\"half-a-token\\r\\nQUIT\",\"token_type\":\"Bearer\"}",
                "{\"access_token\":\"\",\"token_type\":\"Bearer\"}",
                "[]"
            })
    void malformedAnswer_isTold(String body) throws Exception {
        try (StubEndpoint stub = StubEndpoint.start(() -> {})) {
            stub.answer(200, body);
            SmtpException failure = fails(endpoint(stub.uri(), Timeouts.DEFAULT));
            assertTrue(failure.getMessage().contains("it answered 200 without a bearer token"), failure.getMessage());
            assertFalse(failure.isTransient());
        }
    }

    @ParameterizedTest
    @CsvSource({"404, false", "302, false", "307, false", "429, true", "502, true"})
    void answerOfSomethingElse_isTold_andNoRedirectionIsFollowed(int status, boolean isTransient) throws Exception {
        try (StubEndpoint stub = StubEndpoint.start(() -> {})) {
            stub.type("text/html");
            stub.answer(status, "<html>half-a-token</html>");
            SmtpException failure = fails(endpoint(stub.uri(), Timeouts.DEFAULT));
            assertTrue(failure.getMessage().contains("it answered " + status), failure.getMessage());
            assertEquals(isTransient, failure.isTransient());
            assertEquals(1, stub.requests());
        }
    }

    @Test
    void endlessAnswer_isCutOff() throws Exception {
        try (StubEndpoint stub = StubEndpoint.start(() -> {})) {
            stub.answer(200, "x".repeat(1_000_000));
            assertTrue(
                    fails(endpoint(stub.uri(), Timeouts.DEFAULT)).getMessage().contains("more than 65536 octets"));
        }
    }

    @Test
    void silentEndpoint_isTimedOut() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        try (StubEndpoint stub = StubEndpoint.start(never::await)) {
            SmtpException failure = fails(endpoint(stub.uri(), SHORT));
            assertTrue(failure.getMessage().contains("silent"), failure.getMessage());
            assertTrue(failure.getMessage().contains("ReadTimeout"), failure.getMessage());
            assertTrue(failure.isTransient());
        }
    }

    @Test
    void endpointThatIsDown_isToldSo() throws Exception {
        URI nobody;
        try (ServerSocket socket = new ServerSocket(0)) {
            nobody = URI.create("http://localhost:" + socket.getLocalPort() + "/token");
        }
        SmtpException failure = fails(endpoint(nobody, Timeouts.DEFAULT));
        assertTrue(failure.getMessage().contains("check OAuth2TokenEndpoint"), failure.getMessage());
        assertTrue(failure.isTransient());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void certificate_hasToBeOfATrustedIssuer(boolean trusted) throws Exception {
        HttpsServer https = HttpsServer.create(StubEndpoint.anyPort(), 0);
        https.setHttpsConfigurator(new HttpsConfigurator(
                TestCertificates.server(trusted ? TestCertificates.GOOD : TestCertificates.STRANGER)));
        try (StubEndpoint stub = StubEndpoint.over(https)) {
            URI uri = URI.create(stub.uri().toString().replace("http:", "https:"));
            TokenEndpoint endpoint = new TokenEndpoint(
                    FetchedTokensTest.account("alice", uri, null), TestCertificates.trusting(), Timeouts.DEFAULT);
            if (trusted) {
                assertEquals(
                        "token-1", endpoint.fetch(Optional.empty(), () -> {}).token());
            } else {
                SmtpException failure = fails(endpoint);
                assertTrue(failure.getMessage().contains("into TrustStore"), failure.getMessage());
                assertFalse(failure.isTransient());
            }
        }
    }
}
