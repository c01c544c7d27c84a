package org.postbound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import jakarta.mail.Address;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.event.TransportEvent;
import jakarta.mail.event.TransportListener;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.NewsAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What callers of Jakarta Mail and their listeners are told of each recipient. */
class SendOutcomeTest {
    private static final SmtpReply OK = new SmtpReply(250, List.of("ok"));
    private static final SmtpReply UNKNOWN = new SmtpReply(550, List.of("5.1.1 no such user"));
    private static final SmtpReply FULL = new SmtpReply(552, List.of("5.2.2 mailbox full"));
    private static final SmtpReply LATER = new SmtpReply(451, List.of("4.2.1 later"));

    private static final String NO_ADDRESS = "no address";

    private final RecordingFactory factory = new RecordingFactory();
    private final Session session = factory.getMailSession();
    private final Transport transport;
    private final BlockingQueue<TransportEvent> events = new LinkedBlockingQueue<>();

    SendOutcomeTest() throws Exception {
        transport = session.getTransport();
    }

    /** What an exception and an event say alike. */
    private record Told(int event, List<String> sent, List<String> unsent, List<String> invalid) {
        Told(int event, Address[] sent, Address[] unsent, Address[] invalid) {
            this(event, texts(sent), texts(unsent), texts(invalid));
        }

        private static List<String> texts(Address... addresses) {
            return Arrays.stream(addresses).map(Address::toString).toList();
        }
    }

    private final class Listening implements TransportListener {
        @Override
        public void messageDelivered(TransportEvent event) {
            events.add(event);
        }

        @Override
        public void messageNotDelivered(TransportEvent event) {
            events.add(event);
        }

        @Override
        public void messagePartiallyDelivered(TransportEvent event) {
            events.add(event);
        }
    }

    /** Jakarta Mail forgets events that nobody has taken when the transport is closed. */
    @AfterEach
    void closeTransport() throws Exception {
        transport.close();
    }

    private SendFailedException send(Address... addresses) throws Exception {
        MimeMessage message = new MimeMessage(session);
        message.setFrom("shop@example.org");
        message.setRecipients(RecipientType.TO, "jo@example.net");
        message.setText("Hi");
        transport.addTransportListener(new Listening());
        if (!transport.isConnected()) {
            transport.connect();
        }
        try {
            transport.sendMessage(message, addresses);
            return null;
        } catch (SendFailedException e) {
            return e;
        }
    }

    private TransportEvent event() throws InterruptedException {
        return events.poll(30, TimeUnit.SECONDS);
    }

    private void assertTold(Told expected, SendFailedException e) throws Exception {
        assertEquals(
                expected,
                new Told(
                        expected.event(),
                        e.getValidSentAddresses(),
                        e.getValidUnsentAddresses(),
                        e.getInvalidAddresses()));
        assertEquals(expected, told(event()));
    }

    private static Told told(TransportEvent event) {
        return new Told(
                event.getType(),
                event.getValidSentAddresses(),
                event.getValidUnsentAddresses(),
                event.getInvalidAddresses());
    }

    private static Address[] addresses(String... addresses) throws MessagingException {
        return InternetAddress.parse(String.join(",", addresses));
    }

    @Test
    void messageThatIsStaged_isDelivered() throws Exception {
        assertEquals(null, send(addresses("jo@example.net", "ann@example.net")));

        assertEquals(
                new Told(
                        TransportEvent.MESSAGE_DELIVERED,
                        List.of("jo@example.net", "ann@example.net"),
                        List.of(),
                        List.of()),
                told(event()));
    }

    @Test
    void messageThatIsAcceptedForSome_isPartiallyDelivered() throws Exception {
        factory.replies = List.of(OK, UNKNOWN, LATER, FULL);

        SendFailedException e = send(addresses("a@example.net", "b@example.net", "c@example.net", "d@example.net"));

        assertTold(
                new Told(
                        TransportEvent.MESSAGE_PARTIALLY_DELIVERED,
                        List.of("a@example.net"),
                        List.of("c@example.net", "d@example.net"),
                        List.of("b@example.net")),
                e);
        SmtpReplyException cause = assertInstanceOf(SmtpReplyException.class, e.getNextException());
        assertEquals(UNKNOWN, cause.reply());
        assertEquals(4, cause.recipients().size());
    }

