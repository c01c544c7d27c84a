package org.postbound.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postbound.Security;
import org.postbound.SmtpConnectException;
import org.postbound.SmtpConnectException.Reason;
import org.postbound.SmtpPoolException;
import org.postbound.SmtpReplyException;
import org.postbound.config.Credentials;

class SmtpLinkTest {
    private static SmtpLink link(ScriptedServer server) {
        return RecordedSessions.link(
                Sessions.config(server, Security.NONE, new Credentials.None()), Sessions.DEADLINES);
    }

    private static void send(SmtpLink link) {
        assertEquals(
                250, link.send(Sessions.message("b@to.test"), false).reply().code());
    }

    private static Reason sendFails(SmtpLink link) {
        return assertThrows(SmtpConnectException.class, () -> link.send(Sessions.message("b@to.test"), false))
                .reason();
    }

    private static void takeOne(ScriptedServer.Client client) throws Exception {
        client.greet().takeMessage("b@to.test");
        client.reply("250 queued");
    }

    private static void takeOneAndQuit(ScriptedServer.Client client) throws Exception {
        takeOne(client);
        client.expectQuit();
    }

    /** In a session that took a message before. */
    private static void closeAtMail(ScriptedServer.Client client) throws Exception {
        client.greet().expect("MAIL FROM:<a@from.test>");
    }

