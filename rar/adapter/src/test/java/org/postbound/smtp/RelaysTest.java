package org.postbound.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postbound.Security;
import org.postbound.SmtpAuthenticationException;
import org.postbound.SmtpConnectException;
import org.postbound.SmtpConnectException.Reason;
import org.postbound.SmtpConnectionSpec;
import org.postbound.config.Credentials;
import org.postbound.config.Mechanism;
import org.postbound.config.SessionConfig;
import org.postbound.config.Timeouts;
import org.postbound.config.Tls;

class RelaysTest {
    private static SessionConfig relay(int port, Credentials credentials) {
        return new SessionConfig(
                new SmtpConnectionSpec.Server("localhost", port, Security.NONE),
                credentials,
                Mechanism.STRONGEST_FIRST,
                Tls.DEFAULT,
                Timeouts.DEFAULT,
                Optional.of("client.test"),
                true);
    }

    /** Nobody listens there. */
    private static SessionConfig down() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return relay(socket.getLocalPort(), new Credentials.None());
        }
    }

    private static Relays relays(SessionConfig... configs) {
        return new Relays(List.of(configs), Sessions.DEADLINES, Sessions.NO_TOKENS, Sessions.FROZEN);
    }

    @Test
    void relayThatIsDown_isReplacedByTheNext_whichStays() throws IOException {
        try (ScriptedServer up = ScriptedServer.start(
                client -> client.greet().expectQuit(), client -> client.greet().expectQuit())) {
            Relays relays = relays(down(), relay(up.port(), new Credentials.None()));
            relays.open().quit();
            assertEquals("localhost:" + up.port(), relays.peer());
            relays.open().quit();
        }
    }

    @Test
    void relayThatRefuses_isReplacedByTheFirst() throws IOException {
        try (ScriptedServer first = ScriptedServer.start(
                        client -> client.reply("421 too busy").expectEnd(),
                        client -> client.greet().expectQuit());
                ScriptedServer second = ScriptedServer.start(
                        client -> client.greet().expectQuit(),
                        client -> client.reply("421 too busy").expectEnd())) {
            Relays relays =
                    relays(relay(first.port(), new Credentials.None()), relay(second.port(), new Credentials.None()));
            relays.open().quit();
            assertEquals("localhost:" + second.port(), relays.peer());
            relays.open().quit();
            assertEquals("localhost:" + first.port(), relays.peer());
        }
    }

    @Test
    void allDown_isToldOfTheFirst_andTheOthersBesides() throws IOException {
        SessionConfig first = down();
        SessionConfig second = down();
        Relays relays = relays(first, second);
        SmtpConnectException failure = assertThrows(SmtpConnectException.class, relays::open);
        assertEquals(Reason.REFUSED, failure.reason());
        assertEquals(1, failure.getSuppressed().length);
        assertEquals("localhost:" + first.server().port(), relays.peer());
    }

    /** Another server would refuse it as well, or learn a password that is wrong. */
    @Test
    void refusedPassword_isNotTriedElsewhere() throws IOException {
        Credentials alice = new Credentials.Password("alice", "wrong");
        try (ScriptedServer up = ScriptedServer.start(client -> {
            client.greet("AUTH PLAIN").expectMatching("AUTH PLAIN .*").reply("535 5.7.8 no");
            client.expectEnd();
        })) {
            Relays relays = relays(relay(up.port(), alice), down());
            assertThrows(SmtpAuthenticationException.class, relays::open);
            assertEquals("localhost:" + up.port(), relays.peer());
        }
    }
}