    private static Receipt acceptedForSome(SmtpException failure, RecipientOutcome... outcomes) {
        return new Receipt(
                "", Optional.empty(), Disposition.ACCEPTED, List.of(outcomes), Optional.of(OK), Optional.of(failure));
    }

    /** The server takes only so many at once, and the link broke when the first had been accepted. */
    @Test
    void recipientsWhoWereNeverAsked_areNotSent() throws Exception {
        SmtpException broken = new SmtpConnectException(SmtpConnectException.Reason.LINK_LOST, "link lost", null);
        factory.receipts.add(acceptedForSome(
                broken, RecipientOutcome.of("a@example.net", OK), RecipientOutcome.pending("b@xn--bcher-kva.example")));

        SendFailedException e = send(addresses("a@example.net", "b@B\u00fccher.example"));

        assertTold(
                new Told(
                        TransportEvent.MESSAGE_PARTIALLY_DELIVERED,
                        List.of("a@example.net"),
                        List.of("b@B\u00fccher.example"),
                        List.of()),
                e);
        assertSame(broken, e.getNextException());
    }

    @Test
    void recipientsWhoWereNeverAsked_areNotSent_besideOneWhoIsRefused() throws Exception {
        SmtpException broken = new SmtpConnectException(SmtpConnectException.Reason.LINK_LOST, "link lost", null);
        factory.receipts.add(acceptedForSome(
                broken,
                RecipientOutcome.of("a@example.net", OK),
                RecipientOutcome.of("b@example.net", UNKNOWN),
                RecipientOutcome.pending("c@example.net")));

        SendFailedException e = send(addresses("a@example.net", "b@example.net", "c@example.net"));

        assertTold(
                new Told(
                        TransportEvent.MESSAGE_PARTIALLY_DELIVERED,
                        List.of("a@example.net"),
                        List.of("c@example.net"),
                        List.of("b@example.net")),
                e);
        SmtpReplyException cause = assertInstanceOf(SmtpReplyException.class, e.getNextException());
        assertEquals(UNKNOWN, cause.reply());
        assertEquals(List.of(broken), List.of(cause.getSuppressed()));
    }

    @Test
    void recipientsWhoseMailIsWithheld_countAsSent_alsoWhenOthersAreNotAsked() throws Exception {
        factory.receipts.add(acceptedForSome(
                new SmtpConnectException(SmtpConnectException.Reason.LINK_LOST, "link lost", null),
                RecipientOutcome.of("a@example.net", OK),
                RecipientOutcome.pending("b@example.net"),
                RecipientOutcome.withheld("c@example.net")));

        SendFailedException e = send(addresses("a@example.net", "c@example.net", "b@example.net"));

        assertTold(
                new Told(
                        TransportEvent.MESSAGE_PARTIALLY_DELIVERED,
                        List.of("a@example.net", "c@example.net"),
                        List.of("b@example.net"),
                        List.of()),
                e);
    }

    /** The address that gets their mail stands behind the others, so it is the first that is left out. */
    @Test
    void recipientsWhoseMailIsRedirected_areNotSent_ifNotAllAreAsked() throws Exception {
        factory.receipts.add(acceptedForSome(
                new SmtpConnectException(SmtpConnectException.Reason.LINK_LOST, "link lost", null),
                RecipientOutcome.of("a@example.net", OK),
                RecipientOutcome.pending("staging@example.org")));

        SendFailedException e = send(addresses("b@example.net", "a@example.net"));

        assertTold(
                new Told(
                        TransportEvent.MESSAGE_PARTIALLY_DELIVERED,
                        List.of("a@example.net"),
                        List.of("b@example.net"),
                        List.of()),
                e);
    }

