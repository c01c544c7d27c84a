package org.postbound.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.postbound.Security;
import org.postbound.SmtpConnectException;
import org.postbound.SmtpReplyException;
import org.postbound.config.Credentials;

/** 4yz and 5yz at each command of a mail transaction: told with the reply, and the session serves the next message. */
class RefusalTest {
    enum Step {
        MAIL("MAIL FROM:<a@from.test>", "250 ok"),
        RCPT("RCPT TO:<b@to.test>", "250 ok"),
        DATA("DATA", "354 go"),
        MESSAGE(".", "250 queued");

        private final String line;
        private final String reply;

        Step(String line, String reply) {
            this.line = line;
            this.reply = reply;
        }

        private void play(ScriptedServer.Client client, String reply) throws Exception {
            if (this == MESSAGE) {
                client.expect("Message-ID: <1@from.test>", "", "Hello");
            }
            client.on(line, reply);
        }
    }

    static Stream<Arguments> refusals() {
        List<Arguments> refusals = new ArrayList<>();
        for (Step step : Step.values()) {
            // 552 is permanent for a message, whatever RFC 5321 once said of it for recipients; 499 and 599 are
            // unknown.
            for (String reply : List.of("451 4.3.0 later", "550 5.7.1 never", "552 5.2.2 full", "499 hm", "599 hm")) {
                refusals.add(Arguments.of(step, reply));
            }
        }
        return refusals.stream();
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void refusal_isToldWithItsReply_andTheSessionGoesOn(Step refused, String reply) throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client -> {
            client.greet();
            for (Step step : Step.values()) {
                step.play(client, step == refused ? reply : step.reply);
                if (step == refused) {
                    break;
                }
            }
            if (refused == Step.RCPT || refused == Step.DATA) {
                client.on("RSET", "250 ok");
            }
            for (Step step : Step.values()) {
                step.play(client, step.reply);
            }
            client.expectQuit();
        })) {
            SmtpSession session = Sessions.open(server);
            SmtpReplyException refusal =
                    assertThrows(SmtpReplyException.class, () -> session.send(Sessions.message("b@to.test"), false));
            assertEquals(reply, refusal.reply().toString());
            assertEquals(reply.startsWith("4"), refusal.isTransient());
            assertTrue(refusal.getMessage().endsWith(": " + reply), refusal.getMessage());
            assertEquals(refused == Step.MAIL ? 0 : 1, refusal.recipients().size());
            session.send(Sessions.message("b@to.test"), false);
            session.quit();
        }
    }

    /** 530 asks for TLS, or for a login: only what it says in words tells which. */
    @Test
    void senderWhoHasToUseTls_isToldWithTheCure_unlessThereIsTls() throws Exception {
        String plaintext = refusedSender(Security.NONE, "530 5.7.0 Must issue a STARTTLS command first");
        assertTrue(plaintext.contains("if it asks for TLS, set Security to STARTTLS or TLS"), plaintext);
        assertTrue(plaintext.endsWith(": 530 5.7.0 Must issue a STARTTLS command first"), plaintext);
        assertEquals(
                "the server refused the sender: 530 5.7.0 Authentication required",
                refusedSender(Security.TLS, "530 5.7.0 Authentication required"));
    }

    private static String refusedSender(Security security, String reply) throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client -> {
            if (security == Security.TLS) {
                client.startTls(TestCertificates.server(TestCertificates.GOOD));
            }
            client.greet("STARTTLS").on(Step.MAIL.line, reply).expectQuit();
        })) {
            SmtpSession session =
                    Sessions.openTls(server, security, new Credentials.None(), TestCertificates.trusting());
            SmtpReplyException refusal =
                    assertThrows(SmtpReplyException.class, () -> session.send(Sessions.message("b@to.test"), false));
            session.quit();
            return refusal.getMessage();
        }
    }

    @Test
    void refusedEhloAndHelo_isUnavailable() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client -> client.reply("220 hi")
                .on("EHLO client.test", "550 who are you?")
                .on("HELO client.test", "550 who are you?")
                .expectEnd())) {
            SmtpConnectException failure = assertThrows(SmtpConnectException.class, () -> Sessions.open(server));
            assertEquals(SmtpConnectException.Reason.UNAVAILABLE, failure.reason());
            assertTrue(failure.getMessage().contains("HeloName"), failure.getMessage());
        }
    }

    @Test
    void transientRefusalOfEhlo_isUnavailable() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client ->
                client.reply("220 hi").on("EHLO client.test", "450 later").expectEnd())) {
            SmtpConnectException failure = assertThrows(SmtpConnectException.class, () -> Sessions.open(server));
            assertEquals(SmtpConnectException.Reason.UNAVAILABLE, failure.reason());
        }
    }
}
