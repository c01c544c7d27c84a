package org.postbound.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.postbound.InDoubtException;
import org.postbound.Security;
import org.postbound.SmtpConnectException;
import org.postbound.SmtpException;
import org.postbound.SmtpReplyException;
import org.postbound.config.Credentials;
import org.postbound.flight.TestRecording;
import org.postbound.mime.RenderedMessage;

/** What a Flight Recording shows of sessions and of what goes over them. */
@Isolated("a recording shows what all threads do")
class RecordedSessionTest {
    private final TestRecording recording = new TestRecording();

    @AfterEach
    void close() {
        recording.close();
    }

    private List<List<Object>> sent() throws IOException {
        return recording.events("Send").stream()
                .map(event -> TestRecording.values(
                        event, "messageId", "size", "recipients", "result", "replyCode", "grouped"))
                .toList();
    }

    private List<List<Object>> connected() throws IOException {
        return recording.events("Connect").stream()
                .map(event -> Arrays.asList(Stream.of("server", "port", "security", "tlsVersion", "result")
                        .map(event::<Object>getValue)
                        .toArray()))
                .toList();
    }

    /** Two messages, the second as soon as the first is under way. */
    private static final class Two implements MessageStream {
        private final List<RenderedMessage> messages =
                List.of(Sessions.numbered(1, "b@to.test"), Sessions.numbered(2, "c@to.test", "d@to.test"));

        private int given;

        @Override
        public Optional<RenderedMessage> next() {
            return given == messages.size() ? Optional.empty() : Optional.of(messages.get(given++));
        }

        @Override
        public void accepted(RenderedMessage message, SmtpSession.Accepted accepted) {
            // The recording tells.
        }

        @Override
        public boolean failed(RenderedMessage message, SmtpException failure) {
            throw failure;
        }
    }

    @Test
    void messages_areShownOneByOne_andTheSessionOnce() throws Exception {
        int port;
        try (ScriptedServer server = ScriptedServer.start(client -> {
            client.greet("PIPELINING").expect("MAIL FROM:<a@from.test>", "RCPT TO:<b@to.test>", "DATA");
            client.reply("250 ok", "250 ok", "354 go").expect("Message-ID: <1@from.test>", "", "Hello", ".");
            client.expect("MAIL FROM:<a@from.test>", "RCPT TO:<c@to.test>", "RCPT TO:<d@to.test>");
            client.reply("250 first", "250 ok", "250 ok", "250 ok").on("DATA", "354 go");
            client.expect("Message-ID: <2@from.test>", "", "Hello")
                    .on(".", "250 second")
                    .expectQuit();
        })) {
            port = server.port();
            SmtpLink link = Sessions.link(server);
            link.sendAll(new Two(), false);
            link.close();
        }
        assertEquals(Arrays.asList(Arrays.asList("localhost", port, "NONE", null, "OK")), connected());
        assertEquals(
                List.of(
                        List.of("<1@from.test>", 36L, 1, "ACCEPTED", 250, false),
                        List.of("<2@from.test>", 36L, 2, "ACCEPTED", 250, true)),
                sent());
    }

    @Test
    void refusal_isShownWithItsCode() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client -> {
            client.greet().on("MAIL FROM:<a@from.test>", "451 later").expectQuit();
        })) {
            SmtpSession session = Sessions.open(server);
            assertThrows(SmtpReplyException.class, () -> session.send(Sessions.message("b@to.test"), false));
            session.quit();
        }
        assertEquals(List.of(List.of("<1@from.test>", 36L, 1, "REFUSED", 451, false)), sent());
    }

    @Test
    void doubt_isShown() throws Exception {
        try (ScriptedServer server =
                ScriptedServer.start(client -> client.greet().takeMessage("b@to.test"))) {
            SmtpSession session = Sessions.open(server);
            assertThrows(InDoubtException.class, () -> session.send(Sessions.message("b@to.test"), false));
        }
        assertEquals(List.of(List.of("<1@from.test>", 36L, 1, "IN_DOUBT", 0, false)), sent());
    }

    @Test
    void sessionThatIsRefused_isShownWithTheReason() throws Exception {
        Sessions.openFails(
                SmtpConnectException.class,
                server -> Sessions.config(server, Security.NONE, new Credentials.None()),
                client -> client.reply("554 no service"));
        assertEquals("UNAVAILABLE", connected().get(0).get(4));
    }

    @Test
    void tls_isShownWithItsVersion() throws Exception {
        Object version;
        try (ScriptedServer server = ScriptedServer.start(client -> {
            client.startTls(TestCertificates.server(TestCertificates.GOOD))
                    .greet()
                    .expectQuit();
        })) {
            SmtpSession session =
                    Sessions.openTls(server, Security.TLS, new Credentials.None(), TestCertificates.trusting());
            version = session.info().tlsProtocol().orElseThrow();
            session.quit();
        }
        assertEquals(version, connected().get(0).get(3));
    }
}
