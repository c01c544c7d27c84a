package org.postbound.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.postbound.Security;
import org.postbound.config.Credentials;
import org.postbound.config.SessionLimits;

/** When a link asks the server, and when it replaces a session, on a clock that the test moves. */
class SessionLimitsTest {
    private final AtomicLong now = new AtomicLong();
    private final RecordedSessions sessions = new RecordedSessions();

    private SmtpLink link(ScriptedServer server, SessionLimits limits) {
        return new SmtpLink(
                Sessions.relays(Sessions.config(server, Security.NONE, new Credentials.None()), now::get),
                limits,
                sessions,
                now::get);
    }

    private void after(Duration time) {
        now.addAndGet(time.toNanos());
    }

    private static void send(SmtpLink link) {
        link.send(Sessions.message("b@to.test"), false);
    }

    private static ScriptedServer.Client take(ScriptedServer.Client client) throws Exception {
        client.takeMessage("b@to.test");
        return client.reply("250 queued");
    }

    private static void takeOne(ScriptedServer.Client client) throws Exception {
        take(client.greet()).expectQuit();
    }

    private static void takeTwo(ScriptedServer.Client client, String... extensions) throws Exception {
        take(client.greet(extensions));
        take(client).expectQuit();
    }

    @Test
    void idleForLessThanTheLimit_isNotAsked() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(SessionLimitsTest::takeTwo)) {
            SmtpLink link = link(server, new SessionLimits(Duration.ofSeconds(30), 0, Duration.ZERO));
            send(link);
            after(Duration.ofSeconds(29));
            send(link);
            link.close();
        }
    }

    @Test
    void idleForLonger_isAskedOnce() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client -> {
            take(client.greet());
            take(client.on("NOOP", "250 ok"));
            take(client).expectQuit();
        })) {
            SmtpLink link = link(server, new SessionLimits(Duration.ofSeconds(30), 0, Duration.ZERO));
            send(link);
            after(Duration.ofSeconds(30));
            send(link);
            send(link);
            link.close();
        }
    }

    @Test
    void idleSessionThatIsGone_isReplacedInvisibly() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(
                client -> take(client.greet()).on("NOOP", "421 closing"), SessionLimitsTest::takeOne)) {
            SmtpLink link = link(server, new SessionLimits(Duration.ofSeconds(30), 0, Duration.ZERO));
            send(link);
            after(Duration.ofMinutes(5));
            send(link);
            assertFalse(link.isBroken());
            link.close();
        }
        assertEquals(List.of("opened", "closed", "opened again", "closed"), sessions.events());
    }

    @Test
    void sessionThatCarriedItsMessages_isReplaced() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(SessionLimitsTest::takeTwo, SessionLimitsTest::takeOne)) {
            SmtpLink link = link(server, new SessionLimits(Duration.ofSeconds(30), 2, Duration.ZERO));
            send(link);
            send(link);
            send(link);
            link.close();
        }
        assertEquals(List.of("opened", "closed", "opened", "closed"), sessions.events());
    }

    @Test
    void sessionThatCarriedItsMessages_isReplacedInTheMiddleOfABatch() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(SessionLimitsTest::takeTwo, SessionLimitsTest::takeOne)) {
            SmtpLink link = link(server, new SessionLimits(Duration.ofSeconds(30), 2, Duration.ZERO));
            sendThree(link);
            link.close();
        }
        assertEquals(List.of("opened", "closed", "opened", "closed"), sessions.events());
    }

    /** RFC 9422. */
    @Test
    void serverThatTakesSoManyMessagesOverAConnection_getsNoMore() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(
                client -> takeTwo(client, "LIMITS MAILMAX=2"),
                client -> takeTwo(client, "LIMITS MAILMAX=2"),
                SessionLimitsTest::takeOne)) {
            SmtpLink link = link(server, SessionLimits.DEFAULT);
            sendThree(link);
            send(link);
            send(link);
            link.close();
        }
    }

    private static void sendThree(SmtpLink link) {
        RecordedOutcomes outcomes = new RecordedOutcomes(
                Sessions.numbered(1, "b@to.test"),
                Sessions.numbered(2, "b@to.test"),
                Sessions.numbered(3, "b@to.test"));
        link.sendAll(outcomes, false);
        assertEquals(3, outcomes.told().size());
    }

    @Test
    void sessionOfItsAge_isReplacedWithoutBeingAsked() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(SessionLimitsTest::takeOne, SessionLimitsTest::takeOne)) {
            SmtpLink link = link(server, new SessionLimits(Duration.ofSeconds(30), 0, Duration.ofMinutes(10)));
            send(link);
            after(Duration.ofMinutes(10));
            send(link);
            link.close();
        }
        assertEquals(List.of("opened", "closed", "opened", "closed"), sessions.events());
    }
}
