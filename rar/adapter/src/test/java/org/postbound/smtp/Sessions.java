package org.postbound.smtp;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.postbound.Envelope;
import org.postbound.Security;
import org.postbound.SmtpConnectionSpec;
import org.postbound.SmtpException;
import org.postbound.config.Credentials;
import org.postbound.config.Mechanism;
import org.postbound.config.SessionConfig;
import org.postbound.config.SessionLimits;
import org.postbound.config.Timeouts;
import org.postbound.config.Tls;
import org.postbound.mime.RenderedMessage;
import org.postbound.mime.WireMessage;

/** Configurations, sessions and messages that the tests share. */
public final class Sessions {
    static final DeadlineQueue DEADLINES = new DeadlineQueue();
    static final Credentials ALICE = new Credentials.Password("alice", "wonder-land");
    static final Credentials TOKEN = new Credentials.AccessToken("alice", "ya29.token");

    /** On it the server was always heard from a moment ago. */
    static final LongSupplier FROZEN = () -> 0;

    /** For sessions whose credentials ask for none. */
    public static final AccessTokens NO_TOKENS = new AccessTokens() {
        @Override
        public String token(Credentials.OAuth2 account) {
            throw new AssertionError("nobody asked for a token of " + account);
        }

        @Override
        public void refused(Credentials.OAuth2 account, String token) {
            throw new AssertionError("nobody gave a token to " + account);
        }
    };

    private static final Duration AMPLE = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofSeconds(1);

    static {
        Thread thread = new Thread(DEADLINES, "deadlines");
        thread.setDaemon(true);
        thread.start();
    }

    private Sessions() {}

    static SessionConfig config(ScriptedServer server, Security security, Credentials credentials) {
        return config(server, security, credentials, Tls.DEFAULT, new Timeouts(AMPLE, AMPLE, AMPLE));
    }

    static SessionConfig config(
            ScriptedServer server, Security security, Credentials credentials, Tls tls, Timeouts timeouts) {
        return new SessionConfig(
                new SmtpConnectionSpec.Server("localhost", server.port(), security),
                credentials,
                Mechanism.STRONGEST_FIRST,
                tls,
                timeouts,
                Optional.of("client.test"),
                true);
    }

    static Timeouts shortConnect() {
        return new Timeouts(SHORT.multipliedBy(2), AMPLE, AMPLE);
    }

    static Timeouts shortRead() {
        return new Timeouts(AMPLE, SHORT, AMPLE);
    }

    static Timeouts shortFinalReply() {
        return new Timeouts(AMPLE, AMPLE, SHORT);
    }

    /** In plaintext, without credentials. */
    static SmtpSession open(ScriptedServer server) {
        return open(server, new Timeouts(AMPLE, AMPLE, AMPLE));
    }

    static SmtpSession open(ScriptedServer server, Timeouts timeouts) {
        return open(config(server, Security.NONE, new Credentials.None(), Tls.DEFAULT, timeouts));
    }

    static SmtpSession open(SessionConfig config) {
        return open(config, NO_TOKENS);
    }

    static SmtpSession open(SessionConfig config, AccessTokens tokens) {
        return SmtpSession.open(config, DEADLINES, tokens, FROZEN);
    }

    /** A session cannot be opened with a server that plays the script and then awaits the end. */
    static <T extends SmtpException> T openFails(
            Class<T> type, Function<ScriptedServer, SessionConfig> config, ScriptedServer.Script script)
            throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client -> {
            script.play(client);
            client.expectEnd();
        })) {
            return assertThrows(type, () -> open(config.apply(server)));
        }
    }

    /** In plaintext, without credentials, and of a host that may be anything. */
    static SmtpSession open(String host, int port) {
        return open(new SessionConfig(
                new SmtpConnectionSpec.Server(host, port, Security.NONE),
                new Credentials.None(),
                Mechanism.STRONGEST_FIRST,
                Tls.DEFAULT,
                Timeouts.DEFAULT,
                Optional.empty(),
                true));
    }

    static SmtpSession openTls(ScriptedServer server, Security security, Credentials credentials, Tls tls) {
        return open(config(server, security, credentials, tls, new Timeouts(AMPLE, AMPLE, AMPLE)));
    }

    /** In plaintext, without credentials. */
    static SmtpLink link(ScriptedServer server) {
        return new SmtpLink(
                relays(config(server, Security.NONE, new Credentials.None()), FROZEN),
                SessionLimits.DEFAULT,
                new RecordedSessions(),
                FROZEN);
    }

    static WireMessage wire(String text) {
        return WireMessage.of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A message of one line that says who it is. */
    static RenderedMessage numbered(int number, String... recipients) {
        return new RenderedMessage(
                Envelope.of("a@from.test", recipients),
                wire("Message-ID: <%d@from.test>\r\n\r\nHello\r\n".formatted(number)));
    }

    static RenderedMessage message(String... recipients) {
        return message(Envelope.of("a@from.test", recipients));
    }

    static RenderedMessage message(Envelope envelope) {
        return new RenderedMessage(envelope, wire("Message-ID: <1@from.test>\r\n\r\nHello\r\n"));
    }

    static Relays relays(SessionConfig config, LongSupplier nanoTime) {
        return new Relays(List.of(config), DEADLINES, NO_TOKENS, nanoTime);
    }
}
