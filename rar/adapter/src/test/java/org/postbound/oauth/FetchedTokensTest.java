package org.postbound.oauth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import no.nav.security.mock.oauth2.OAuth2Config;
import no.nav.security.mock.oauth2.token.DefaultOAuth2TokenCallback;
import org.junit.jupiter.api.Test;
import org.postbound.SmtpAuthenticationException;
import org.postbound.SmtpException;
import org.postbound.config.Credentials;
import org.postbound.config.Timeouts;
import org.postbound.config.Tls;

/** The cache, against a real token server, and against one that answers when the test wants it to. */
class FetchedTokensTest {
    private final AtomicLong clock = new AtomicLong();
    private final FetchedTokens tokens = new FetchedTokens(Tls.DEFAULT, Timeouts.DEFAULT, clock::get);

    static Credentials.OAuth2 account(String userName, URI endpoint, String refreshToken) {
        return new Credentials.OAuth2(
                userName,
                endpoint,
                "shop",
                Optional.of("client-secret"),
                Optional.ofNullable(refreshToken),
                Optional.of("mail.send"));
    }

    private static MockOAuth2Server start(MockOAuth2Server server) {
        server.start();
        return server;
    }

    @Test
    void clientCredentials_giveAToken_thatIsKept_untilShortlyBeforeItExpires() throws Exception {
        MockOAuth2Server server = start(new MockOAuth2Server());
        try {
            Credentials.OAuth2 account =
                    account("alice", server.tokenEndpointUrl("default").uri(), null);

            String token = tokens.token(account);

            assertEquals("shop", SignedJWT.parse(token).getJWTClaimsSet().getSubject());
            assertEquals(
                    List.of("mail.send"),
                    SignedJWT.parse(token).getJWTClaimsSet().getAudience());
            clock.addAndGet(Duration.ofMinutes(58).toNanos());
            assertEquals(token, tokens.token(account));
            clock.addAndGet(Duration.ofMinutes(2).toNanos());
            assertNotEquals(token, tokens.token(account));
        } finally {
            server.shutdown();
        }
    }

    /** The server takes each refresh token once. */
    @Test
    void refreshToken_thatTheServerReplaces_isUsedFromThenOn() throws Exception {
        MockOAuth2Server server = start(new MockOAuth2Server(new OAuth2Config(false, null, null, true)));
        try {
            Credentials.OAuth2 account =
                    account("alice", server.tokenEndpointUrl("default").uri(), "consented");
            server.enqueueCallback(new DefaultOAuth2TokenCallback("default", "alice"));

            String first = tokens.token(account);
            tokens.refused(account, first);
            String second = tokens.token(account);

            assertEquals("alice", SignedJWT.parse(first).getJWTClaimsSet().getSubject());
            assertEquals("alice", SignedJWT.parse(second).getJWTClaimsSet().getSubject());
            assertNotEquals(first, second);
        } finally {
            server.shutdown();
        }
    }

    @Test
    void refreshToken_thatTheServerReplaced_outlivesAFailureThatPasses() throws Exception {
        try (StubEndpoint endpoint = StubEndpoint.start(() -> {})) {
            Credentials.OAuth2 account = account("alice", endpoint.uri(), "consented");
            endpoint.answer(
                    200, "{\"access_token\":\"first\",\"token_type\":\"bearer\",\"refresh_token\":\"replaced\"}");
            tokens.refused(account, tokens.token(account));
            endpoint.answer(503, "");
            assertThrows(SmtpAuthenticationException.class, () -> tokens.token(account));
            endpoint.answerTokens();

            tokens.token(account);

            assertTrue(endpoint.lastRequest().contains("refresh_token=replaced"), endpoint.lastRequest());
        }
    }

    /** A provider that takes each refresh token once would not take the configured one again. */
    @Test
    void refreshToken_thatTheServerReplaced_outlivesFailuresThatSayNothingOfIt() throws Exception {
        for (String body :
                List.of("no JSON", "{\"error\":\"invalid_client\"}", "{\"error\":\"invalid_scope\"}", "{}")) {
            try (StubEndpoint endpoint = StubEndpoint.start(() -> {})) {
                Credentials.OAuth2 account = account("alice", endpoint.uri(), "consented");
                endpoint.answer(
                        200, "{\"access_token\":\"first\",\"token_type\":\"bearer\",\"refresh_token\":\"replaced\"}");
                tokens.refused(account, tokens.token(account));
                endpoint.answer(403, body);
                assertFalse(assertThrows(SmtpException.class, () -> tokens.token(account))
                        .isTransient());
                endpoint.answerTokens();

                tokens.token(account);

                assertTrue(endpoint.lastRequest().contains("refresh_token=replaced"), endpoint.lastRequest());
            }
        }
    }

