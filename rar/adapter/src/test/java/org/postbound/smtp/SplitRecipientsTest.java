package org.postbound.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postbound.OutboxException;
import org.postbound.SmtpException;
import org.postbound.SmtpReplyException;
import org.postbound.mime.RenderedMessage;

/** Recipients that are too many for one mail transaction (RFC 5321 section 4.5.3.1.10, RFC 9422). */
class SplitRecipientsTest {
    private static final String MAIL = "MAIL FROM:<a@from.test>";
    private static final String OK = "250 ok";

    private static List<String> send(ScriptedServer server, String... recipients) {
        SmtpLink link = Sessions.link(server);
        RecordedOutcomes outcomes = new RecordedOutcomes(Sessions.numbered(1, recipients));
        link.sendAll(outcomes, true);
        link.close();
        return outcomes.told();
    }

    /** One mail transaction to some of the recipients, all of which it takes; the octets are the same each time. */
    private static void take(ScriptedServer.Client client, String... recipients) throws Exception {
        client.on(MAIL, OK);
        for (String recipient : recipients) {
            client.on("RCPT TO:<" + recipient + ">", OK);
        }
        assertEquals(
                List.of("Message-ID: <1@from.test>", "", "Hello"),
                client.on("DATA", "354 go").content());
        client.reply("250 queued");
    }

