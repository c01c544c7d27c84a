package org.postbound.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.postbound.Envelope;
import org.postbound.InDoubtException;
import org.postbound.Security;
import org.postbound.SmtpConnectException;
import org.postbound.SmtpReplyException;
import org.postbound.config.Credentials;
import org.postbound.config.SessionConfig;
import org.postbound.mime.RenderedMessage;
import org.postbound.mime.WireMessage;

/**
 * Which commands share a flight (RFC 2920, RFC 3030). The servers of these tests answer nothing before they have all of a
 * flight, so a client that waits too early never gets an answer.
 */
class GroupingTest {
    private static final String MAIL = "MAIL FROM:<a@from.test>";
    private static final String RCPT_B = "RCPT TO:<b@to.test>";
    private static final String RCPT_C = "RCPT TO:<c@to.test>";
    private static final String OK = "250 ok";

    private static String[] content(int number) {
        return new String[] {"Message-ID: <%d@from.test>".formatted(number), "", "Hello"};
    }

    private static String bdat(int number) {
        return "BDAT %d LAST"
                .formatted(Sessions.numbered(number, "b@to.test").message().size());
    }

    private static RecordedOutcomes sendAll(ScriptedServer server, boolean partial, RenderedMessage... messages) {
        return sendAll(server, partial, new RecordedOutcomes(messages));
    }

    private static RecordedOutcomes sendAll(ScriptedServer server, boolean partial, RecordedOutcomes outcomes) {
        SmtpLink link = Sessions.link(server);
        link.sendAll(outcomes, partial);
        link.close();
        return outcomes;
    }