    @Test
    void messageThatIsRedirected_isDelivered() throws Exception {
        assertDelivered(Receipt.accepted("", List.of(RecipientOutcome.of("staging@example.org", OK)), OK));
    }

    @Test
    void messageThatIsWithheld_isDelivered() throws Exception {
        assertDelivered(Receipt.withheld(
                "", List.of(RecipientOutcome.withheld("a@example.net"), RecipientOutcome.withheld("b@example.net"))));
    }

    private void assertDelivered(Receipt receipt) throws Exception {
        factory.receipts.add(receipt);

        assertEquals(null, send(addresses("a@example.net", "b@example.net")));
        assertEquals(
                new Told(
                        TransportEvent.MESSAGE_DELIVERED,
                        List.of("a@example.net", "b@example.net"),
                        List.of(),
                        List.of()),
                told(event()));
    }

    @Test
    void messageThatIsRefusedForOne_isSentToNobody() throws Exception {
        factory.failures.add(new SmtpReplyException(
                "b@example.net was refused",
                UNKNOWN,
                List.of(
                        RecipientOutcome.of("a@example.net", OK),
                        RecipientOutcome.of("b@example.net", UNKNOWN),
                        RecipientOutcome.pending("c@example.net"))));

        SendFailedException e = send(addresses("a@example.net", "b@example.net", "c@example.net"));

        assertTold(
                new Told(
                        TransportEvent.MESSAGE_NOT_DELIVERED,
                        List.of(),
                        List.of("a@example.net", "c@example.net"),
                        List.of("b@example.net")),
                e);
    }

    /** It is of the message, which no address can help. */
    @Test
    void messageThatIsRefused_makesNobodyInvalid_butWhoWasRefusedBefore() throws Exception {
        SmtpReply spam = new SmtpReply(554, List.of("5.7.1 spam"));
        factory.failures.add(SmtpReplyException.ofMessage(
                "the server refused the message",
                spam,
                List.of(RecipientOutcome.of("a@example.net", spam), RecipientOutcome.of("b@example.net", UNKNOWN))));

        SendFailedException e = send(addresses("a@example.net", "b@example.net"));

        assertTold(
                new Told(
                        TransportEvent.MESSAGE_NOT_DELIVERED,
                        List.of(),
                        List.of("a@example.net"),
                        List.of("b@example.net")),
                e);
    }

    @Test
    void messageThatIsRefusedForTheSecondPart_makesNobodyInvalid() throws Exception {
        SmtpReply spam = new SmtpReply(554, List.of("5.7.1 spam"));
        RecipientOutcome b = RecipientOutcome.of("b@example.net", spam);
        factory.receipts.add(acceptedForSome(
                SmtpReplyException.ofMessage("the server refused the message", spam, List.of(b)),
                RecipientOutcome.of("a@example.net", OK),
                b));

        SendFailedException e = send(addresses("a@example.net", "b@example.net"));

        assertTold(
                new Told(
                        TransportEvent.MESSAGE_PARTIALLY_DELIVERED,
                        List.of("a@example.net"),
                        List.of("b@example.net"),
                        List.of()),
                e);
    }

    /** The last part was accepted, so the receipt has no failure; another one was refused as a whole before. */
    @Test
    void messageThatIsRefusedForAPartInBetween_makesNobodyInvalid_butWhoWasRefusedBefore() throws Exception {
        SmtpReply spam = new SmtpReply(554, List.of("5.7.1 spam"));
        SmtpReplyException part = SmtpReplyException.ofMessage(
                "the server refused the message",
                spam,
                List.of(RecipientOutcome.of("b@example.net", spam), RecipientOutcome.of("c@example.net", UNKNOWN)));
        List<RecipientOutcome> outcomes = new ArrayList<>(part.recipients());
        outcomes.add(0, RecipientOutcome.of("a@example.net", OK));
        factory.receipts.add(Receipt.accepted("<1@example.net>", outcomes, OK));

        SendFailedException e = send(addresses("a@example.net", "b@example.net", "c@example.net"));

        assertTold(
                new Told(
                        TransportEvent.MESSAGE_PARTIALLY_DELIVERED,
                        List.of("a@example.net"),
                        List.of("b@example.net"),
                        List.of("c@example.net")),
                e);
    }

