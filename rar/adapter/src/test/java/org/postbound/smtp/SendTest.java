package org.postbound.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.postbound.Envelope;
import org.postbound.InvalidEmailException;
import org.postbound.RecipientOutcome;
import org.postbound.SmtpReply;
import org.postbound.SmtpReplyException;
import org.postbound.mime.RenderedMessage;

class SendTest {
    private static final String MAIL = "MAIL FROM:<a@from.test>";
    private static final String OK = "250 2.0.0 ok";

    private static RecipientOutcome outcome(String address, int code, String text) {
        return RecipientOutcome.of(address, new SmtpReply(code, List.of(text)));
    }

    private static void messageArrives(ScriptedServer.Client client, String finalReply) throws Exception {
        client.on("DATA", "354 go")
                .expect("Message-ID: <1@from.test>", "", "Hello")
                .on(".", finalReply);
    }

    @Test
    void twoMessages_useOneConnection() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client -> {
            client.greet();
            for (int i = 0; i < 2; i++) {
                client.on(MAIL, OK).on("RCPT TO:<b@to.test>", "250 2.1.5 fine");
                messageArrives(client, "250 2.0.0 queued as " + i);
            }
            client.expectQuit();
        })) {
            SmtpSession session = Sessions.open(server);
            SmtpSession.Accepted accepted = session.send(Sessions.message("b@to.test"), false);
            assertEquals("250 2.0.0 queued as 0", accepted.reply().toString());
            assertEquals(List.of(outcome("b@to.test", 250, "2.1.5 fine")), accepted.recipients());
            session.send(Sessions.message("b@to.test"), false);
            assertTrue(session.isUsable());
            session.quit();
            assertFalse(session.isUsable());
        }
    }

    @Test
    void linesThatStartWithDot_areStuffed() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client -> {
            client.greet().on("MAIL FROM:<>", OK).on("RCPT TO:<b@to.test>", OK).on("DATA", "354 go");
            client.expect("..first", "", "..", "...two", "a.b", "..")
                    .on(".", OK)
                    .expectEnd();
        })) {
            SmtpSession session = Sessions.open(server);
            session.send(
                    new RenderedMessage(
                            Envelope.of("", "b@to.test"), Sessions.wire(".first\r\n\r\n.\r\n..two\r\na.b\r\n.\r\n")),
                    false);
            session.abort();
        }
    }

    @Test
    void oneRefusedOfTwo_sendsNothingToAny() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client -> {
            client.greet().on(MAIL, OK).on("RCPT TO:<b@to.test>", OK).on("RCPT TO:<c@to.test>", "550 5.1.1 who?");
            client.on("RSET", OK).on("NOOP", OK).expectQuit();
        })) {
            SmtpSession session = Sessions.open(server);
            SmtpReplyException refusal = assertThrows(
                    SmtpReplyException.class, () -> session.send(Sessions.message("b@to.test", "c@to.test"), false));
            assertEquals(550, refusal.reply().code());
            assertFalse(refusal.isMessageRefused());
            assertEquals(
                    List.of(outcome("b@to.test", 250, "2.0.0 ok"), outcome("c@to.test", 550, "5.1.1 who?")),
                    refusal.recipients());
            session.noop();
            session.quit();
        }
    }

    @Test
    void oneRefusedOfTwo_withPartialDelivery_isSentToTheOther() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client -> {
            client.greet().on(MAIL, OK).on("RCPT TO:<b@to.test>", OK).on("RCPT TO:<c@to.test>", "450 4.2.1 busy");
            messageArrives(client, "250 2.0.0 queued");
            client.expectQuit();
        })) {
            SmtpSession session = Sessions.open(server);
            SmtpSession.Accepted accepted = session.send(Sessions.message("b@to.test", "c@to.test"), true);
            assertEquals(
                    List.of(outcome("b@to.test", 250, "2.0.0 ok"), outcome("c@to.test", 450, "4.2.1 busy")),
                    accepted.recipients());
            session.quit();
        }
    }

    @Test
    void allRefused_withPartialDelivery_isRefused_andThePermanentReplyDecides() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client -> {
            client.greet().on(MAIL, OK).on("RCPT TO:<b@to.test>", "450 busy").on("RCPT TO:<c@to.test>", "550 who?");
            client.on("RSET", OK).expectQuit();
        })) {
            SmtpSession session = Sessions.open(server);
            SmtpReplyException refusal = assertThrows(
                    SmtpReplyException.class, () -> session.send(Sessions.message("b@to.test", "c@to.test"), true));
            assertEquals(550, refusal.reply().code());
            session.quit();
        }
    }

    @Test
    void refusedSender_needsNoReset() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client ->
                client.greet().on(MAIL, "451 4.3.0 later").on("NOOP", OK).expectQuit())) {
            SmtpSession session = Sessions.open(server);
            SmtpReplyException refusal =
                    assertThrows(SmtpReplyException.class, () -> session.send(Sessions.message("b@to.test"), false));
            assertTrue(refusal.isTransient());
            assertFalse(refusal.isMessageRefused());
            assertEquals(List.of(), refusal.recipients());
            session.noop();
            session.quit();
        }
    }

    @Test
    void refusedData_isReset() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client -> client.greet()
                .on(MAIL, OK)
                .on("RCPT TO:<b@to.test>", OK)
                .on("DATA", "554 5.5.1 no")
                .on("RSET", OK)
                .expectQuit())) {
            SmtpSession session = Sessions.open(server);
            SmtpReplyException refusal =
                    assertThrows(SmtpReplyException.class, () -> session.send(Sessions.message("b@to.test"), false));
            assertTrue(refusal.isMessageRefused());
            assertEquals(List.of(outcome("b@to.test", 554, "5.5.1 no")), refusal.recipients());
            session.quit();
        }
    }

    @Test
    void refusedReset_closesTheConnection() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client -> client.greet()
                .on(MAIL, OK)
                .on("RCPT TO:<b@to.test>", "550 no")
                .on("RSET", "500 what?")
                .expectEnd())) {
            SmtpSession session = Sessions.open(server);
            assertThrows(SmtpReplyException.class, () -> session.send(Sessions.message("b@to.test"), false));
            assertFalse(session.isUsable());
        }
    }

    @Test
    void refusedMessage_isAcceptedForNobody() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client -> {
            client.greet().on(MAIL, OK).on("RCPT TO:<b@to.test>", OK).on("RCPT TO:<c@to.test>", "550 who?");
            messageArrives(client, "552 5.3.4 too big");
            client.on("NOOP", "502 what?").expectQuit();
        })) {
            SmtpSession session = Sessions.open(server);
            SmtpReplyException refusal = assertThrows(
                    SmtpReplyException.class, () -> session.send(Sessions.message("b@to.test", "c@to.test"), true));
            assertEquals(552, refusal.reply().code());
            assertTrue(refusal.isMessageRefused());
            assertEquals(
                    List.of(outcome("b@to.test", 552, "5.3.4 too big"), outcome("c@to.test", 550, "who?")),
                    refusal.recipients());
            session.noop();
            session.quit();
        }
    }

    @Test
    void messageOverTheLimit_isToldBeforeMail() throws Exception {
        try (ScriptedServer server =
                ScriptedServer.start(client -> client.greet("SIZE 10").expectQuit())) {
            SmtpSession session = Sessions.open(server);
            InvalidEmailException invalid =
                    assertThrows(InvalidEmailException.class, () -> session.send(Sessions.message("b@to.test"), false));
            assertEquals("message", invalid.field());
            assertTrue(session.isUsable());
            session.quit();
        }
    }
}
