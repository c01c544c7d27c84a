package org.postbound.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postbound.Envelope;
import org.postbound.InDoubtException;
import org.postbound.Security;
import org.postbound.SmtpConnectException;
import org.postbound.SmtpConnectException.Reason;
import org.postbound.SmtpException;
import org.postbound.SmtpReplyException;
import org.postbound.config.Credentials;
import org.postbound.config.Timeouts;
import org.postbound.mime.RenderedMessage;
import org.postbound.mime.WireMessage;

/** The link is lost, the server falls silent, closes or talks nonsense: at each point of a mail transaction. */
class BrokenLinkTest {
    enum Point {
        MAIL("MAIL FROM:<a@from.test>", "250 ok"),
        RCPT("RCPT TO:<b@to.test>", "250 ok"),
        DATA("DATA", "354 go");

        private final String line;
        private final String reply;

        Point(String line, String reply) {
            this.line = line;
            this.reply = reply;
        }
    }

    private interface Fault {
        void happen(ScriptedServer.Client client) throws Exception;
    }

    /** Plays the transaction up to the command at {@code point}, whose reply is the fault. */
    private static ScriptedServer failingAt(Point point, Fault fault) throws Exception {
        return ScriptedServer.start(client -> {
            client.greet();
            for (Point done : Point.values()) {
                client.expect(done.line);
                if (done == point) {
                    fault.happen(client);
                    return;
                }
                client.reply(done.reply);
            }
        });
    }

    /** Plays the transaction up to the final dot. */
    private static ScriptedServer failingAtTheEnd(Fault fault) throws Exception {
        return ScriptedServer.start(client -> {
            client.greet();
            for (Point done : Point.values()) {
                client.on(done.line, done.reply);
            }
            client.expect("Message-ID: <1@from.test>", "", "Hello", ".");
            fault.happen(client);
        });
    }

    private static <T extends SmtpException> T sendFails(Class<T> type, SmtpSession session) {
        T failure = assertThrows(type, () -> session.send(Sessions.message("b@to.test"), false));
        assertFalse(session.isUsable());
        return failure;
    }

    @ParameterizedTest
    @EnumSource
    void closedConnection_isLinkLost(Point point) throws Exception {
        try (ScriptedServer server = failingAt(point, ScriptedServer.Client::close)) {
            SmtpSession session = Sessions.open(server);
            assertEquals(
                    Reason.LINK_LOST,
                    sendFails(SmtpConnectException.class, session).reason());
        }
    }

    @ParameterizedTest
    @EnumSource
    void serviceClosing_isUnavailable(Point point) throws Exception {
        try (ScriptedServer server =
                failingAt(point, client -> client.reply("421 4.3.2 going down").expectEnd())) {
            SmtpSession session = Sessions.open(server);
            SmtpConnectException failure = sendFails(SmtpConnectException.class, session);
            assertEquals(Reason.UNAVAILABLE, failure.reason());
            assertTrue(failure.getMessage().contains("421 4.3.2 going down"), failure.getMessage());
        }
    }

    @ParameterizedTest
    @EnumSource
    void lostLink_leavesTheMessageUnnoticed_onlyBeforeTheReplyToMail(Point point) throws Exception {
        try (ScriptedServer server = failingAt(point, ScriptedServer.Client::close)) {
            assertEquals(point == Point.MAIL, isUnnoticed(Sessions.open(server)));
        }
        try (ScriptedServer server =
                failingAt(point, client -> client.reply("421 going down").expectEnd())) {
            assertEquals(point == Point.MAIL, isUnnoticed(Sessions.open(server)));
        }
    }

    /** What is no reply might be one to MAIL, garbled. */
    @Test
    void nonsense_doesNotLeaveTheMessageUnnoticed() throws Exception {
        try (ScriptedServer server =
                failingAt(Point.MAIL, client -> client.reply("nonsense").expectEnd())) {
            assertFalse(isUnnoticed(Sessions.open(server)));
        }
    }

    private static boolean isUnnoticed(SmtpSession session) {
        RenderedMessage message = Sessions.message("b@to.test");
        return session.converse(message, new OneMessage(message), false)
                .unsent()
                .isPresent();
    }

    @ParameterizedTest
    @EnumSource
    void silence_isTimedOut_andNamesTheProperty(Point point) throws Exception {
        try (ScriptedServer server = failingAt(point, ScriptedServer.Client::stall)) {
            SmtpSession session = Sessions.open(server, Sessions.shortRead());
            SmtpConnectException failure = sendFails(SmtpConnectException.class, session);
            assertEquals(Reason.TIMED_OUT, failure.reason());
            assertTrue(failure.getMessage().contains("ReadTimeout"), failure.getMessage());
        }
    }

