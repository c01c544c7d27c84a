package org.postbound.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

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
                        List.of(
                                "<1@from.test> accepted for [b@to.test: 250 ok, c@to.test: 250 ok, d@to.test: 550 who?]"),
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

    @Test
    void nobodyTaken_endsIt() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client -> {
            take(client.greet("LIMITS RCPTMAX=1"), "b@to.test");
            client.on(MAIL, OK).on("RCPT TO:<c@to.test>", "452 too many").on("RSET", OK);
            client.expectQuit();
        })) {
            assertEquals(
                    List.of("<1@from.test> accepted for [b@to.test: 250 ok, c@to.test: 452 too many]"
                            + " then SmtpReplyException"),
                    send(server, "b@to.test", "c@to.test"));
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
}
