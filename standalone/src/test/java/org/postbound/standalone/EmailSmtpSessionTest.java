package org.postbound.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.postbound.Disposition;
import org.postbound.InDoubtException;
import org.postbound.OwnRuntime;
import org.postbound.Security;
import org.postbound.SmtpAuthenticationException;
import org.postbound.SmtpConnectException;
import org.postbound.SmtpConnection;
import org.postbound.SmtpConnectionSpec;
import org.postbound.SmtpException;
import org.postbound.smtp.ScriptedServer;
import org.postbound.smtp.TestCertificates;

/** The rows of docs/coming-from.md on WLanguage's {@code emailSMTPSession}. */
class EmailSmtpSessionTest {
    private static final Duration BRIEFLY = Duration.ofMillis(200);

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static ScriptedServer.Script signOn(String offered, String command) {
        return client -> client.reply("220 mx.test")
                .expectMatching("EHLO .*")
                .reply("250-mx.test", "250 AUTH " + offered)
                .on(command, "235 ok")
                .expectQuit();
    }

    private static SmtpConnectionSpec spec(ScriptedServer server) {
        return SmtpConnectionSpec.configured().withServer("localhost", server.port(), Security.NONE);
    }

    @ParameterizedTest
    @CsvSource({"NONE, 25", "STARTTLS, 587", "TLS, 465"})
    void option_hasItsOwnPort(Security option, int port) {
        try (PostboundFactory factory = Postbound.factory()
                        .server("relay.invalid")
                        .security(option)
                        .build();
                SmtpConnection session = factory.getConnection()) {
            SmtpConnectException failure = assertThrows(SmtpConnectException.class, session::server);
            assertEquals(SmtpConnectException.Reason.HOST_UNKNOWN, failure.reason());
            assertTrue(failure.getMessage().startsWith("relay.invalid port " + port + ":"), failure.getMessage());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NONE", "STARTTLS", "TLS"})
    void option_protectsTheSession(Security option) throws Exception {
        try (MailServer server = MailServer.of(option);
                PostboundFactory factory = server.factory()
                        .user(MailServer.USER, MailServer.PASSWORD)
                        .build();
                SmtpConnection session = factory.getConnection()) {
            assertEquals(option != Security.NONE, session.server().tlsProtocol().isPresent());
            assertEquals(
                    Disposition.ACCEPTED, session.send(Mails.to("jo@to.test")).disposition());
            assertEquals(List.of(MailServer.USER), server.users());
        }
    }

    @Test
    void asynchronousFalse_returnsWhenTheServerHasAccepted() {
        try (MailServer server = MailServer.plain();
                PostboundFactory factory = server.factory().asynchronous(false).build();
                SmtpConnection session = factory.getConnection()) {
            session.send(Mails.to("jo@to.test"));
            assertEquals(1, server.arrived().size());
        }
    }

    @Test
    void asynchronousTrue_returnsWhenTheMailIsOnTheDisk(@TempDir Path directory) throws Exception {
        try (MailServer server = MailServer.plain();
                PostboundFactory factory =
                        server.factory().outbox(directory).asynchronous(true).build();
                SmtpConnection session = factory.getConnection()) {
            assertEquals(
                    Disposition.STORED, session.send(Mails.to("jo@to.test")).disposition());
            server.awaitArrived(1);
        }
    }

    /** Sends while the relay cannot be reached, and is gone as soon as {@code send} has returned. */
    static final class Brief {
        private Brief() {}

        public static void main(String[] arguments) {
            PostboundFactory factory = Postbound.factory()
                    .server("localhost")
                    .port(Integer.parseInt(arguments[0]))
                    .security(Security.NONE)
                    .outbox(Path.of(arguments[1]))
                    .asynchronous(true)
                    .build();
            SmtpConnection session = factory.getConnection();
            Disposition disposition = session.send(Mails.to("jo@to.test")).disposition();
            // Nothing is closed: whatever is not on the disk yet is lost.
            Runtime.getRuntime().halt(disposition == Disposition.STORED ? 0 : 1);
        }
    }

    @Test
    @SuppressWarnings("try") // what a factory finds in the outbox is delivered by it without being asked
    void asynchronousMail_survivesTheEndOfTheProgram(@TempDir Path directory) throws Exception {
        Path outbox = directory.resolve("outbox");
        int idlePort;
        try (ServerSocket idle = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            idlePort = idle.getLocalPort();
        }
        OwnRuntime.run(0, List.of(), Brief.class, directory, Integer.toString(idlePort), outbox.toString());
        try (MailServer server = MailServer.plain();
                PostboundFactory nextRun = server.factory().outbox(outbox).build()) {
            server.awaitArrived(1);
            assertEquals(List.of("jo@to.test"), server.arrived().get(0).to());
        }
    }

    @Test
    void authToken_isShownInThePlaceOfThePassword() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(signOn(
                "PLAIN XOAUTH2", "AUTH XOAUTH2 " + base64("user=alice\u0001auth=Bearer ya29.token\u0001\u0001")))) {
            Postbound.connect(spec(server).withAccessToken("alice", "ya29.token"))
                    .close();
        }
    }