    @ParameterizedTest
    @EnumSource
    void nonsense_isProtocolViolation(Point point) throws Exception {
        try (ScriptedServer server =
                failingAt(point, client -> client.reply("nonsense").expectEnd())) {
            SmtpSession session = Sessions.open(server);
            assertEquals(
                    Reason.PROTOCOL_VIOLATION,
                    sendFails(SmtpConnectException.class, session).reason());
        }
    }

    @ParameterizedTest
    @EnumSource
    void replyOfAnotherKind_isProtocolViolation(Point point) throws Exception {
        String wrong = point == Point.DATA ? "250 ok" : "354 go";
        try (ScriptedServer server =
                failingAt(point, client -> client.reply(wrong).expectEnd())) {
            assertEquals(
                    Reason.PROTOCOL_VIOLATION,
                    sendFails(SmtpConnectException.class, Sessions.open(server)).reason());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense\r\n", "354 go\r\n", "250-half\r\n"})
    void noCleanReplyToTheFinalDot_leavesDoubt(String sent) throws Exception {
        try (ScriptedServer server = failingAtTheEnd(client -> client.send(sent).close())) {
            InDoubtException doubt = sendFails(InDoubtException.class, Sessions.open(server));
            assertEquals("<1@from.test>", doubt.messageId());
        }
    }

    @Test
    void silenceAfterTheFinalDot_leavesDoubt() throws Exception {
        try (ScriptedServer server = failingAtTheEnd(ScriptedServer.Client::stall)) {
            InDoubtException doubt =
                    sendFails(InDoubtException.class, Sessions.open(server, Sessions.shortFinalReply()));
            assertTrue(doubt.getMessage().contains("FinalReplyTimeout"), doubt.getMessage());
        }
    }

    @Test
    void serviceClosingAfterTheFinalDot_isDefiniteRefusal() throws Exception {
        try (ScriptedServer server =
                failingAtTheEnd(client -> client.reply("421 4.3.2 not now").expectEnd())) {
            SmtpReplyException refusal = sendFails(SmtpReplyException.class, Sessions.open(server));
            assertTrue(refusal.isTransient());
        }
    }

    @Test
    void pendingServiceClosing_isNotTakenForTheReplyToMail() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client -> {
            // In one write with the reply before it, so that it is there when the client looks.
            client.reply("220 mx.test").expect("EHLO client.test");
            client.send("250 mx.test\r\n421 4.4.2 idle too long\r\n").expectEnd();
        })) {
            SmtpSession session = Sessions.open(server);
            assertEquals(
                    Reason.UNAVAILABLE,
                    sendFails(SmtpConnectException.class, session).reason());
        }
    }

    @Test
    void replyThatNobodyAskedFor_isProtocolViolation() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client -> client.reply("220 mx.test")
                .expect("EHLO client.test")
                .send("250 mx.test\r\n250 for nothing\r\n")
                .expectEnd())) {
            SmtpSession session = Sessions.open(server);
            assertEquals(
                    Reason.PROTOCOL_VIOLATION,
                    assertThrows(SmtpConnectException.class, session::noop).reason());
            assertFalse(session.isUsable());
        }
    }

    @Test
    void abort_endsWaitingOnAnotherThread() throws Exception {
        CountDownLatch waiting = new CountDownLatch(1);
        try (ScriptedServer server = failingAt(Point.RCPT, client -> {
            waiting.countDown();
            client.expectEnd();
        })) {
            SmtpSession session = Sessions.open(server);
            CompletableFuture<SmtpSession.Accepted> sending =
                    CompletableFuture.supplyAsync(() -> session.send(Sessions.message("b@to.test"), false));
            waiting.await();
            session.abort();
            CompletionException failure = assertThrows(CompletionException.class, sending::join);
            assertEquals(
                    Reason.LINK_LOST,
                    assertInstanceOf(SmtpConnectException.class, failure.getCause())
                            .reason());
            assertFalse(session.isUsable());
        }
    }

    @Test
    void abortAfterTheFinalDot_leavesDoubt() throws Exception {
        CountDownLatch waiting = new CountDownLatch(1);
        try (ScriptedServer server = failingAtTheEnd(client -> {
            waiting.countDown();
            client.expectEnd();
        })) {
            SmtpSession session = Sessions.open(server);
            CompletableFuture<SmtpSession.Accepted> sending =
                    CompletableFuture.supplyAsync(() -> session.send(Sessions.message("b@to.test"), false));
            waiting.await();
            session.abort();
            CompletionException failure = assertThrows(CompletionException.class, sending::join);
            assertInstanceOf(InDoubtException.class, failure.getCause());
        }
    }

    @Test
    void sendOnClosedSession_saysSo() throws Exception {
        try (ScriptedServer server =
                ScriptedServer.start(client -> client.greet().expectEnd())) {
            SmtpSession session = Sessions.open(server);
            session.abort();
            sendFails(SmtpConnectException.class, session);
            session.quit();
        }
    }

    @Test
    void serverThatStopsReading_endsTheWriteByItsDeadline() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client -> {
            client.greet();
            for (Point done : Point.values()) {
                client.on(done.line, done.reply);
            }
            client.stall();
        })) {
            SmtpSession session = Sessions.open(
                    server, new Timeouts(Duration.ofSeconds(30), Duration.ofSeconds(2), Duration.ofSeconds(30)));
            SmtpConnectException failure = assertThrows(
                    SmtpConnectException.class,
                    () -> session.send(
                            new RenderedMessage(Envelope.of("a@from.test", "b@to.test"), WireMessage.of(large())),
                            false));
            assertEquals(Reason.TIMED_OUT, failure.reason());
            assertTrue(failure.getMessage().contains("the message"), failure.getMessage());
            assertFalse(session.isUsable());
        }
    }

    /** A refusal in the middle of the message explains why the connection is closed then. */
    @ParameterizedTest
    @CsvSource({"552 5.3.4 too large, SmtpReplyException", "421 4.3.2 going down, SmtpConnectException"})
    void refusalInTheMiddleOfTheMessage_isTold(String reply, String failure) throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client -> {
            client.greet();
            for (Point done : Point.values()) {
                client.on(done.line, done.reply);
            }
            client.expect("Message-ID: <1@from.test>").reply(reply);
            client.close();
        })) {
            SmtpSession session = Sessions.open(server);
            SmtpException told = assertThrows(
                    SmtpException.class,
                    () -> session.send(
                            new RenderedMessage(Envelope.of("a@from.test", "b@to.test"), WireMessage.of(large())),
                            false));
            assertEquals(failure, told.getClass().getSimpleName());
            assertTrue(told.getMessage().contains(reply), told.getMessage());
            assertFalse(session.isUsable());
        }
    }

    /** TLS reveals what has arrived only when it is read. */
    @ParameterizedTest
    @CsvSource({"552 5.3.4 too large, SmtpReplyException", "421 4.3.2 going down, SmtpConnectException"})
    void refusalInTheMiddleOfTheMessage_isTold_underTls(String reply, String failure) throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client -> {
            client.startTls(TestCertificates.server(TestCertificates.GOOD)).greet();
            for (Point done : Point.values()) {
                client.on(done.line, done.reply);
            }
            client.expect("Message-ID: <1@from.test>").reply(reply);
            client.close();
        })) {
            SmtpSession session =
                    Sessions.openTls(server, Security.TLS, new Credentials.None(), TestCertificates.trusting());
            SmtpException told = assertThrows(
                    SmtpException.class,
                    () -> session.send(
                            new RenderedMessage(Envelope.of("a@from.test", "b@to.test"), WireMessage.of(large())),
                            false));
            assertEquals(failure, told.getClass().getSimpleName());
            assertTrue(told.getMessage().contains(reply), told.getMessage());
            assertFalse(session.isUsable());
        }
    }

    /** The keepsakes of TLS 1.3 (RFC 8446 section 4.6.1) arrive, too, and are no reply. */
    @Test
    void linkLostInTheMiddleOfTheMessage_isLinkLost_underTls() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client -> {
            client.startTls(TestCertificates.server(TestCertificates.GOOD)).greet();
            for (Point done : Point.values()) {
                client.on(done.line, done.reply);
            }
            client.expect("Message-ID: <1@from.test>").close();
        })) {
            SmtpSession session =
                    Sessions.openTls(server, Security.TLS, new Credentials.None(), TestCertificates.trusting());
            SmtpConnectException told = assertThrows(
                    SmtpConnectException.class,
                    () -> session.send(
                            new RenderedMessage(Envelope.of("a@from.test", "b@to.test"), WireMessage.of(large())),
                            false));
            assertEquals(Reason.LINK_LOST, told.reason());
            assertTrue(told.getMessage().contains("during the message"), told.getMessage());
        }
    }

    private static byte[] large() {
        return ("Message-ID: <1@from.test>\r\n\r\n" + ("a".repeat(998) + "\r\n").repeat(16_000))
                .getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void exceptionInTheMiddleOfTheMessage_closesTheConnection() throws Exception {
        AtomicInteger writes = new AtomicInteger();
        Deadlines failing = (limit, onExpiry) -> {
            // EHLO, MAIL, RCPT, DATA, and the message.
            if (writes.incrementAndGet() == 5) {
                throw new IllegalStateException("in the middle");
            }
            return Sessions.DEADLINES.start(limit, onExpiry);
        };
        try (ScriptedServer server = ScriptedServer.start(client -> {
            client.greet();
            for (Point done : Point.values()) {
                client.on(done.line, done.reply);
            }
            client.expectEnd();
        })) {
            SmtpSession session = SmtpSession.open(
                    Sessions.config(server, Security.NONE, new Credentials.None()),
                    failing,
                    Sessions.NO_TOKENS,
                    Sessions.FROZEN);
            assertThrows(IllegalStateException.class, () -> session.send(Sessions.message("b@to.test"), false));
            assertFalse(session.isUsable());
        }
    }
}
