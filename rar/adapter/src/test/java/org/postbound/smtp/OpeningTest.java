package org.postbound.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postbound.SmtpConnectException;
import org.postbound.SmtpConnectException.Reason;
import org.postbound.SmtpServerInfo;
import org.postbound.config.Timeouts;

class OpeningTest {
    private static SmtpConnectException openFails(ScriptedServer server, Timeouts timeouts) {
        return assertThrows(SmtpConnectException.class, () -> Sessions.open(server, timeouts));
    }

    @Test
    void greetingAndCapabilities_areKnown() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client ->
                client.greet("size 1000", "AUTH PLAIN", "AUTH=LOGIN PLAIN").expectQuit())) {
            SmtpSession session = Sessions.open(server);
            assertEquals(
                    new SmtpServerInfo(
                            "localhost",
                            server.port(),
                            "mx.test ESMTP",
                            Map.of("SIZE", List.of("1000"), "AUTH", List.of("PLAIN", "LOGIN")),
                            Optional.empty(),
                            Optional.empty()),
                    session.info());
            session.quit();
        }
    }

    @Test
    void repliesOctetByOctet_areRead() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client -> client.sendBytewise("220-mx.test\r\n220 ready\r\n")
                .expect("EHLO client.test")
                .sendBytewise("250-mx.test\r\n250-SIZE\r\n250 DSN\r\n")
                .expectQuit())) {
            SmtpSession session = Sessions.open(server);
            assertEquals("mx.test ready", session.info().greeting());
            assertEquals(2, session.info().capabilities().size());
            session.quit();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"554 no service", "421 too many connections"})
    void refusingGreeting_isUnavailable(String greeting) throws Exception {
        try (ScriptedServer server =
                ScriptedServer.start(client -> client.reply(greeting).expectEnd())) {
            SmtpConnectException failure = openFails(server, Timeouts.DEFAULT);
            assertEquals(Reason.UNAVAILABLE, failure.reason());
            assertTrue(failure.getMessage().contains(greeting), failure.getMessage());
        }
    }

    @ParameterizedTest
    @CsvSource({"HTTP/1.1 400 Bad Request, PROTOCOL_VIOLATION", "250 hello, PROTOCOL_VIOLATION"})
    void otherGreeting_isProtocolViolation(String greeting, Reason reason) throws Exception {
        try (ScriptedServer server =
                ScriptedServer.start(client -> client.reply(greeting).expectEnd())) {
            assertEquals(reason, openFails(server, Timeouts.DEFAULT).reason());
        }
    }

    @Test
    void closedBeforeTheGreeting_isLinkLost() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(ScriptedServer.Client::close)) {
            assertEquals(Reason.LINK_LOST, openFails(server, Timeouts.DEFAULT).reason());
        }
    }

    @Test
    void noGreeting_isTimedOut() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(ScriptedServer.Client::stall)) {
            SmtpConnectException failure = openFails(server, Sessions.shortConnect());
            assertEquals(Reason.TIMED_OUT, failure.reason());
            assertTrue(failure.getMessage().contains("ConnectTimeout"), failure.getMessage());
        }
    }

    @Test
    void serviceClosingAtEhlo_isUnavailable() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client ->
                client.reply("220 hi").on("EHLO client.test", "421 bye").expectEnd())) {
            assertEquals(Reason.UNAVAILABLE, openFails(server, Timeouts.DEFAULT).reason());
        }
    }

    @Test
    void oldServer_isGreetedWithHelo() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client -> client.reply("220 hi")
                .on("EHLO client.test", "502 what?")
                .on("HELO client.test", "250 hello")
                .expectQuit())) {
            SmtpSession session = Sessions.open(server);
            assertEquals(Map.of(), session.info().capabilities());
            session.quit();
        }
    }

    @Test
    void closedPort_isRefused() throws Exception {
        int port;
        try (ServerSocket unused = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = unused.getLocalPort();
        }
        SmtpConnectException failure = assertThrows(SmtpConnectException.class, () -> Sessions.open("127.0.0.1", port));
        assertEquals(Reason.REFUSED, failure.reason());
        assertTrue(failure.getMessage().contains("127.0.0.1 port " + port), failure.getMessage());
        assertTrue(failure.getMessage().contains("PortNumber"), failure.getMessage());
    }

    @Test
    void unknownHost_isToldSo() {
        SmtpConnectException failure =
                assertThrows(SmtpConnectException.class, () -> Sessions.open("no-such-host.invalid", 25));
        assertEquals(Reason.HOST_UNKNOWN, failure.reason());
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, [192.0.2.1]",
        "2001:db8::1, [IPv6:2001:db8:0:0:0:0:0:1]",
    })
    void address_isWrittenAsLiteral(String address, String literal) throws Exception {
        assertEquals(literal, HeloName.literal(InetAddress.getAllByName(address)[0]));
    }

    @ParameterizedTest
    @CsvSource({
        "app.example.org, true",
        "app, false",
        "192.0.2.1, false",
        "localhost, false",
        "localhost.localdomain, false",
        "-a.example.org, false"
    })
    void hostName_isUsedOnlyIfFullyQualified(String name, boolean usable) {
        assertEquals(usable, HeloName.isFullyQualified(name));
    }
}