    @Test
    void timeout_endsTheWaitForASilentServer() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(ScriptedServer.Client::stall);
                PostboundFactory factory = Postbound.factory()
                        .server("localhost")
                        .port(server.port())
                        .security(Security.TLS)
                        .connectTimeout(BRIEFLY)
                        .build();
                SmtpConnection session = factory.getConnection()) {
            SmtpConnectException failure = assertThrows(SmtpConnectException.class, session::server);
            assertEquals(SmtpConnectException.Reason.TIMED_OUT, failure.reason());
            assertTrue(failure.getMessage().contains("ConnectTimeout"), failure.getMessage());
        }
        SmtpConnectException noReply =
                fallsSilent(SmtpConnectException.class, factory -> factory.readTimeout(BRIEFLY), client -> client.reply(
                                "220 mx.test")
                        .expectMatching("EHLO .*"));
        assertEquals(SmtpConnectException.Reason.TIMED_OUT, noReply.reason());
        assertTrue(noReply.getMessage().contains("ReadTimeout"), noReply.getMessage());
        InDoubtException noFinalReply = fallsSilent(
                InDoubtException.class, factory -> factory.finalReplyTimeout(BRIEFLY), client -> client.reply(
                                "220 mx.test")
                        .expectMatching("EHLO .*")
                        .reply("250 mx.test")
                        .on("MAIL FROM:<shop@from.test>", "250 ok")
                        .on("RCPT TO:<jo@to.test>", "250 ok")
                        .on("DATA", "354 go")
                        .content());
        assertTrue(noFinalReply.getMessage().contains("FinalReplyTimeout"), noFinalReply.getMessage());
    }

    /** Sends to a server that follows the script and says nothing more. */
    private static <T extends SmtpException> T fallsSilent(
            Class<T> failure, UnaryOperator<FactoryBuilder> timeout, ScriptedServer.Script script) throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client -> {
                    script.play(client);
                    client.stall();
                });
                PostboundFactory factory = timeout.apply(Postbound.factory()
                                .server("localhost")
                                .port(server.port())
                                .security(Security.NONE))
                        .build();
                SmtpConnection session = factory.getConnection()) {
            return assertThrows(failure, () -> session.send(Mails.to("jo@to.test")));
        }
    }

    @Test
    void startSession_isTrueOrTellsWhy() throws Exception {
        try (MailServer server = MailServer.of(Security.NONE)) {
            Postbound.connect(server.spec().withPassword(MailServer.USER, MailServer.PASSWORD))
                    .close();
            SmtpException errorInfo = assertThrows(
                    SmtpAuthenticationException.class,
                    () -> Postbound.connect(server.spec().withPassword(MailServer.USER, "looking-glass")));
            assertTrue(errorInfo.getMessage().contains("535"), errorInfo.getMessage());
            assertFalse(errorInfo.getMessage().contains("looking-glass"), errorInfo.getMessage());
            assertEquals(List.of(), server.arrived());
        }
    }

    @Test
    void severalAccounts_workSideBySide() throws Exception {
        try (MailServer server = MailServer.of(Security.NONE);
                SmtpConnection one = Postbound.connect(server.spec().withPassword("first.alice", MailServer.PASSWORD));
                SmtpConnection other =
                        Postbound.connect(server.spec().withPassword("second.alice", MailServer.PASSWORD))) {
            one.send(Mails.to("jo@to.test"));
            other.send(Mails.to("jo@to.test"));
            assertEquals(List.of("first.alice", "second.alice"), server.users());
            assertEquals(2, server.arrived().size());
        }
    }

    @Test
    void gmailsAppPassword_isAPassword() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(signOn(
                "LOGIN PLAIN XOAUTH2 PLAIN-CLIENTTOKEN OAUTHBEARER",
                "AUTH PLAIN " + base64("\0shop@gmail.test\0abcd efgh ijkl mnop")))) {
            Postbound.connect(spec(server).withPassword("shop@gmail.test", "abcd efgh ijkl mnop"))
                    .close();
        }
    }

    @Test
    void gmailsOAuth_fetchesItsTokens() throws Exception {
        HttpServer endpoint = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        List<String> asked = new CopyOnWriteArrayList<>();
        endpoint.createContext("/token", exchange -> {
            asked.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            byte[] body = "{\"access_token\":\"ya29.fetched\",\"token_type\":\"Bearer\",\"expires_in\":3600}"
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        endpoint.start();
        ScriptedServer.Script gmail = client -> {
            client.startTls(TestCertificates.server(TestCertificates.GOOD));
            String response = "n,a=shop@gmail.test,\u0001host=localhost\u0001port=" + client.port()
                    + "\u0001auth=Bearer ya29.fetched\u0001\u0001";
            signOn("LOGIN PLAIN XOAUTH2 PLAIN-CLIENTTOKEN OAUTHBEARER", "AUTH OAUTHBEARER " + base64(response))
                    .play(client);
        };
        try (ScriptedServer server = ScriptedServer.start(gmail);
                PostboundFactory factory = MailServer.trusting(Postbound.factory())
                        .server("localhost")
                        .port(server.port())
                        .security(Security.TLS)
                        .property("UserName", "shop@gmail.test")
                        .property(
                                "OAuth2TokenEndpoint",
                                "http://localhost:" + endpoint.getAddress().getPort() + "/token")
                        .property("OAuth2ClientId", "1234.apps.test")
                        .property("OAuth2ClientSecret", "client-secret")
                        .property("OAuth2RefreshToken", "refresh-token")
                        .build();
                SmtpConnection session = factory.getConnection()) {
            session.server();
            assertEquals(1, asked.size());
            List<String> form = List.of(asked.get(0).split("&"));
            assertTrue(
                    form.containsAll(List.of("grant_type=refresh_token", "refresh_token=refresh-token")), asked.get(0));
        } finally {
            endpoint.stop(0);
        }
    }
}
