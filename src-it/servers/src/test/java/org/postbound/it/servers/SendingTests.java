package org.postbound.it.servers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.postbound.Disposition;
import org.postbound.Email;
import org.postbound.Envelope;
import org.postbound.InvalidEmailException;
import org.postbound.Receipt;
import org.postbound.RecipientOutcome;
import org.postbound.SmtpConnection;
import org.postbound.SmtpReplyException;
import org.postbound.ra.SmtpManagedConnectionFactory;

/** What any server has to take from the adapter, whichever extensions it has. */
@ExtendWith(Servers.class)
abstract class SendingTests {
    private static final int LARGE = 3 << 20;

    private final RealServer server;
    private final int port;

    SendingTests(RealServer server, int port) {
        this.server = server;
        this.port = port;
    }

    private SmtpConnection connect() throws Exception {
        return Client.connect(Client.plain(port));
    }

    private List<Mailbox> mailboxes(int count) {
        return Stream.generate(server::newMailbox).limit(count).toList();
    }

    private static void assertArrivedAsItWas(byte[] sent, Mailbox mailbox) {
        String mail = mailbox.onlyMail().replace("\r\n", "\n");
        String expected = new String(sent, StandardCharsets.ISO_8859_1).replace("\r\n", "\n");
        // Not assertEquals, which would print a large message; a relay puts its trace in front.
        assertTrue(mail.endsWith(expected), () -> "sent " + expected.length() + " chars, received " + mail.length());
    }

    private void arrivesAsItWas(String body) throws Exception {
        Mailbox mailbox = server.newMailbox();
        byte[] message = Client.rendered(body);
        try (SmtpConnection connection = connect()) {
            Client.send(connection, mailbox, message);
        }
        assertArrivedAsItWas(message, mailbox);
    }

    @Test
    void email_isAcceptedAndDelivered() throws Exception {
        Mailbox mailbox = server.newMailbox();
        try (SmtpConnection connection = connect()) {
            Receipt receipt = connection.send(Client.email(mailbox.address()));

            assertEquals(Disposition.ACCEPTED, receipt.disposition());
            assertEquals(250, receipt.reply().orElseThrow().code());
            assertTrue(mailbox.onlyMail().contains("Message-ID: " + receipt.messageId()));
        }
    }

    @Test
    void sendAll_deliversEachToItsRecipient() throws Exception {
        List<Mailbox> mailboxes = mailboxes(2);
        List<Email> emails = IntStream.range(0, 20)
                .mapToObj(i -> Email.builder()
                        .to(mailboxes.get(i % 2).address())
                        .text("number " + i + ".\n")
                        .build())
                .toList();
        try (SmtpConnection connection = connect()) {
            List<Receipt> receipts = connection.sendAll(emails);

            assertEquals(20, receipts.size());
            receipts.forEach(receipt -> assertEquals(Disposition.ACCEPTED, receipt.disposition()));
        }
        for (int parity = 0; parity < 2; parity++) {
            int odd = parity;
            String all = String.join("", mailboxes.get(parity).mails(10));
            IntStream.range(0, 20)
                    .forEach(i -> assertEquals(i % 2 == odd, all.contains("number " + i + "."), "message " + i));
        }
    }

    @Test
    void sendAll_withRefusedOnes_deliversTheOthers() throws Exception {
        Mailbox mailbox = server.newMailbox();
        List<Email> emails = Stream.of("first", "refused", "last")
                .map(text -> Email.builder()
                        .to("refused".equals(text) ? "refused@example.org" : mailbox.address())
                        .text(text)
                        .build())
                .toList();
        try (SmtpConnection connection = connect()) {
            assertEquals(
                    List.of(Disposition.ACCEPTED, Disposition.FAILED, Disposition.ACCEPTED),
                    connection.sendAll(emails).stream()
                            .map(Receipt::disposition)
                            .toList());
        }
        String all = String.join("", mailbox.mails(2));
        assertTrue(all.contains("first") && all.contains("last") && !all.contains("refused"), all);
    }

    @Test
    void refusedRecipient_keepsTheMessageFromAll() throws Exception {
        List<Mailbox> mailboxes = mailboxes(2);
        String[] recipients = {
            mailboxes.get(0).address(), "refused@example.org", mailboxes.get(1).address()
        };
        try (SmtpConnection connection = connect()) {
            SmtpReplyException refusal =
                    assertThrows(SmtpReplyException.class, () -> connection.send(Client.email(recipients)));
            assertFalse(refusal.isTransient());
            assertEquals(
                    List.of(true, false, true),
                    refusal.recipients().stream()
                            .map(RecipientOutcome::isAccepted)
                            .toList());

            for (Mailbox mailbox : mailboxes) {
                Receipt next = connection.send(Client.email(mailbox.address()));
                assertTrue(mailbox.onlyMail().contains(next.messageId()), "only what came afterwards");
            }
        }
    }

