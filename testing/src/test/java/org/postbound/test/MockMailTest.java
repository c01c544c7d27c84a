package org.postbound.test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.mail.Address;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.postbound.Disposition;
import org.postbound.Email;
import org.postbound.Envelope;
import org.postbound.InDoubtException;
import org.postbound.InvalidEmailException;
import org.postbound.Receipt;
import org.postbound.RecipientOutcome;
import org.postbound.SmtpConnectException;
import org.postbound.SmtpConnection;
import org.postbound.SmtpConnectionSpec;
import org.postbound.SmtpReplyException;
import org.postbound.SmtpTransactionException;

class MockMailTest {
    private final MockMail mail =
            MockMail.builder().from("Shop <shop@example.org>").build();

    private static Email.Builder email(String... to) {
        return Email.builder().to(to).subject("Thank you").text("It is on its way.\n");
    }

    private Receipt send(Email email) {
        try (SmtpConnection connection = mail.getConnection()) {
            return connection.send(email);
        }
    }

    private Receipt send() {
        return send(email("jo@example.org").build());
    }

    private MimeMessage mimeMessage() throws MessagingException {
        MimeMessage message = new MimeMessage(Session.getInstance(new Properties()));
        message.setFrom("shop@example.org");
        message.setRecipients(Message.RecipientType.TO, "jo@example.org");
        message.setRecipients(Message.RecipientType.BCC, "archive@example.org");
        message.setSubject("Thank you");
        message.setText("It is on its way.\n");
        return message;
    }

    @Test
    void email_isReceivedAsItWasBuilt() {
        Receipt receipt = send(email("Jo Doe <jo@example.org>")
                .bcc("archive@example.org")
                .html("<p>It is on its way.</p>")
                .attach("receipt.pdf", "application/pdf", new byte[] {1, 2, 3})
                .build());
        ReceivedMail received = mail.inbox().only();
        assertEquals("shop@example.org", received.reversePath());
        assertEquals(List.of("jo@example.org", "archive@example.org"), received.recipients());
        assertEquals("Shop <shop@example.org>", received.from());
        assertEquals("Jo Doe <jo@example.org>", received.header("to"));
        assertEquals("", received.header("Bcc"));
        assertEquals("Thank you", received.subject());
        assertEquals("It is on its way.\n", received.text());
        assertEquals("<p>It is on its way.</p>", received.html().strip());
        assertArrayEquals(new byte[] {1, 2, 3}, received.file("receipt.pdf").content());
        assertEquals(receipt.messageId(), received.messageId());
    }

    @Test
    void receipt_isThatOfAServerWhichAccepts() {
        Receipt receipt = send();
        assertEquals(Disposition.ACCEPTED, receipt.disposition());
        assertEquals(250, receipt.reply().orElseThrow().code());
        assertTrue(receipt.recipients().get(0).isAccepted());
        assertEquals(Optional.empty(), receipt.failure());
    }

    @Test
    void mimeMessage_isReceived_withoutItsBcc() throws Exception {
        try (SmtpConnection connection = mail.getConnection()) {
            connection.send(mimeMessage());
        }
        ReceivedMail received = mail.inbox().only();
        assertEquals(List.of("jo@example.org", "archive@example.org"), received.recipients());
        assertEquals(List.of(), received.headers("Bcc"));
        assertEquals("It is on its way.\n", received.text());
    }

    @Test
    void mimeMessageWithEnvelope_goesWhereThatSays() throws Exception {
        try (SmtpConnection connection = mail.getConnection()) {
            connection.send(Envelope.of("", "bob@example.org"), mimeMessage());
        }
        ReceivedMail received = mail.inbox().only();
        assertEquals("", received.reversePath());
        assertEquals(List.of("bob@example.org"), received.recipients());
        assertEquals("jo@example.org", received.header("To"));
    }

    @Test
    void octets_areReceivedAsTheyAre() {
        byte[] octets = "From: a@example.org\r\n\r\nHello\r\n".getBytes(StandardCharsets.US_ASCII);
        try (SmtpConnection connection = mail.getConnection()) {
            connection.send(Envelope.of("a@example.org", "jo@example.org"), octets);
        }
        assertArrayEquals(octets, mail.inbox().only().raw());
    }

    /** It is kept in a temporary file until it is received. */
    @Test
    void largeMessage_isReceived() {
        byte[] content = new byte[2_000_000];
        send(email("jo@example.org")
                .attach("large.bin", "application/octet-stream", content)
                .build());
        assertArrayEquals(content, mail.inbox().only().file("large.bin").content());
    }