    /** The administrator may have got another one for the account since. */
    @Test
    void refreshToken_thatTheServerReplacedAndRefuses_givesWayToTheConfiguredOne() throws Exception {
        try (StubEndpoint endpoint = StubEndpoint.start(() -> {})) {
            Credentials.OAuth2 account = account("alice", endpoint.uri(), "consented");
            endpoint.answer(
                    200, "{\"access_token\":\"first\",\"token_type\":\"bearer\",\"refresh_token\":\"replaced\"}");
            tokens.refused(account, tokens.token(account));
            endpoint.answer(400, "{\"error\":\"invalid_grant\"}");
            assertThrows(SmtpAuthenticationException.class, () -> tokens.token(account));
            endpoint.answerTokens();

            tokens.token(account);

            assertTrue(endpoint.lastRequest().contains("refresh_token=consented"), endpoint.lastRequest());
        }
    }

    @Test
    void refreshTokenThatTheServerDoesNotKnow_isTold_withoutIt() {
        MockOAuth2Server server = start(new MockOAuth2Server());
        try {
            Credentials.OAuth2 account =
                    account("alice", server.tokenEndpointUrl("default").uri(), "withdrawn-one");
            SmtpAuthenticationException failure =
                    assertThrows(SmtpAuthenticationException.class, () -> tokens.token(account));
            assertTrue(failure.getMessage().contains("invalid_grant"), failure.getMessage());
            assertTrue(failure.getMessage().contains("set OAuth2RefreshToken"), failure.getMessage());
            assertFalse(failure.getMessage().contains("withdrawn-one"), failure.getMessage());
            assertFalse(failure.isTransient());
        } finally {
            server.shutdown();
        }
    }

    @Test
    void manyAtOnce_causeOneRequest_andBlockNoOtherAccount() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        int threads = 8;
        CyclicBarrier together = new CyclicBarrier(threads);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try (StubEndpoint slow = StubEndpoint.start(() -> {
                    asked.countDown();
                    answer.await();
                });
                StubEndpoint other = StubEndpoint.start(() -> {})) {
            Credentials.OAuth2 account = account("alice", slow.uri(), null);
            List<Future<String>> waiting = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                waiting.add(pool.submit(() -> {
                    together.await();
                    return tokens.token(account);
                }));
            }
            asked.await();

            assertEquals("token-1", tokens.token(account("bob", other.uri(), null)));

            answer.countDown();
            for (Future<String> one : waiting) {
                assertEquals("token-1", one.get());
            }
            assertEquals(1, slow.requests());
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void refusedToken_isReplacedByOneRequest_howeverManySawTheRefusal() throws Exception {
        try (StubEndpoint endpoint = StubEndpoint.start(() -> {})) {
            Credentials.OAuth2 account = account("alice", endpoint.uri(), null);
            assertEquals("token-1", tokens.token(account));
            tokens.refused(account, "token-1");
            assertEquals("token-2", tokens.token(account));
            tokens.refused(account, "token-1");
            assertEquals("token-2", tokens.token(account));
            assertEquals(2, endpoint.requests());
        }
    }

    @Test
    void failure_isNotKept() throws Exception {
        try (StubEndpoint endpoint = StubEndpoint.start(() -> {})) {
            Credentials.OAuth2 account = account("alice", endpoint.uri(), null);
            endpoint.answer(503, "{\"error\":\"temporarily_unavailable\"}");
            assertTrue(assertThrows(SmtpAuthenticationException.class, () -> tokens.token(account))
                    .isTransient());
            endpoint.answerTokens();
            assertEquals("token-2", tokens.token(account));
        }
    }

    @Test
    void tokenWithoutALifetime_isKeptUntilItIsRefused() throws Exception {
        try (StubEndpoint endpoint = StubEndpoint.start(() -> {})) {
            Credentials.OAuth2 account = account("alice", endpoint.uri(), null);
            endpoint.answer(200, "{\"access_token\":\"lasting\",\"token_type\":\"bearer\"}");
            assertEquals("lasting", tokens.token(account));
            clock.addAndGet(Duration.ofDays(30).toNanos());
            endpoint.answerTokens();
            assertEquals("lasting", tokens.token(account));
        }
    }

    @Test
    void text_showsNoToken() throws Exception {
        try (StubEndpoint endpoint = StubEndpoint.start(() -> {})) {
            Credentials.OAuth2 account = account("alice", endpoint.uri(), "refresh-secret");
            tokens.token(account);
            String text = tokens + " " + account + " " + new Fetched("token-1", Optional.empty(), Optional.of("r"));
            assertFalse(text.contains("token-1") || text.contains("secret"), text);
        }
    }
}
