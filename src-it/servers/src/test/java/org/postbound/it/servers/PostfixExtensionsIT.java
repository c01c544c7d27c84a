package org.postbound.it.servers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.postbound.DsnNotify;
import org.postbound.DsnReturn;
import org.postbound.Email;
import org.postbound.InvalidEmailException;
import org.postbound.SmtpConnection;

/** What Postfix offers is used, and what it does not offer is not. */
@Needs({Program.POSTFIX, Program.DOVECOT, Program.CYRUS_SASL})
@ExtendWith(Servers.class)
class PostfixExtensionsIT {
    static final List<Arguments> COMMANDS =
            List.of(Arguments.of(PostfixPort.PLAIN, "bdat=1"), Arguments.of(PostfixPort.WITHOUT_CHUNKING, "data=1"));

    private final Postfix postfix;

    PostfixExtensionsIT(Postfix postfix) {
        this.postfix = postfix;
    }

    /** Postfix counts the commands of a session when it ends. */
    private String commands(String queueId) {
        return postfix.awaitLogged(Pattern.compile(
                "smtpd\\[(\\d+)]: " + queueId + ": client=.*?smtpd\\[\\1]: disconnect[^\n]*", Pattern.DOTALL));
    }

    @ParameterizedTest
    @FieldSource("COMMANDS")
    void chunking_isUsedWhereItIsOffered(PostfixPort port, String command) throws Exception {
        String queueId;
        try (SmtpConnection connection = Client.connect(Client.plain(postfix.port(port)))) {
            queueId = Client.queueId(
                    connection.send(Client.email(postfix.newMailbox().address())));
        }
        String commands = commands(queueId);
        assertTrue(commands.contains(" " + command + " "), commands);
        assertTrue(commands.endsWith("quit=1 commands=5"), commands);
    }

    /** Without this the tests on that port would show nothing. */
    @Test
    void commandsAheadOfTheirTurn_areNoticedWherePipeliningIsNotOffered() throws Exception {
        int port = postfix.port(PostfixPort.WITHOUT_PIPELINING);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
                BufferedReader replies =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))) {
            replies.readLine();
            socket.getOutputStream()
                    .write("""
                            EHLO client.example.org\r
                            MAIL FROM:<shop@example.org>\r
                            RCPT TO:<%s>\r
                            DATA\r
                            QUIT\r
                            """.formatted(postfix.newMailbox().address()).getBytes(StandardCharsets.US_ASCII));
            List<String> lines = replies.lines().toList();
            assertEquals("503", lines.get(lines.size() - 2).substring(0, 3), lines::toString);
        }
    }

    @Test
    void deliveryStatusNotification_comesBack() throws Exception {
        Mailbox sender = postfix.newMailbox();
        Mailbox recipient = postfix.newMailbox();
        try (SmtpConnection connection = Client.connect(Client.plain(postfix.port(PostfixPort.PLAIN)))) {
            connection.send(Email.builder()
                    .from(sender.address())
                    .to(recipient.address())
                    .text("hello")
                    .dsnNotify(DsnNotify.SUCCESS)
                    .dsnReturn(DsnReturn.HDRS)
                    .envelopeId("order 1+2=3")
                    .build());
        }
        String notification = sender.onlyMail();
        assertTrue(notification.contains("Original-Envelope-Id: order 1+2=3"), notification);
        assertTrue(notification.contains("Action: delivered"), notification);
    }

    @Test
    void notification_isRefusedHereWhereItIsNotOffered() throws Exception {
        Mailbox mailbox = postfix.newMailbox();
        int port = postfix.port(PostfixPort.WITHOUT_EXTENSIONS);
        try (SmtpConnection connection = Client.connect(Client.plain(port))) {
            Email email = Email.builder()
                    .to(mailbox.address())
                    .text("notify")
                    .dsnNotify(DsnNotify.NEVER)
                    .build();
            assertThrows(InvalidEmailException.class, () -> connection.send(email));

            connection.send(Client.email(mailbox.address()));
            assertFalse(mailbox.onlyMail().contains("notify"));
        }
    }
}