    @Test
    void severalEmails_haveAReceiptEach() {
        try (SmtpConnection connection = mail.getConnection()) {
            List<Receipt> receipts = connection.sendAll(List.of(
                    email("jo@example.org").build(), email("bob@example.org").build()));
            assertEquals(
                    mail.inbox().all().stream().map(ReceivedMail::messageId).toList(),
                    receipts.stream().map(Receipt::messageId).toList());
        }
        assertEquals(1, mail.inbox().sentTo("BOB@example.org").size());
        assertEquals(2, mail.inbox().total());
    }

    /** It travels as jo@xn--bcher-kva.example. */
    @Test
    void internationalDomain_isKnownAsPeopleWriteIt() {
        try (SmtpConnection connection = mail.getConnection()) {
            connection.send(email("jo@bücher.example").build());
        }
        assertEquals(1, mail.inbox().sentTo("Jo@Bücher.example").size());
        assertEquals(1, mail.inbox().sentTo("jo@xn--bcher-kva.example").size());
        mail.refuse("jo@bücher.example", 550, "5.1.1 no such user");
        try (SmtpConnection connection = mail.getConnection()) {
            Email email = email("jo@bücher.example").build();
            assertThrows(SmtpReplyException.class, () -> connection.send(email));
        }
    }

    @Test
    void addressThatIsNone_isRefused_sinceItWouldNeverArrive() {
        assertThrows(InvalidEmailException.class, () -> mail.refuse("jo", 550, "5.1.1 no such user"));
        assertThrows(InvalidEmailException.class, () -> mail.inbox().sentTo("Jo <jo@example.org>"));
    }

    @Test
    void mailSession_sendsThroughTheMock() throws Exception {
        MimeMessage message = new MimeMessage(mail.getMailSession());
        message.setFrom();
        message.setText("Hello");
        Transport.send(message, InternetAddress.parse("jo@example.org"));
        assertEquals("Shop <shop@example.org>", mail.inbox().only().from());
        assertEquals(List.of(), mail.unclosed());
    }

    @Test
    void mailSession_tellsARefusalAsJakartaMailDoes() throws Exception {
        mail.refuse("jo@example.org", 550, "5.1.1 no such user");
        MimeMessage message = new MimeMessage(mail.getMailSession());
        message.setFrom();
        message.setText("Hello");
        SendFailedException failure = assertThrows(
                SendFailedException.class, () -> Transport.send(message, InternetAddress.parse("jo@example.org")));
        assertTrue(failure.getMessage().contains("5.1.1 no such user"), failure.getMessage());
    }

    @Test
    void mailSession_blamesNobodyForAMessageThatIsRefused() throws Exception {
        mail.refuseNextMessage(554, "5.7.1 spam");
        MimeMessage message = new MimeMessage(mail.getMailSession());
        message.setText("x");
        Address[] addresses = InternetAddress.parse("jo@example.org");
        SendFailedException failure = assertThrows(SendFailedException.class, () -> Transport.send(message, addresses));
        assertArrayEquals(new Address[0], failure.getInvalidAddresses());
        assertArrayEquals(addresses, failure.getValidUnsentAddresses());
    }

    @Test
    void mailWithoutFrom_isRefused_asWithoutThePropertyFrom() {
        try (SmtpConnection connection = MockMail.create().getConnection()) {
            InvalidEmailException failure = assertThrows(
                    InvalidEmailException.class,
                    () -> connection.send(email("jo@example.org").build()));
            assertEquals("from", failure.field());
        }
    }

    @Test
    void refusedRecipient_keepsTheMailFromAll() {
        mail.refuse("Bob@example.org", 450, "4.2.1 later");
        SmtpReplyException failure = assertThrows(
                SmtpReplyException.class,
                () -> send(email("jo@example.org", "bob@example.org").build()));
        assertEquals(
                List.of(true, false),
                failure.recipients().stream().map(RecipientOutcome::isAccepted).toList());
        assertTrue(failure.isTransient());
        assertEquals(0, mail.inbox().total());
    }

    @Test
    void refusedRecipient_withPartialDelivery_isLeftOut() {
        MockMail partial =
                MockMail.builder().from("shop@example.org").partialDelivery().build();
        partial.refuse("bob@example.org", 550, "5.1.1 no such user");
        try (SmtpConnection connection = partial.getConnection()) {
            Receipt receipt =
                    connection.send(email("jo@example.org", "bob@example.org").build());
            assertEquals(Disposition.ACCEPTED, receipt.disposition());
            assertFalse(receipt.recipients().get(1).isAccepted());
        }
        assertEquals(List.of("jo@example.org"), partial.inbox().only().recipients());
    }