    @Test
    void link_opensWhenFirstUsed_andKeepsItsSession() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client -> {
            takeOne(client);
            client.takeMessage("b@to.test");
            client.reply("250 queued").expectQuit();
        })) {
            SmtpLink link = link(server);
            assertFalse(link.isOpen());
            assertFalse(link.isBroken());
            send(link);
            assertTrue(link.isOpen());
            send(link);
            link.close();
            assertFalse(link.isOpen());
        }
    }

    @Test
    void server_connects_andIsAskedOnce() throws Exception {
        try (ScriptedServer server =
                ScriptedServer.start(client -> client.greet("SIZE").expectQuit())) {
            SmtpLink link = link(server);
            assertEquals(link.server(), link.server());
            assertTrue(link.isOpen());
            link.close();
        }
    }

    @Test
    void idleSessionThatTheServerClosed_isReplacedInvisibly() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(SmtpLinkTest::takeOne, SmtpLinkTest::takeOneAndQuit)) {
            SmtpLink link = link(server);
            send(link);
            send(link);
            link.close();
        }
    }

    @Test
    void idleSessionThatTheServerEndedBy421_isReplacedInvisibly() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(
                client -> {
                    takeOne(client);
                    client.reply("421 idle for too long");
                },
                SmtpLinkTest::takeOneAndQuit)) {
            SmtpLink link = link(server);
            send(link);
            send(link);
            link.close();
        }
    }

    @Test
    void idleSession_isReplacedAgainNextTime() throws Exception {
        try (ScriptedServer server =
                ScriptedServer.start(SmtpLinkTest::takeOne, SmtpLinkTest::takeOne, SmtpLinkTest::takeOneAndQuit)) {
            SmtpLink link = link(server);
            send(link);
            send(link);
            send(link);
            link.close();
        }
    }

    @Test
    void replacementThatIsLostToo_isNotReplaced() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(SmtpLinkTest::takeOne, SmtpLinkTest::closeAtMail)) {
            SmtpLink link = link(server);
            send(link);
            assertEquals(Reason.LINK_LOST, sendFails(link));
            assertTrue(link.isBroken());
        }
    }

    @Test
    void freshSessionThatIsLost_isNotReplaced() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(SmtpLinkTest::closeAtMail)) {
            SmtpLink link = link(server);
            assertEquals(Reason.LINK_LOST, sendFails(link));
            assertTrue(link.isBroken());
        }
    }

    @Test
    void sessionLostAfterAReplyToMail_isNotReplaced() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client -> {
            takeOne(client);
            client.on("MAIL FROM:<a@from.test>", "250 ok").expect("RCPT TO:<b@to.test>");
        })) {
            SmtpLink link = link(server);
            send(link);
            assertEquals(Reason.LINK_LOST, sendFails(link));
        }
    }

    @Test
    void lostSession_isReopenedByTheNextSend() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(SmtpLinkTest::closeAtMail, SmtpLinkTest::takeOneAndQuit)) {
            SmtpLink link = link(server);
            assertEquals(Reason.LINK_LOST, sendFails(link));
            send(link);
            assertFalse(link.isBroken());
            link.close();
        }
    }

    @Test
    void refusal_leavesTheSessionOpen() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client -> {
            client.greet().on("MAIL FROM:<a@from.test>", "550 not you");
            client.takeMessage("b@to.test");
            client.reply("250 queued").expectQuit();
        })) {
            SmtpLink link = link(server);
            assertThrows(SmtpReplyException.class, () -> link.send(Sessions.message("b@to.test"), false));
            assertTrue(link.isOpen());
            send(link);
            link.close();
        }
    }

    @Test
    void conversationsOfTwoThreads_followOneAnother() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client -> {
            takeOne(client);
            client.takeMessage("b@to.test");
            client.reply("250 queued").expectQuit();
        })) {
            SmtpLink link = link(server);
            CompletableFuture<Void> other = CompletableFuture.runAsync(() -> send(link));
            send(link);
            other.join();
            link.close();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void endByAnotherThreadDuringAConversation_failsIt(boolean abort) throws Exception {
        CountDownLatch inConversation = new CountDownLatch(1);
        try (ScriptedServer server = ScriptedServer.start(client -> {
            client.greet().expect("MAIL FROM:<a@from.test>");
            inConversation.countDown();
            client.expectEnd();
        })) {
            SmtpLink link = link(server);
            CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> send(link));
            inConversation.await();
            if (abort) {
                link.abort();
            } else {
                link.close();
            }
            assertLost(sending);
            assertEquals(Reason.LINK_LOST, sendFails(link));
        }
    }

    /** The session was in use before, so that a link lost without abort would be replaced. */
    @Test
    void abortOfAReusedSessionBeforeTheReplyToMail_isNotRepaired() throws Exception {
        CountDownLatch inConversation = new CountDownLatch(1);
        try (ScriptedServer server = ScriptedServer.start(client -> {
            takeOne(client);
            client.expect("MAIL FROM:<a@from.test>");
            inConversation.countDown();
            client.expectEnd();
        })) {
            SmtpLink link = link(server);
            send(link);
            CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> send(link));
            inConversation.await();
            link.abort();
            assertLost(sending);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void endByAnotherThreadWhileConnecting_closesTheNewSession(boolean abort) throws Exception {
        CountDownLatch connecting = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        try (ScriptedServer server = ScriptedServer.start(client -> {
            connecting.countDown();
            ended.await();
            client.greet().expectEnd();
        })) {
            SmtpLink link = link(server);
            CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> send(link));
            connecting.await();
            if (abort) {
                link.abort();
            } else {
                link.close();
            }
            ended.countDown();
            assertLost(sending);
            assertFalse(link.isOpen());
        }
    }

    private static void assertLost(CompletableFuture<Void> sending) {
        Throwable failure =
                assertThrows(CompletionException.class, sending::join).getCause();
        assertEquals(
                Reason.LINK_LOST,
                assertInstanceOf(SmtpConnectException.class, failure).reason());
    }

    @Test
    void closedLink_opensNothing() throws Exception {
        try (ScriptedServer server =
                ScriptedServer.start(client -> client.greet().expectQuit())) {
            SmtpLink link = link(server);
            link.server();
            link.close();
            link.close();
            link.abort();
            assertEquals(Reason.LINK_LOST, sendFails(link));
            assertEquals(
                    Reason.LINK_LOST,
                    assertThrows(SmtpConnectException.class, link::server).reason());
        }
    }

    @Test
    void closeAfterTheDeadlinesWereStopped_closesTheConnection() throws Exception {
        AtomicBoolean stopped = new AtomicBoolean();
        Deadlines deadlines = (limit, onExpiry) -> {
            if (stopped.get()) {
                throw new SmtpPoolException(SmtpPoolException.Reason.UNAVAILABLE, "stopped", null);
            }
            return Sessions.DEADLINES.start(limit, onExpiry);
        };
        try (ScriptedServer server =
                ScriptedServer.start(client -> client.greet().expectEnd())) {
            SmtpLink link =
                    RecordedSessions.link(Sessions.config(server, Security.NONE, new Credentials.None()), deadlines);
            link.server();
            stopped.set(true);
            link.close();
            assertFalse(link.isOpen());
        }
    }
}