    @Test
    void announcedLimit_splitsTheMessage() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client -> {
            take(client.greet("LIMITS RCPTMAX=2"), "b@to.test", "c@to.test");
            take(client, "d@to.test", "e@to.test");
            take(client, "f@to.test");
            client.expectQuit();
        })) {
            assertEquals(
                    List.of("<1@from.test> accepted for [b@to.test: 250 ok, c@to.test: 250 ok, d@to.test: 250 ok,"
                            + " e@to.test: 250 ok, f@to.test: 250 ok]"),
                    send(server, "b@to.test", "c@to.test", "d@to.test", "e@to.test", "f@to.test"));
        }
    }

    @Test
    void tooManyRecipients_areSentToAgain_inTheEnvelopesOrder() throws Exception {
        for (String tooMany : List.of("452 4.5.3 too many", "452 too many", "552 5.5.3 too many", "552 too many")) {
            try (ScriptedServer server = ScriptedServer.start(client -> {
                client.greet().on(MAIL, OK).on("RCPT TO:<b@to.test>", OK);
                client.on("RCPT TO:<c@to.test>", tooMany).on("RCPT TO:<d@to.test>", "550 who?");
                client.on("DATA", "354 go").content();
                take(client.reply("250 queued"), "c@to.test");
                client.expectQuit();
            })) {
                assertEquals(
                        List.of("<1@from.test> accepted for [b@to.test: 250 ok, c@to.test: 250 ok, d@to.test: 550"
                                + " who?]"),
                        send(server, "b@to.test", "c@to.test", "d@to.test"));
            }
        }
    }

    /** 4.2.2 and 5.2.2 are of a full mailbox (RFC 3463 section 3.3), which stays full in another transaction. */
    @Test
    void fullMailbox_isNotAskedAgain() throws Exception {
        for (String full : List.of("452 4.2.2 mailbox full", "552 5.2.2 mailbox full")) {
            try (ScriptedServer server = ScriptedServer.start(client -> {
                client.greet().on(MAIL, OK).on("RCPT TO:<b@to.test>", OK).on("RCPT TO:<c@to.test>", full);
                client.on("DATA", "354 go").content();
                client.reply("250 queued").expectQuit();
            })) {
                assertEquals(
                        List.of("<1@from.test> accepted for [b@to.test: 250 ok, c@to.test: " + full + "]"),
                        send(server, "b@to.test", "c@to.test"));
            }
        }
    }

    /** So that it is tried again: a session may have its limit, too. */
    @Test
    void nobodyTaken_endsIt_forTheMoment() throws Exception {
        for (String tooMany : List.of("452 too many", "552 too many")) {
            try (ScriptedServer server = ScriptedServer.start(client -> {
                take(client.greet("LIMITS RCPTMAX=1"), "b@to.test");
                client.on(MAIL, OK).on("RCPT TO:<c@to.test>", tooMany).on("RSET", OK);
                client.expectQuit();
            })) {
                assertEquals(
                        List.of("<1@from.test> accepted for [b@to.test: 250 ok, c@to.test: 452 too many]"),
                        send(server, "b@to.test", "c@to.test"));
            }
        }
    }

    @Test
    void nobodyTakenAtAll_isTransient() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client -> {
            client.greet().on(MAIL, OK).on("RCPT TO:<b@to.test>", "552 5.5.3 too many");
            client.on("RCPT TO:<c@to.test>", "552 5.5.3 too many")
                    .on("RSET", OK)
                    .expectQuit();
        })) {
            SmtpReplyException refusal = refused(server, true, "b@to.test", "c@to.test");
            assertTrue(refusal.isTransient());
            assertEquals("452 4.5.3 too many", refusal.reply().toString());
        }
    }

    @Test
    void tooManyBesideARefusal_haveTheirTurn() throws Exception {
        for (String tooMany : List.of("452 too many", "552 5.5.3 too many")) {
            try (ScriptedServer server = ScriptedServer.start(client -> {
                client.greet().on(MAIL, OK).on("RCPT TO:<b@to.test>", "550 who?");
                client.on("RCPT TO:<c@to.test>", tooMany).on("RSET", OK);
                take(client, "c@to.test");
                client.expectQuit();
            })) {
                assertEquals(
                        List.of("<1@from.test> accepted for [b@to.test: 550 who?, c@to.test: 250 ok]"),
                        send(server, "b@to.test", "c@to.test"));
            }
        }
    }

    /** Who is tried again is alone then. */
    @Test
    void onlyRecipientIsOneTooMany_isTransient() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client -> {
            client.greet().on(MAIL, OK).on("RCPT TO:<b@to.test>", "552 5.5.3 too many");
            client.on("RSET", OK).expectQuit();
        })) {
            assertTrue(refused(server, true, "b@to.test").isTransient());
        }
    }

    /** As servers without enhanced status codes say it. */
    @Test
    void onlyRecipientWithAFullMailbox_isRefusedForGood() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client -> {
            client.greet().on(MAIL, OK).on("RCPT TO:<b@to.test>", "552 mailbox full");
            client.on("RSET", OK).expectQuit();
        })) {
            assertFalse(refused(server, true, "b@to.test").isTransient());
        }
    }

    /** It is of the message, and not of recipients. */
    @Test
    void messageTooBig_isRefusedForGood() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client -> {
            client.greet().on(MAIL, OK).on("RCPT TO:<b@to.test>", OK).on("RCPT TO:<c@to.test>", OK);
            client.on("DATA", "354 go").content();
            client.reply("552 too big").expectQuit();
        })) {
            assertFalse(refused(server, true, "b@to.test", "c@to.test").isTransient());
        }
    }

    @Test
    void linkLostInBetween_goesOnOverAnother() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(
                client -> {
                    take(client.greet("LIMITS RCPTMAX=1"), "b@to.test");
                    client.expect(MAIL).close();
                },
                client -> {
                    take(client.greet("LIMITS RCPTMAX=1"), "c@to.test");
                    client.expectQuit();
                })) {
            assertEquals(
                    List.of("<1@from.test> accepted for [b@to.test: 250 ok, c@to.test: 250 ok]"),
                    send(server, "b@to.test", "c@to.test"));
        }
    }

    /** Whoever was not reached is told: the message was accepted for others, so it cannot just be sent again. */
    @Test
    void laterTransactionInDoubt_isToldWithThoseWhoHaveIt() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client -> {
            take(client.greet("LIMITS RCPTMAX=1"), "b@to.test");
            client.on(MAIL, OK)
                    .on("RCPT TO:<c@to.test>", OK)
                    .on("DATA", "354 go")
                    .content();
            client.close();
        })) {
            assertEquals(
                    List.of("<1@from.test> accepted for [b@to.test: 250 ok, c@to.test: not asked yet]"
                            + " then InDoubtException"),
                    send(server, "b@to.test", "c@to.test"));
        }
    }

    /** The message is for nobody else in that mail transaction. */
    private static void refuse(ScriptedServer.Client client, String recipient, String reply) throws Exception {
        client.on(MAIL, OK).on("RCPT TO:<" + recipient + ">", reply).on("RSET", OK);
    }

    private static SmtpReplyException refused(ScriptedServer server, boolean partialDelivery, String... recipients) {
        SmtpLink link = Sessions.link(server);
        SmtpReplyException refusal = assertThrows(
                SmtpReplyException.class, () -> link.send(Sessions.numbered(1, recipients), partialDelivery));
        link.close();
        return refusal;
    }

    @Test
    void firstGroupRefused_othersHaveTheirTurn() throws Exception {
        for (String limit : List.of("LIMITS RCPTDOMAINMAX=1", "LIMITS RCPTMAX=1")) {
            for (String reply : List.of("550 who?", "450 later")) {
                try (ScriptedServer server = ScriptedServer.start(client -> {
                    refuse(client.greet(limit), "typo@wrong.test", reply);
                    take(client, "boss@right.test");
                    client.expectQuit();
                })) {
                    assertEquals(
                            List.of("<1@from.test> accepted for [typo@wrong.test: " + reply
                                    + ", boss@right.test: 250 ok]"),
                            send(server, "typo@wrong.test", "boss@right.test"));
                }
            }
        }
    }

    @Test
    void laterGroupRefusedAtRcpt_othersHaveTheirTurn() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client -> {
            take(client.greet("LIMITS RCPTMAX=1"), "b@to.test");
            refuse(client, "c@to.test", "550 who?");
            take(client, "d@to.test");
            client.expectQuit();
        })) {
            assertEquals(
                    List.of("<1@from.test> accepted for [b@to.test: 250 ok, c@to.test: 550 who?, d@to.test: 250 ok]"),
                    send(server, "b@to.test", "c@to.test", "d@to.test"));
        }
    }

    /** Told as if others had been asked afterwards: each has a reply, so there is no failure. */
    @Test
    void lastGroupRefused_isToldByItsReplies() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client -> {
            take(client.greet("LIMITS RCPTMAX=1"), "b@to.test");
            refuse(client, "c@to.test", "550 who?");
            client.expectQuit();
        })) {
            assertEquals(
                    List.of("<1@from.test> accepted for [b@to.test: 250 ok, c@to.test: 550 who?]"),
                    send(server, "b@to.test", "c@to.test"));
        }
    }

    @Test
    void senderRefusedForTheLastGroup_tellsWhoWasNotAsked() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client -> {
            take(client.greet("LIMITS RCPTMAX=1"), "b@to.test");
            client.on(MAIL, "451 enough").expectQuit();
        })) {
            assertEquals(
                    List.of("<1@from.test> accepted for [b@to.test: 250 ok, c@to.test: not asked yet]"
                            + " then SmtpReplyException"),
                    send(server, "b@to.test", "c@to.test"));
        }
    }

    @Test
    void laterGroupRefusedAtData_othersHaveTheirTurn() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client -> {
            take(client.greet("LIMITS RCPTMAX=1"), "b@to.test");
            client.on(MAIL, OK).on("RCPT TO:<c@to.test>", OK).on("DATA", "451 later");
            take(client.on("RSET", OK), "d@to.test");
            client.expectQuit();
        })) {
            assertEquals(
                    List.of("<1@from.test> accepted for [b@to.test: 250 ok, c@to.test: 451 later, d@to.test: 250 ok]"),
                    send(server, "b@to.test", "c@to.test", "d@to.test"));
        }
    }

    @Test
    void laterGroupRefusedAtTheFinalDot_othersHaveTheirTurn() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client -> {
            take(client.greet("LIMITS RCPTMAX=1"), "b@to.test");
            client.takeMessage("c@to.test");
            take(client.reply("554 not for c"), "d@to.test");
            client.expectQuit();
        })) {
            assertEquals(
                    List.of("<1@from.test> accepted for [b@to.test: 250 ok, c@to.test: 554 not for c,"
                            + " d@to.test: 250 ok]"),
                    send(server, "b@to.test", "c@to.test", "d@to.test"));
        }
    }

    /** Who came too late was not refused together with the message. */
    @Test
    void groupRefusedAtTheFinalDot_tooManyRecipientsHaveTheirTurn() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client -> {
            client.greet().on(MAIL, OK).on("RCPT TO:<b@to.test>", OK).on("RCPT TO:<c@to.test>", "552 too many");
            client.on("DATA", "354 go").content();
            take(client.reply("554 not for b"), "c@to.test");
            client.expectQuit();
        })) {
            assertEquals(
                    List.of("<1@from.test> accepted for [b@to.test: 554 not for b, c@to.test: 250 ok]"),
                    send(server, "b@to.test", "c@to.test"));
        }
    }

    @Test
    void allGroupsRefused_areToldTogether() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client -> {
            refuse(client.greet("LIMITS RCPTMAX=1"), "b@to.test", "550 who?");
            client.takeMessage("c@to.test");
            client.reply("554 not for c");
            refuse(client, "d@to.test", "450 later");
            client.expectQuit();
        })) {
            SmtpReplyException refusal = refused(server, true, "b@to.test", "c@to.test", "d@to.test");
            assertEquals(
                    "[b@to.test: 550 who?, c@to.test: 554 not for c, d@to.test: 450 later]",
                    refusal.recipients().toString());
            assertEquals(
                    "the server refused 3 of 3 recipients, so nothing was sent to any: 550 who?", refusal.getMessage());
            assertFalse(refusal.isMessageRefused());
        }
    }

    /** It says nothing of their addresses, as if they had been asked about together. */
    @Test
    void messageRefusedForAllGroups_isToldAsThat() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client -> {
            client.greet("LIMITS RCPTMAX=1").takeMessage("b@to.test");
            client.reply("554 not for b").takeMessage("c@to.test");
            client.reply("554 not for c").expectQuit();
        })) {
            SmtpReplyException refusal = refused(server, true, "b@to.test", "c@to.test");
            assertTrue(refusal.isMessageRefused());
            assertEquals("the server refused the message: 554 not for b", refusal.getMessage());
            assertEquals(
                    "[b@to.test: 554 not for b, c@to.test: 554 not for c]",
                    refusal.recipients().toString());
        }
    }

    /** Whoever is left is tried again, although others were refused for good. */
    @Test
    void laterMailRefused_tellsWhoWasNotAsked() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client -> {
            refuse(client.greet("LIMITS RCPTMAX=1"), "b@to.test", "550 who?");
            client.on(MAIL, "451 enough").expectQuit();
        })) {
            SmtpReplyException refusal = refused(server, true, "b@to.test", "c@to.test");
            assertEquals(
                    "[b@to.test: 550 who?, c@to.test: not asked yet]",
                    refusal.recipients().toString());
            assertEquals("the server refused the sender: 451 enough", refusal.getMessage());
        }
    }

    @Test
    void linkLostForGoodAfterARefusal_failsTheMessage() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(
                client -> {
                    refuse(client.greet("LIMITS RCPTMAX=1"), "b@to.test", "550 who?");
                    client.expect(MAIL).close();
                },
                ScriptedServer.Client::close)) {
            assertEquals(List.of("<1@from.test> SmtpConnectException"), send(server, "b@to.test", "c@to.test"));
        }
    }

    @Test
    void allOrNone_oneRefused_nothingIsSentToAny() throws Exception {
        for (String reply : List.of("550 who?", "452 4.5.3 too many")) {
            try (ScriptedServer server = ScriptedServer.start(client -> {
                client.greet().on(MAIL, OK).on("RCPT TO:<b@to.test>", reply).on("RCPT TO:<c@to.test>", OK);
                client.on("RSET", OK).expectQuit();
            })) {
                assertEquals(
                        "[b@to.test: " + reply + ", c@to.test: 250 ok]",
                        refused(server, false, "b@to.test", "c@to.test")
                                .recipients()
                                .toString());
            }
        }
    }

    /** Whose first message was refused may want none of the others sent; so it has to be known in time. */
    @Test
    void nextMessage_waitsForAllGroups() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client -> {
            client.greet("PIPELINING", "LIMITS RCPTMAX=1").expect(MAIL, "RCPT TO:<b@to.test>", "DATA");
            client.reply(OK, OK, "354 go").content();
            client.expectSilence().reply("554 not for b");
            client.expect(MAIL, "RCPT TO:<c@to.test>", "DATA").reply(OK, "550 who?", "503 nobody");
            client.on("RSET", OK).expectQuit();
        })) {
            SmtpLink link = Sessions.link(server);
            RecordedOutcomes outcomes = new RecordedOutcomes(
                            Sessions.numbered(1, "b@to.test", "c@to.test"), Sessions.numbered(2, "d@to.test"))
                    .stoppingAtFailure();
            link.sendAll(outcomes, true);
            link.close();
            assertEquals(List.of("<1@from.test> SmtpReplyException 554 not for b"), outcomes.told());
        }
    }

    private static List<String> sendTwo(ScriptedServer server) {
        SmtpLink link = Sessions.link(server);
        RecordedOutcomes outcomes = new RecordedOutcomes(
                        Sessions.numbered(1, "b@to.test", "c@to.test"), Sessions.numbered(2, "d@to.test"))
                .stoppingAtFailure();
        link.sendAll(outcomes, true);
        link.close();
        return outcomes.told();
    }

    /** The first message is for b and c, the server takes one of them at once, and b has it now. */
    private static void takeForB(ScriptedServer.Client client) throws Exception {
        client.greet("PIPELINING", "LIMITS RCPTMAX=1").expect(MAIL, "RCPT TO:<b@to.test>", "DATA");
        client.reply(OK, OK, "354 go").content();
        client.reply("250 queued");
    }

    /** Whatever goes out behind the first group. */
    private static void expectEnvelope(ScriptedServer.Client client) throws Exception {
        client.expect(MAIL).expectMatching("RCPT TO:<.*>").expect("DATA");
    }

    @Test
    void linkLostForGoodInBetween_tellsWhoHasTheMessage() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(
                client -> {
                    takeForB(client);
                    expectEnvelope(client);
                    client.close();
                },
                ScriptedServer.Client::close)) {
            assertEquals(
                    List.of(
                            "<1@from.test> accepted for [b@to.test: 250 ok, c@to.test: not asked yet]"
                                    + " then SmtpConnectException",
                            "<2@from.test> SmtpConnectException"),
                    sendTwo(server));
        }
    }

    @Test
    void nextMessageEndsTheStream_tellsWhoHasTheMessage() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client -> {
            takeForB(client);
            expectEnvelope(client);
            client.reply(OK, OK, "354 go").content();
            client.expect(MAIL, "RCPT TO:<d@to.test>", "DATA");
            client.reply("250 queued", OK, "550 who?", "503 nobody").on("RSET", OK);
            client.expectQuit();
        })) {
            assertEquals(
                    List.of(
                            "<1@from.test> accepted for [b@to.test: 250 ok, c@to.test: 250 ok]",
                            "<2@from.test> SmtpReplyException 550 who?"),
                    sendTwo(server));
        }
    }

    /** Cannot record what it is told. */
    private record Full(RecordedOutcomes outcomes) implements MessageStream {
        @Override
        public Optional<RenderedMessage> next() {
            return outcomes.next();
        }

        @Override
        public void accepted(RenderedMessage message, SmtpSession.Accepted accepted) {
            outcomes.accepted(message, accepted);
            throw new OutboxException(OutboxException.Reason.STOPPED, "cannot write", null);
        }

        @Override
        public boolean failed(RenderedMessage message, SmtpException failure) {
            return outcomes.failed(message, failure);
        }
    }

    @Test
    void streamThatFailsAtAnAcceptance_isToldOfNoFailureOfTheMessage() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client -> {
            client.greet("PIPELINING").expect(MAIL, "RCPT TO:<b@to.test>", "DATA");
            client.reply(OK, OK, "354 go").content();
            client.expect(MAIL, "RCPT TO:<c@to.test>", "DATA");
            client.reply("250 queued", OK, OK, "354 go").expectEnd();
        })) {
            SmtpLink link = Sessions.link(server);
            RecordedOutcomes outcomes =
                    new RecordedOutcomes(Sessions.numbered(1, "b@to.test"), Sessions.numbered(2, "c@to.test"));
            assertThrows(OutboxException.class, () -> link.sendAll(new Full(outcomes), true));
            link.close();
            assertEquals(List.of("<1@from.test> accepted for [b@to.test: 250 ok]"), outcomes.told());
        }
    }

    /** Cannot say whether there is another message. */
    private record Broken(RecordedOutcomes outcomes) implements MessageStream {
        @Override
        public Optional<RenderedMessage> next() {
            return outcomes.next();
        }

        @Override
        public Optional<RenderedMessage> nextNow() {
            throw new IllegalStateException("broken");
        }

        @Override
        public void accepted(RenderedMessage message, SmtpSession.Accepted accepted) {
            outcomes.accepted(message, accepted);
        }

        @Override
        public boolean failed(RenderedMessage message, SmtpException failure) {
            return outcomes.failed(message, failure);
        }
    }

    @Test
    void streamThatBreaksInBetween_isToldWhoHasTheMessage() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client -> {
            takeForB(client);
            expectEnvelope(client);
            client.reply(OK, OK, "354 go").expectEnd();
        })) {
            SmtpLink link = Sessions.link(server);
            RecordedOutcomes outcomes = new RecordedOutcomes(Sessions.numbered(1, "b@to.test", "c@to.test"));
            assertThrows(IllegalStateException.class, () -> link.sendAll(new Broken(outcomes), true));
            link.close();
            assertEquals(
                    List.of("<1@from.test> accepted for [b@to.test: 250 ok, c@to.test: not asked yet]"
                            + " then SmtpConnectException"),
                    outcomes.told());
        }
    }
}