    @Test
    void refusedRecipient_withPartialDelivery_isLeftOut() throws Exception {
        List<Mailbox> mailboxes = mailboxes(2);
        SmtpManagedConnectionFactory configuration = Client.plain(port);
        configuration.setPartialDelivery(true);
        try (SmtpConnection connection = Client.connect(configuration)) {
            Receipt receipt = connection.send(Client.email(
                    mailboxes.get(0).address(),
                    "later@example.org",
                    mailboxes.get(1).address()));

            assertEquals(
                    List.of(true, false, true),
                    receipt.recipients().stream()
                            .map(RecipientOutcome::isAccepted)
                            .toList());
            for (Mailbox mailbox : mailboxes) {
                assertTrue(mailbox.onlyMail().contains(receipt.messageId()));
            }
        }
    }

    @Test
    void transientRefusal_isToldAsSuch() throws Exception {
        try (SmtpConnection connection = connect()) {
            assertTrue(assertThrows(SmtpReplyException.class, () -> connection.send(Client.email("later@example.org")))
                    .isTransient());
        }
    }

    @Test
    void refusalOfTheContent_leavesTheConversationUsable() throws Exception {
        Mailbox mailbox = server.newMailbox();
        try (SmtpConnection connection = connect()) {
            SmtpReplyException refusal = assertThrows(
                    SmtpReplyException.class,
                    () -> connection.send(Email.builder()
                            .to(mailbox.address())
                            .header("X-Refuse", "yes")
                            .text("no")
                            .build()));
            assertEquals(550, refusal.reply().code());

            Receipt next = connection.send(Client.email(mailbox.address()));
            assertTrue(mailbox.onlyMail().contains(next.messageId()));
        }
    }

    @Test
    void largeMessage_arrivesAsItWas() throws Exception {
        Random random = new Random(4);
        arrivesAsItWas(IntStream.range(0, LARGE / 78)
                .mapToObj(line -> random.ints(76, ' ', '~')
                        .mapToObj(Character::toString)
                        .collect(Collectors.joining("", "", "\r\n")))
                .collect(Collectors.joining()));
    }

    @Test
    void dots_arriveAsTheyWere() throws Exception {
        arrivesAsItWas(".\r\n..\r\n.a\r\n...\r\n\r\n.\r\n.\r\n\r\n" + ".\r\n".repeat(10_000) + "end\r\n..\r\n");
    }

    @Test
    void longestLines_arriveAsTheyWere() throws Exception {
        arrivesAsItWas(("." + "x".repeat(997) + "\r\n").repeat(50));
    }

    @Test
    void eightBit_arrivesAsItWas_orIsRefusedHere() throws Exception {
        try (SmtpConnection connection = connect()) {
            if (connection.server().capabilities().containsKey("8BITMIME")) {
                arrivesAsItWas("Größe: 42 €\r\n".repeat(100));
            } else {
                Mailbox mailbox = server.newMailbox();
                byte[] message = Client.rendered("Größe: 42 €\r\n");
                assertThrows(InvalidEmailException.class, () -> Client.send(connection, mailbox, message));
            }
        }
    }

    @Test
    void addressBeyondAscii_isDelivered_orRefusedHere() throws Exception {
        Mailbox mailbox = server.newMailbox();
        Email email = Email.builder()
                .to(mailbox.address().replace("@", "+größe@"))
                .subject("Größe")
                .text("42 €\n")
                .build();
        try (SmtpConnection connection = connect()) {
            if (connection.server().capabilities().containsKey("SMTPUTF8")) {
                connection.send(email);
                String mail =
                        new String(mailbox.onlyMail().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
                assertTrue(mail.contains("+größe@example.org"), mail);
            } else {
                assertThrows(InvalidEmailException.class, () -> connection.send(email));
            }
            connection.send(Client.email(server.newMailbox().address()));
        }
    }

    @Test
    void bcc_isDeliveredAndSeenByNobody() throws Exception {
        List<Mailbox> mailboxes = mailboxes(2);
        try (SmtpConnection connection = connect()) {
            connection.send(Email.builder()
                    .to(mailboxes.get(0).address())
                    .bcc(mailboxes.get(1).address())
                    .text("hello")
                    .build());
        }
        for (Mailbox mailbox : mailboxes) {
            String mail = mailbox.onlyMail();
            assertFalse(mail.contains("Bcc"), mail);
            assertTrue(mail.contains("To: " + mailboxes.get(0).address()), mail);
        }
    }

    @Test
    void nullReversePath_isTaken() throws Exception {
        Mailbox mailbox = server.newMailbox();
        byte[] message = Client.rendered("a notification\r\n");
        try (SmtpConnection connection = connect()) {
            connection.send(Envelope.of("", mailbox.address()), message);
        }
        assertArrivedAsItWas(message, mailbox);
    }

    @Test
    void requireTls_failsHere() throws Exception {
        Mailbox mailbox = server.newMailbox();
        try (SmtpConnection connection = connect()) {
            Email email = Email.builder()
                    .to(mailbox.address())
                    .text("secret")
                    .requireTls()
                    .build();
            assertThrows(InvalidEmailException.class, () -> connection.send(email));

            connection.send(Client.email(mailbox.address()));
            assertFalse(mailbox.onlyMail().contains("secret"));
        }
    }
}
