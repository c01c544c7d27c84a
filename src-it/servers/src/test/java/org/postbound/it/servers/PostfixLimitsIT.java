package org.postbound.it.servers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.postbound.InvalidEmailException;
import org.postbound.Receipt;
import org.postbound.RecipientOutcome;
import org.postbound.SmtpConnection;
import org.postbound.SmtpException;
import org.postbound.SmtpReplyException;
import org.postbound.ra.SmtpManagedConnectionFactory;

/** What Postfix does when it has had enough: of recipients, of octets, of errors, of waiting, or of running. */
@Needs({Program.POSTFIX, Program.DOVECOT, Program.CYRUS_SASL})
@ExtendWith(Servers.class)
class PostfixLimitsIT {
    private final Postfix postfix;

    PostfixLimitsIT(Postfix postfix) {
        this.postfix = postfix;
    }

    private SmtpConnection connect(PostfixPort port) throws Exception {
        return Client.connect(Client.plain(postfix.port(port)));
    }

    private String[] addresses(List<Mailbox> mailboxes) {
        return mailboxes.stream().map(Mailbox::address).toArray(String[]::new);
    }

    private List<Mailbox> mailboxes(int count) {
        return Stream.generate(postfix::newMailbox).limit(count).toList();
    }

    @Test
    void recipientTooMany_keepsTheMessageFromAll() throws Exception {
        List<Mailbox> mailboxes = mailboxes(3);
        try (SmtpConnection connection = connect(PostfixPort.SMALL)) {
            SmtpReplyException refusal =
                    assertThrows(SmtpReplyException.class, () -> connection.send(Client.email(addresses(mailboxes))));
            assertEquals(452, refusal.reply().code());
            assertTrue(refusal.isTransient());

            Receipt next = connection.send(Client.email(addresses(mailboxes.subList(0, 2))));
            assertTrue(mailboxes.get(0).onlyMail().contains(next.messageId()));
        }
    }

    @Test
    void recipientTooMany_withPartialDelivery_hasATransactionOfItsOwn() throws Exception {
        List<Mailbox> mailboxes = mailboxes(5);
        SmtpManagedConnectionFactory configuration = Client.plain(postfix.port(PostfixPort.SMALL));
        configuration.setPartialDelivery(true);
        try (SmtpConnection connection = Client.connect(configuration)) {
            Receipt receipt = connection.send(Client.email(addresses(mailboxes)));

            assertEquals(5, receipt.recipients().size());
            assertTrue(receipt.recipients().stream().allMatch(RecipientOutcome::isAccepted), receipt::toString);
            for (Mailbox mailbox : mailboxes) {
                assertTrue(mailbox.onlyMail().contains(receipt.messageId()));
            }
        }
    }

    @Test
    void messageTooLarge_isRefusedHere() throws Exception {
        Mailbox mailbox = postfix.newMailbox();
        try (SmtpConnection connection = connect(PostfixPort.SMALL)) {
            byte[] large = Client.rendered("x\r\n".repeat(5_000));
            InvalidEmailException failure =
                    assertThrows(InvalidEmailException.class, () -> Client.send(connection, mailbox, large));
            assertTrue(failure.getMessage().contains("10000"), failure.getMessage());

            Client.send(connection, mailbox, Client.rendered("small\r\n"));
            assertTrue(mailbox.onlyMail().endsWith("small\n"));
        }
    }

    @Test
    void errorTooMany_endsTheSession_andTheNextConnectionIsAsGoodAsNew() throws Exception {
        Mailbox mailbox = postfix.newMailbox();
        SmtpManagedConnectionFactory configuration = Client.plain(postfix.port(PostfixPort.STRICT));
        try (SmtpConnection connection = Client.connect(configuration)) {
            assertThrows(SmtpReplyException.class, () -> connection.send(Client.email("refused@example.org")));
            // By now or by then; which reply says so is Postfix's choice.
            assertThrows(SmtpException.class, () -> connection.send(Client.email("refused@example.org")));
        }
        try (SmtpConnection connection = Client.connect(configuration)) {
            connection.send(Client.email(mailbox.address()));
            mailbox.onlyMail();
        }
    }

    @Test
    void sessionThatTimedOut_isReplacedWithoutAWord() throws Exception {
        List<Mailbox> mailboxes = mailboxes(2);
        try (SmtpConnection connection = connect(PostfixPort.IMPATIENT)) {
            connection.send(Client.email(mailboxes.get(0).address()));
            mailboxes.get(0).onlyMail();
            postfix.awaitLogged(Pattern.compile("timeout after END-OF-MESSAGE"));

            Receipt receipt = connection.send(Client.email(mailboxes.get(1).address()));
            assertTrue(mailboxes.get(1).onlyMail().contains(receipt.messageId()));
        }
    }

    @Test
    void reload_leavesTheSessionUsable() throws Exception {
        Mailbox mailbox = postfix.newMailbox();
        try (SmtpConnection connection = connect(PostfixPort.PLAIN)) {
            connection.send(Client.email(mailbox.address()));
            postfix.reload();
            connection.send(Client.email(mailbox.address()));
            assertEquals(2, mailbox.mails(2).size());
        }
    }

    /** With CHUNKING a message that comes soon after another travels in one flight, and would be in doubt. */
    @Test
    void restart_isSurvivedByTheConnection() throws Exception {
        PostfixPort port = PostfixPort.WITHOUT_CHUNKING;
        try (Postfix own = Postfix.start(List.of(port), List.of());
                SmtpConnection connection = Client.connect(Client.plain(own.port(port)))) {
            Mailbox mailbox = own.newMailbox();
            connection.send(Client.email(mailbox.address()));
            own.restart();
            connection.send(Client.email(mailbox.address()));
            assertEquals(2, mailbox.mails(2).size());
        }
    }
}