    @Test
    void faults_befallOneMessageEach_inTheirOrder() {
        mail.refuseNextMessage(552, "5.3.4 too big");
        mail.refuseNextConnection();
        mail.loseNextReply();
        assertEquals(
                552, assertThrows(SmtpReplyException.class, this::send).reply().code());
        assertEquals(
                SmtpConnectException.Reason.REFUSED,
                assertThrows(SmtpConnectException.class, this::send).reason());
        InDoubtException inDoubt = assertThrows(InDoubtException.class, this::send);
        assertEquals(inDoubt.messageId(), mail.inbox().only().messageId());
        assertEquals(Disposition.ACCEPTED, send().disposition());
    }

    @Test
    void faultAmongSeveral_isToldInItsReceipt() {
        mail.refuseNextMessage(451, "4.3.0 later");
        try (SmtpConnection connection = mail.getConnection()) {
            List<Receipt> receipts = connection.sendAll(List.of(
                    email("jo@example.org").build(), email("bob@example.org").build()));
            assertEquals(
                    List.of(Disposition.FAILED, Disposition.ACCEPTED),
                    receipts.stream().map(Receipt::disposition).toList());
            assertFalse(receipts.get(0).recipients().get(0).isAccepted());
        }
        assertEquals(List.of("bob@example.org"), mail.inbox().only().recipients());
    }

    @Test
    void refusedConnection_failsAllThatFollow() {
        mail.refuseNextConnection();
        try (SmtpConnection connection = mail.getConnection()) {
            List<Receipt> receipts = connection.sendAll(List.of(
                    email("jo@example.org").build(), email("bob@example.org").build()));
            assertEquals(receipts.get(0).failure(), receipts.get(1).failure());
        }
        assertEquals(0, mail.inbox().total());
    }

    @Test
    void codeThatRefusesNothing_isTold() {
        assertThrows(IllegalArgumentException.class, () -> mail.refuse("jo@example.org", 250, "ok"));
        assertThrows(IllegalArgumentException.class, () -> mail.refuseNextMessage(354, "go on"));
    }

    @Test
    void connectionThatIsNotClosed_isShown_withThePlaceWhereItWasTaken() {
        SmtpConnection forgotten = mail.getConnection();
        send();
        assertEquals(List.of(forgotten), mail.unclosed());
        String shown = mail.unclosed().toString();
        assertTrue(shown.contains("MockMailTest.connectionThatIsNotClosed"), shown);
        forgotten.close();
        assertEquals(List.of(), mail.unclosed());
    }

    @Test
    void transportThatIsNotClosed_isShown_withThePlaceWhereItWasConnected() throws Exception {
        try (Transport transport = mail.getMailSession().getTransport()) {
            transport.connect();
            String shown = mail.unclosed().toString();
            assertTrue(shown.contains("MockMailTest.transportThatIsNotClosed"), shown);
        }
        assertEquals(List.of(), mail.unclosed());
    }

    @Test
    void closedConnection_doesNothingAnyMore() {
        SmtpConnection connection = mail.getConnection();
        assertEquals("mock", connection.server().host());
        connection.close();
        connection.close();
        assertEquals(
                SmtpTransactionException.Reason.CLOSED_HANDLE,
                assertThrows(SmtpTransactionException.class, connection::server).reason());
        assertThrows(
                SmtpTransactionException.class,
                () -> connection.send(email("jo@example.org").build()));
        assertEquals(0, mail.inbox().total());
    }

    @Test
    void ownAccount_isFine_outsideOfATransaction() {
        SmtpConnectionSpec bob = SmtpConnectionSpec.configured().withPassword("bob", "secret");
        try (SmtpConnection connection = mail.getConnection(bob)) {
            connection.send(email("jo@example.org").build());
        }
        assertEquals(1, mail.inbox().total());
        assertThrows(NullPointerException.class, () -> mail.getConnection(null));
    }

    @Test
    void reset_forgetsAll() {
        send();
        mail.refuse("jo@example.org", 550, "5.1.1 no such user");
        mail.refuseNextConnection();
        SmtpConnection forgotten = mail.getConnection();
        mail.reset();
        assertEquals(0, mail.inbox().total());
        assertEquals(List.of(), mail.unclosed());
        forgotten.send(email("jo@example.org").build());
        assertEquals(1, mail.inbox().total());
    }

    @Test
    void severalThreads_loseNothing() {
        IntStream.range(0, 200).parallel().forEach(i -> send());
        assertEquals(200, mail.inbox().total());
        assertEquals(List.of(), mail.unclosed());
    }

    @Test
    void string_listsTheMail() {
        send();
        assertEquals(
                "MockMail: 1 mail\nmail from <shop@example.org> to <jo@example.org>: \"Thank you\", text of 18 characters",
                mail.toString());
    }
}