    @Test
    void outcomes_areMatchedByAddress_inWhateverOrderAndForm() throws Exception {
        factory.failures.add(new SmtpReplyException(
                "refused",
                UNKNOWN,
                List.of(
                        RecipientOutcome.of("staging@example.net", OK),
                        RecipientOutcome.of("b@xn--bcher-kva.example", UNKNOWN))));

        SendFailedException e = send(addresses("a@example.net", "b@B\u00fccher.example"));

        assertTold(
                new Told(
                        TransportEvent.MESSAGE_NOT_DELIVERED,
                        List.of(),
                        List.of("a@example.net"),
                        List.of("b@B\u00fccher.example")),
                e);
    }

    @Test
    void failureThatBlamesNobody_leavesAllUnsent_andIsTheCause() throws Exception {
        SmtpException refused = new SmtpConnectException(SmtpConnectException.Reason.REFUSED, "relay refused", null);
        factory.failures.add(refused);

        SendFailedException e = send(addresses("a@example.net", "b@example.net"));

        assertTold(
                new Told(
                        TransportEvent.MESSAGE_NOT_DELIVERED,
                        List.of(),
                        List.of("a@example.net", "b@example.net"),
                        List.of()),
                e);
        assertSame(refused, e.getNextException());
        assertEquals("relay refused", e.getMessage());
    }

    @Test
    void addressesThatAreNone_areInvalid_all() throws Exception {
        Address[] addresses = {
            new InternetAddress("a@example.net"), new InternetAddress(NO_ADDRESS, null), new NewsAddress("comp.mail")
        };

        SendFailedException e = send(addresses);

        assertTold(
                new Told(
                        TransportEvent.MESSAGE_NOT_DELIVERED,
                        List.of(),
                        List.of("a@example.net"),
                        Stream.of(addresses).skip(1).map(Address::toString).toList()),
                e);
        assertEquals("recipients[1]", ((InvalidEmailException) e.getNextException()).field());
        assertEquals(List.of(), factory.messages);
    }

    /** Found out while the message is rendered. */
    @Test
    void addressThatCannotBeSent_isInvalid() throws Exception {
        factory.failures.add(new InvalidEmailException("forwardPaths[1]", "has no ASCII form"));

        SendFailedException e = send(addresses("a@example.net", "b@example.net"));

        assertTold(
                new Told(
                        TransportEvent.MESSAGE_NOT_DELIVERED,
                        List.of(),
                        List.of("a@example.net"),
                        List.of("b@example.net")),
                e);
    }

    @Test
    void group_isTakenApart() throws Exception {
        Address[] group = {new InternetAddress("friends: a@example.net, b@example.net;")};
        assertEquals(null, send(group));

        assertEquals(Envelope.of("shop@example.org", "a@example.net", "b@example.net"), factory.envelopes.get(0));
    }

    @Test
    void nobody_isRefused() throws Exception {
        Address[] nobody = {new InternetAddress("undisclosed-recipients:;")};

        assertEquals("No recipient addresses", send(nobody).getMessage());
        assertEquals("No recipient addresses", send().getMessage());
    }

    @Test
    void newsgroup_isRefusedByTransportSend() throws Exception {
        MimeMessage message = new MimeMessage(session);
        message.setFrom("shop@example.org");
        message.setRecipients(RecipientType.TO, "jo@example.net");
        message.setRecipients(MimeMessage.RecipientType.NEWSGROUPS, "comp.mail");
        message.setText("Hi");

        assertThrows(MessagingException.class, () -> Transport.send(message));
    }
}