    @Test
    void oneRecipient_takesTwoFlights() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client -> {
            client.greet("PIPELINING").expect(MAIL, RCPT_B, "DATA").reply(OK, OK, "354 go");
            client.expect(content(1)).on(".", OK).expectQuit();
        })) {
            assertEquals(
                    List.of("<1@from.test> accepted for [b@to.test: 250 ok]"),
                    sendAll(server, false, Sessions.numbered(1, "b@to.test")).told());
        }
    }

    @Test
    void oneRecipient_withChunking_takesOneFlight() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client -> client.greet("PIPELINING", "CHUNKING")
                .expect(MAIL, RCPT_B, bdat(1))
                .expect(content(1))
                .reply(OK, OK, "250 queued")
                .expectQuit())) {
            sendAll(server, false, Sessions.numbered(1, "b@to.test"));
        }
    }

    @Test
    void severalRecipients_allOrNone_areAskedBeforeData() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client -> {
            client.greet("PIPELINING").expect(MAIL, RCPT_B, RCPT_C).reply(OK, OK, OK);
            client.on("DATA", "354 go").expect(content(1)).on(".", OK).expectQuit();
        })) {
            sendAll(server, false, Sessions.numbered(1, "b@to.test", "c@to.test"));
        }
    }

    @Test
    void severalRecipients_allOrNone_withChunking_areAskedBeforeTheMessage() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client -> {
            client.greet("PIPELINING", "CHUNKING").expect(MAIL, RCPT_B, RCPT_C).reply(OK, OK, OK);
            client.expect(bdat(1)).expect(content(1)).reply(OK).expectQuit();
        })) {
            sendAll(server, false, Sessions.numbered(1, "b@to.test", "c@to.test"));
        }
    }

    @Test
    void severalRecipients_withPartialDelivery_takeTwoFlights() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client -> {
            client.greet("PIPELINING").expect(MAIL, RCPT_B, RCPT_C, "DATA").reply(OK, "550 who?", OK, "354 go");
            client.expect(content(1)).on(".", OK).expectQuit();
        })) {
            assertEquals(
                    List.of("<1@from.test> accepted for [b@to.test: 550 who?, c@to.test: 250 ok]"),
                    sendAll(server, true, Sessions.numbered(1, "b@to.test", "c@to.test"))
                            .told());
        }
    }

    @Test
    void severalMessages_takeOneFlightEach() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client -> {
            client.greet("PIPELINING").expect(MAIL, RCPT_B, "DATA").reply(OK, OK, "354 go");
            client.expect(content(1)).expect(".", MAIL, RCPT_C, "DATA").reply(OK, OK, OK, "354 go");
            client.expect(content(2)).expect(".", MAIL, RCPT_B, "DATA").reply(OK, OK, OK, "354 go");
            client.expect(content(3)).on(".", OK).expectQuit();
        })) {
            RecordedOutcomes outcomes = sendAll(
                    server,
                    false,
                    Sessions.numbered(1, "b@to.test"),
                    Sessions.numbered(2, "c@to.test"),
                    Sessions.numbered(3, "b@to.test"));
            assertEquals(
                    List.of(
                            "<1@from.test> accepted for [b@to.test: 250 ok]",
                            "<2@from.test> accepted for [c@to.test: 250 ok]",
                            "<3@from.test> accepted for [b@to.test: 250 ok]"),
                    outcomes.told());
        }
    }

    /** One message in doubt is enough: the next one's content waits for the reply to the first. */
    @Test
    void severalMessages_withChunking_takeOneFlightEach_andWaitForEachOther() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client -> {
            client.greet("PIPELINING", "CHUNKING").expect(MAIL, RCPT_B, bdat(1)).expect(content(1));
            client.expectSilence().reply(OK, OK, OK);
            client.expect(MAIL, RCPT_B, bdat(2)).expect(content(2)).reply(OK, OK, OK);
            client.expectQuit();
        })) {
            sendAll(server, false, Sessions.numbered(1, "b@to.test"), Sessions.numbered(2, "b@to.test"));
        }
    }

    /** Should the first BDAT fail, no command but RSET would be right (RFC 3030 section 2). */
    @Test
    void severalMessagesAllOrNone_withChunking_areSeparatedByReset() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client -> {
            client.greet("PIPELINING", "CHUNKING").expect(MAIL, RCPT_B, RCPT_C).reply(OK, OK, OK);
            client.expect(bdat(1))
                    .expect(content(1))
                    .expect("RSET", MAIL, RCPT_B, RCPT_C)
                    .reply("452 full", OK, OK, OK, OK);
            client.expect(bdat(2)).expect(content(2)).reply(OK).expectQuit();
        })) {
            RecordedOutcomes outcomes = sendAll(
                    server,
                    false,
                    Sessions.numbered(1, "b@to.test", "c@to.test"),
                    Sessions.numbered(2, "b@to.test", "c@to.test"));
            assertEquals(
                    List.of(
                            "<1@from.test> SmtpReplyException 452 full",
                            "<2@from.test> accepted for [b@to.test: 250 ok, c@to.test: 250 ok]"),
                    outcomes.told());
        }
    }

    @Test
    void serverThatDoesNotAnnouncePipelining_isAskedOneByOne() throws Exception {
        assertOneByOne("SIZE", true, "DATA");
    }

    @Test
    void pipeliningSwitchedOff_isAskedOneByOne() throws Exception {
        assertOneByOne("PIPELINING", false, "DATA");
    }

    @Test
    void chunkingWithoutPipelining_needsNoLeave() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client -> {
            client.greet("CHUNKING").expect(MAIL).expectSilence().reply(OK).on(RCPT_B, OK);
            client.expect(bdat(1)).expect(content(1)).reply(OK).expectQuit();
        })) {
            sendAll(server, false, Sessions.numbered(1, "b@to.test"));
        }
    }

    private static void assertOneByOne(String offered, boolean pipelining, String last) throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client -> {
            client.greet(offered);
            for (String line : new String[] {MAIL, RCPT_B}) {
                client.expectMatching(line + ".*").expectSilence().reply(OK);
            }
            client.on(last, "354 go").expect(content(1)).on(".", OK).expectQuit();
        })) {
            SessionConfig config = Sessions.config(server, Security.NONE, new Credentials.None());
            SmtpSession session = Sessions.open(new SessionConfig(
                    config.server(),
                    config.credentials(),
                    config.mechanisms(),
                    config.tls(),
                    config.timeouts(),
                    config.heloName(),
                    pipelining));
            session.send(Sessions.numbered(1, "b@to.test"), false);
            session.quit();
        }
    }

    @Test
    void serverThatWasSilentForLong_isAskedBeforeAWholeMessage() throws Exception {
        AtomicLong now = new AtomicLong();
        try (ScriptedServer server = ScriptedServer.start(client -> {
            client.greet("PIPELINING", "CHUNKING").expect(MAIL, RCPT_B).reply(OK, OK);
            client.expect(bdat(1)).expect(content(1)).reply(OK).expectQuit();
        })) {
            SmtpSession session = SmtpSession.open(
                    Sessions.config(server, Security.NONE, new Credentials.None()),
                    Sessions.DEADLINES,
                    Sessions.NO_TOKENS,
                    now::get);
            now.addAndGet(50_000_000L);
            session.send(Sessions.numbered(1, "b@to.test"), false);
            session.quit();
        }
    }

    @Test
    void refusedRecipient_withDataRefused_isReset() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client -> {
            client.greet("PIPELINING").expect(MAIL, RCPT_B, "DATA").reply(OK, "550 who?", "503 no recipients");
            client.on("RSET", OK).expect(MAIL, RCPT_C, "DATA").reply(OK, OK, "354 go");
            client.expect(content(2)).on(".", OK).expectQuit();
        })) {
            assertEquals(
                    List.of(
                            "<1@from.test> SmtpReplyException 550 who?",
                            "<2@from.test> accepted for [c@to.test: 250 ok]"),
                    sendAll(server, false, Sessions.numbered(1, "b@to.test"), Sessions.numbered(2, "c@to.test"))
                            .told());
        }
    }

    /** RFC 2920 section 3.1: the client sends the terminating dot alone. */
    @Test
    void refusedRecipient_withDataGranted_endsByTheDotAlone() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client -> {
            client.greet("PIPELINING").expect(MAIL, RCPT_B, "DATA").reply(OK, "550 who?", "354 go");
            client.on(".", "554 no recipients");
            client.expect(MAIL, RCPT_C, "DATA").reply(OK, OK, "354 go");
            client.expect(content(2)).on(".", OK).expectQuit();
        })) {
            assertEquals(
                    List.of(
                            "<1@from.test> SmtpReplyException 550 who?",
                            "<2@from.test> accepted for [c@to.test: 250 ok]"),
                    sendAll(server, false, Sessions.numbered(1, "b@to.test"), Sessions.numbered(2, "c@to.test"))
                            .told());
        }
    }

    @Test
    void refusedSender_inAGroup_needsNoReset() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client -> {
            client.greet("PIPELINING")
                    .expect(MAIL, RCPT_B, "DATA")
                    .reply("550 you?", "503 MAIL first", "503 RCPT first");
            client.expectQuit();
        })) {
            assertEquals(
                    List.of("<1@from.test> SmtpReplyException 550 you?"),
                    sendAll(server, false, Sessions.numbered(1, "b@to.test")).told());
        }
    }

    @Test
    void refusedRecipient_withChunking_isReset_whateverBecomesOfTheMessage() throws Exception {
        for (String reply : List.of("554 no recipients", "250 for nobody")) {
            try (ScriptedServer server = ScriptedServer.start(client -> {
                client.greet("PIPELINING", "CHUNKING").expect(MAIL, RCPT_B, bdat(1));
                client.expect(content(1)).reply(OK, "550 who?", reply);
                client.on("RSET", OK).expectQuit();
            })) {
                assertEquals(
                        List.of("<1@from.test> SmtpReplyException 550 who?"),
                        sendAll(server, false, Sessions.numbered(1, "b@to.test"))
                                .told());
            }
        }
    }

    @Test
    void refusedMessage_doesNotStopTheNextOne() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client -> {
            client.greet("PIPELINING").expect(MAIL, RCPT_B, "DATA").reply(OK, OK, "354 go");
            client.expect(content(1)).expect(".", MAIL, RCPT_C, "DATA").reply("554 spam", OK, OK, "354 go");
            client.expect(content(2)).on(".", OK).expectQuit();
        })) {
            assertEquals(
                    List.of(
                            "<1@from.test> SmtpReplyException 554 spam",
                            "<2@from.test> accepted for [c@to.test: 250 ok]"),
                    sendAll(server, false, Sessions.numbered(1, "b@to.test"), Sessions.numbered(2, "c@to.test"))
                            .told());
        }
    }

    @Test
    void messageGivenUpAfter354_closesTheConnection() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client -> {
            client.greet("PIPELINING").expect(MAIL, RCPT_B, "DATA").reply(OK, OK, "354 go");
            client.expect(content(1)).expect(".", MAIL, RCPT_C, "DATA").reply("554 spam", OK, OK, "354 go");
            client.expectEnd();
        })) {
            RecordedOutcomes outcomes = new RecordedOutcomes(
                            Sessions.numbered(1, "b@to.test"), Sessions.numbered(2, "c@to.test"))
                    .stoppingAtFailure();
            assertEquals(
                    List.of("<1@from.test> SmtpReplyException 554 spam"),
                    sendAll(server, false, outcomes).told());
        }
    }

    @Test
    void messageGivenUpBeforeDataIsGranted_isReset() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client -> {
            client.greet("PIPELINING").expect(MAIL, RCPT_B, "DATA").reply(OK, OK, "354 go");
            client.expect(content(1)).expect(".", MAIL, RCPT_C, "DATA").reply("554 spam", OK, "550 who?", "503 nobody");
            client.on("RSET", OK).expectQuit();
        })) {
            RecordedOutcomes outcomes = new RecordedOutcomes(
                            Sessions.numbered(1, "b@to.test"), Sessions.numbered(2, "c@to.test"))
                    .stoppingAtFailure();
            sendAll(server, false, outcomes);
        }
    }

    @Test
    void linkLostAfterTheMessage_leavesOneInDoubt_andTheNextGoesOverAnother() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(
                client -> {
                    client.greet("PIPELINING").expect(MAIL, RCPT_B, "DATA").reply(OK, OK, "354 go");
                    client.expect(content(1)).expect(".", MAIL, RCPT_C, "DATA").close();
                },
                client -> {
                    client.greet("PIPELINING").expect(MAIL, RCPT_C, "DATA").reply(OK, OK, "354 go");
                    client.expect(content(2)).on(".", OK).expectQuit();
                })) {
            assertEquals(
                    List.of("<1@from.test> InDoubtException", "<2@from.test> accepted for [c@to.test: 250 ok]"),
                    sendAll(server, false, Sessions.numbered(1, "b@to.test"), Sessions.numbered(2, "c@to.test"))
                            .told());
        }
    }

    @Test
    void linkLostAfterTheReply_leavesNothingInDoubt() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(
                client -> {
                    client.greet("PIPELINING").expect(MAIL, RCPT_B, "DATA").reply(OK, OK, "354 go");
                    client.expect(content(1))
                            .expect(".", MAIL, RCPT_C, "DATA")
                            .reply(OK)
                            .close();
                },
                client -> {
                    client.greet("PIPELINING").expect(MAIL, RCPT_C, "DATA").reply(OK, OK, "354 go");
                    client.expect(content(2)).on(".", OK).expectQuit();
                })) {
            assertEquals(
                    List.of(
                            "<1@from.test> accepted for [b@to.test: 250 ok]",
                            "<2@from.test> accepted for [c@to.test: 250 ok]"),
                    sendAll(server, false, Sessions.numbered(1, "b@to.test"), Sessions.numbered(2, "c@to.test"))
                            .told());
        }
    }

    /** The server may have all of it, although it has said nothing. */
    @Test
    void linkLostAfterAWholeMessage_leavesItInDoubt() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client -> client.greet("PIPELINING", "CHUNKING")
                .expect(MAIL, RCPT_B, bdat(1))
                .expect(content(1))
                .close())) {
            SmtpSession session = Sessions.open(server);
            assertThrows(InDoubtException.class, () -> session.send(Sessions.numbered(1, "b@to.test"), false));
            assertFalse(session.isUsable());
        }
    }

    @Test
    void linkLostAfterARefusal_leavesNoDoubt() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client -> client.greet("PIPELINING", "CHUNKING")
                .expect(MAIL, RCPT_B, bdat(1))
                .expect(content(1))
                .reply(OK, "550 who?")
                .close())) {
            SmtpSession session = Sessions.open(server);
            SmtpReplyException refusal = assertThrows(
                    SmtpReplyException.class, () -> session.send(Sessions.numbered(1, "b@to.test"), false));
            assertEquals(550, refusal.reply().code());
            assertFalse(session.isUsable());
        }
    }

    /** Were the first of them taken for the reply to the message, a refusal would pass for an acceptance. */
    @Test
    void replyTooMany_withChunking_leavesDoubt() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client -> client.greet("PIPELINING", "CHUNKING")
                .expect(MAIL, RCPT_B, bdat(1))
                .expect(content(1))
                .reply(OK, OK, OK, "554 refused")
                .expectEnd())) {
            SmtpSession session = Sessions.open(server);
            assertThrows(InDoubtException.class, () -> session.send(Sessions.numbered(1, "b@to.test"), false));
        }
    }

    @Test
    void replyTooMany_beforeTheMessage_isNoticedBeforeIt() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client -> client.greet("PIPELINING", "CHUNKING")
                .expect(MAIL, RCPT_B, RCPT_C)
                .reply(OK, OK, OK, OK)
                .expectEnd())) {
            SmtpSession session = Sessions.open(server);
            SmtpConnectException failure = assertThrows(
                    SmtpConnectException.class,
                    () -> session.send(Sessions.numbered(1, "b@to.test", "c@to.test"), false));
            assertEquals(SmtpConnectException.Reason.PROTOCOL_VIOLATION, failure.reason());
        }
    }

    @Test
    void farewellBehindTheReply_isNoRefusal_butTheNextMessageGoesOverAnotherConnection() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(
                client -> client.greet("PIPELINING", "CHUNKING")
                        .expect(MAIL, RCPT_B, bdat(1))
                        .expect(content(1))
                        .reply(OK, OK, OK, "421 that was the last one")
                        .expectEnd(),
                client -> client.greet("PIPELINING", "CHUNKING")
                        .expect(MAIL, RCPT_B, bdat(2))
                        .expect(content(2))
                        .reply(OK, OK, OK)
                        .expectQuit())) {
            assertEquals(
                    List.of(
                            "<1@from.test> accepted for [b@to.test: 250 ok]",
                            "<2@from.test> accepted for [b@to.test: 250 ok]"),
                    sendAll(server, false, Sessions.numbered(1, "b@to.test"), Sessions.numbered(2, "b@to.test"))
                            .told());
        }
    }

    @Test
    void farewellInThePlaceOfTheReply_isARefusal_andTheNextMessageGoesOverAnotherConnection() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(
                client -> {
                    client.greet("PIPELINING").expect(MAIL, RCPT_B, "DATA").reply(OK, OK, "354 go");
                    client.expect(content(1)).expect(".", MAIL, RCPT_C, "DATA").reply("421 not now");
                    client.expectEnd();
                },
                client -> {
                    client.greet("PIPELINING").expect(MAIL, RCPT_C, "DATA").reply(OK, OK, "354 go");
                    client.expect(content(2)).on(".", OK).expectQuit();
                })) {
            assertEquals(
                    List.of(
                            "<1@from.test> SmtpReplyException 421 not now",
                            "<2@from.test> accepted for [c@to.test: 250 ok]"),
                    sendAll(server, false, Sessions.numbered(1, "b@to.test"), Sessions.numbered(2, "c@to.test"))
                            .told());
        }
    }

    @Test
    void messageThatAsksForTooMuch_isToldInItsTurn() throws Exception {
        RenderedMessage eightBit = new RenderedMessage(
                Envelope.of("a@from.test", "b@to.test"), Sessions.wire("Message-ID: <2@from.test>\r\n\r\n\u00e9\r\n"));
        try (ScriptedServer server = ScriptedServer.start(client -> {
            client.greet("PIPELINING").expect(MAIL, RCPT_B, "DATA").reply(OK, OK, "354 go");
            client.expect(content(1)).on(".", OK);
            client.expect(MAIL, RCPT_B, "DATA").reply(OK, OK, "354 go");
            client.expect(content(3)).on(".", OK).expectQuit();
        })) {
            assertEquals(
                    List.of(
                            "<1@from.test> accepted for [b@to.test: 250 ok]",
                            "<2@from.test> InvalidEmailException",
                            "<3@from.test> accepted for [b@to.test: 250 ok]"),
                    sendAll(
                                    server,
                                    false,
                                    Sessions.numbered(1, "b@to.test"),
                                    eightBit,
                                    Sessions.numbered(3, "b@to.test"))
                            .told());
        }
    }

    /** Neither side waits for the other although each has much to say, and the server's buffers are small. */
    @Test
    void manyRecipientsWithLongReplies_getThrough() throws Exception {
        List<String> recipients = IntStream.range(0, 500)
                .mapToObj(number -> "recipient-with-a-long-name-%d@to.test".formatted(number))
                .toList();
        String longOk = "250 " + "x".repeat(506);
        try (ScriptedServer server = ScriptedServer.start(client -> {
            client.greet("PIPELINING").on(MAIL, longOk);
            for (String recipient : recipients) {
                client.on("RCPT TO:<" + recipient + ">", longOk);
            }
            client.on("DATA", "354 go").expect(content(1)).on(".", OK).expectQuit();
        })) {
            RecordedOutcomes outcomes = sendAll(server, true, Sessions.numbered(1, recipients.toArray(String[]::new)));
            assertTrue(outcomes.told().get(0).startsWith("<1@from.test> accepted"), outcomes.told()::toString);
        }
    }

    @Test
    void dotsAreStuffed_inDataOnly() throws Exception {
        String text = "Message-ID: <1@from.test>\r\n\r\n.\r\n..two\r\na.b\r\n";
        RenderedMessage message = new RenderedMessage(Envelope.of("a@from.test", "b@to.test"), Sessions.wire(text));
        try (ScriptedServer server = ScriptedServer.start(client -> {
            client.greet("PIPELINING").expect(MAIL, RCPT_B, "DATA").reply(OK, OK, "354 go");
            client.expect("Message-ID: <1@from.test>", "", "..", "...two", "a.b", ".")
                    .reply(OK);
            client.expectQuit();
        })) {
            sendAll(server, false, message);
        }
        try (ScriptedServer server = ScriptedServer.start(client -> client.greet("PIPELINING", "CHUNKING")
                .expect(MAIL, RCPT_B, "BDAT %d LAST".formatted(text.length()))
                .expect("Message-ID: <1@from.test>", "", ".", "..two", "a.b")
                .reply(OK, OK, OK)
                .expectQuit())) {
            sendAll(server, false, message);
        }
    }

    /** Beyond what is held in memory a refusal would come too late to save the flight. */
    @Test
    void largeMessage_waitsForTheEnvelope() throws Exception {
        List<String> lines = new ArrayList<>(List.of("Message-ID: <1@from.test>", ""));
        IntStream.range(0, 1_100).forEach(number -> lines.add("x".repeat(997)));
        byte[] text = (String.join("\r\n", lines) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        try (ScriptedServer server = ScriptedServer.start(client -> {
                    client.greet("PIPELINING", "CHUNKING").expect(MAIL, RCPT_B).reply(OK, OK);
                    client.expect("BDAT %d LAST".formatted(text.length))
                            .expect(lines.toArray(String[]::new))
                            .reply(OK)
                            .expectQuit();
                });
                RenderedMessage message =
                        new RenderedMessage(Envelope.of("a@from.test", "b@to.test"), WireMessage.of(text))) {
            assertFalse(message.message().isInMemory());
            sendAll(server, false, message);
        }
    }
}
