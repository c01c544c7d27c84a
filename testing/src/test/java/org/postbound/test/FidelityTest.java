package org.postbound.test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.postbound.Attachment;
import org.postbound.DeliveryOptions;
import org.postbound.Email;
import org.postbound.Envelope;
import org.postbound.ForwardPath;
import org.postbound.InvalidEmailException;
import org.postbound.Receipt;
import org.postbound.RecipientOutcome;
import org.postbound.SmtpConnectException;
import org.postbound.SmtpConnection;
import org.postbound.SmtpConnectionFactory;
import org.postbound.SmtpException;
import org.postbound.SmtpReplyException;
import org.postbound.SmtpTransactionException;
import org.postbound.ra.SmtpManagedConnectionFactory;

/** The mock and the real adapter, with a real server, do the same. */
@Execution(ExecutionMode.SAME_THREAD)
class FidelityTest {
    private static final long MAX_SIZE = 20_000;
    private static final Envelope ENVELOPE = Envelope.of("a@example.org", "jo@example.org");
    private static final Pattern BOUNDARY = Pattern.compile("boundary=\"?([^\"\\s;]+)");

    @RegisterExtension
    private final SmtpServerExtension smtp = new SmtpServerExtension();

    /** What a test does with a connection. */
    private interface Use {
        Object with(SmtpConnection connection) throws IOException, MessagingException;
    }

    private SmtpConnectionFactory real() {
        SmtpManagedConnectionFactory factory = RealAdapter.of(smtp.server());
        factory.setFrom("Shop <shop@example.org>");
        factory.setMaxMessageSize(MAX_SIZE);
        return RealAdapter.connectionFactory(factory);
    }

    private static MockMail mock() {
        return MockMail.builder()
                .from("Shop <shop@example.org>")
                .maxMessageSize(MAX_SIZE)
                .build();
    }

    private static Arguments use(String name, Use use) {
        return Arguments.of(name, use);
    }

    private static Email.Builder email() {
        return Email.builder()
                .to("jo@example.org")
                .subject("Grüße")
                .text("Hello\n.dot\n")
                .messageId("<1@example.org>")
                .date(OffsetDateTime.parse("2026-01-02T03:04:05Z"));
    }

    /** Outside of a transaction nobody would remember the key. */
    private static Email.Builder keyed() {
        return email().idempotencyKey("order-4711");
    }

    private static Envelope keyedEnvelope() {
        return new Envelope(
                "a@example.org",
                List.of(ForwardPath.of("jo@example.org")),
                DeliveryOptions.NONE.withIdempotencyKey("order-4711"));
    }

    private static MimeMessage mimeMessage() throws MessagingException {
        MimeMessage message = new MimeMessage(Session.getInstance(new Properties()));
        message.setRecipients(Message.RecipientType.TO, "jo@example.org");
        message.setSubject("Hello");
        message.setText("Hello");
        return message;
    }

    private static byte[] octets(String message) {
        return message.getBytes(StandardCharsets.UTF_8);
    }

    static Stream<Arguments> invalid() {
        return Stream.of(
                use("null email", connection -> connection.send((Email) null)),
                use("null message", connection -> connection.send((MimeMessage) null)),
                use("null envelope", connection -> connection.send(null, mimeMessage())),
                use("null message in envelope", connection -> connection.send(ENVELOPE, (MimeMessage) null)),
                use("null octets", connection -> connection.send(ENVELOPE, (byte[]) null)),
                use("null list", connection -> connection.sendAll(null)),
                use("null in a list", connection -> connection.sendAll(Arrays.asList(email().build(), null))),
                use(
                        "second of a list cannot be sent",
                        connection -> connection.sendAll(List.of(
                                email().build(),
                                email().attach(Path.of("no", "such.file")).build()))),
                use(
                        "file that is not there",
                        connection -> connection.send(
                                email().attach(Path.of("no", "such.file")).build())),
                use(
                        "content that cannot be read",
                        connection -> connection.send(email().attach(Attachment.of("a.txt", "text/plain", () -> {
                                    throw new IOException("disk on fire");
                                }))
                                .build())),
                use(
                        "content that is null",
                        connection -> connection.send(email().attach(Attachment.of("a.txt", "text/plain", () -> null))
                                .build())),
                use(
                        "domain without ASCII form",
                        connection -> connection.send(
                                email().cc("jo@stra\u00dfe.example").build())),
                use(
                        "too large an email",
                        connection -> connection.send(
                                email().text("x".repeat((int) MAX_SIZE)).build())),
                use(
                        "too large a message",
                        connection -> connection.send(
                                ENVELOPE, octets("From: a@example.org\r\n\r\n" + "x\r\n".repeat((int) MAX_SIZE)))),
                use(
                        "octets without From",
                        connection -> connection.send(ENVELOPE, octets("To: b@example.org\r\n\r\nx"))),
                use("octets without headers", connection -> connection.send(ENVELOPE, octets("Hello\r\n"))),
                use("no octets", connection -> connection.send(ENVELOPE, new byte[0])),
                use(
                        "NUL in octets",
                        connection -> connection.send(ENVELOPE, octets("From: a@example.org\r\n\r\n\0\r\n"))),
                use(
                        "line that is too long",
                        connection -> connection.send(
                                ENVELOPE, octets("From: a@example.org\r\n\r\n" + "x".repeat(999) + "\r\n"))),
                use("message without recipients", connection -> {
                    MimeMessage message = mimeMessage();
                    message.removeHeader("To");
                    return connection.send(message);
                }),
                use("message with a recipient that is none", connection -> {
                    MimeMessage message = mimeMessage();
                    message.setHeader("To", "jo@@example.org");
                    return connection.send(message);
                }),
                use("line break in a header", connection -> {
                    MimeMessage message = mimeMessage();
                    message.setHeader("X-Note", "a\r\nBcc: eve@example.org");
                    return connection.send(message);
                }),
                use("message without content", connection -> {
                    MimeMessage message = new MimeMessage(Session.getInstance(new Properties()));
                    message.setRecipients(Message.RecipientType.TO, "jo@example.org");
                    return connection.send(message);
                }),
                use("content of a type that nobody handles", connection -> {
                    MimeMessage message = mimeMessage();
                    message.setContent(new Object(), "application/x-nobody");
                    return connection.send(message);
                }),
                use("key", connection -> connection.send(keyed().build())),
                use("key in a list", connection -> connection.sendAll(List.of(email().build(), keyed().build()))),
                use("key of a message", connection -> connection.send(keyedEnvelope(), mimeMessage())),
                use(
                        "key of octets",
                        connection -> connection.send(keyedEnvelope(), octets("From: a@example.org\r\n\r\nx"))),
                use(
                        "key of a message that cannot be sent",
                        connection -> connection.send(
                                keyed().attach(Path.of("no", "such.file")).build())),
                use("closed connection", connection -> {
                    connection.close();
                    return connection.send(email().build());
                }),
                use("closed connection and null", connection -> {
                    connection.close();
                    return connection.sendAll(null);
                }));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("invalid")
    void invalidInput_failsInTheSameWay(String name, Use use) {
        MockMail mock = mock();
        assertEquals(failure(real(), use), failure(mock, use), name);
        assertEquals(0, smtp.server().inbox().total());
        assertEquals(0, mock.inbox().total());
    }

    /** All that an application sees of a failure. */
    private record Failure(Class<?> type, String message, boolean isTransient, Object detail) {}

    private static Failure failure(SmtpConnectionFactory mail, Use use) {
        try (SmtpConnection connection = mail.getConnection()) {
            SmtpException failure = assertThrows(SmtpException.class, () -> use.with(connection));
            return new Failure(failure.getClass(), failure.getMessage(), failure.isTransient(), detail(failure));
        }
    }

    private static Object detail(SmtpException failure) {
        if (failure instanceof InvalidEmailException invalid) {
            return invalid.field();
        }
        if (failure instanceof SmtpReplyException refusal) {
            return List.of(
                    refusal.reply(),
                    refusal.recipients().stream()
                            .map(RecipientOutcome::isAccepted)
                            .toList());
        }
        return ((SmtpTransactionException) failure).reason();
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                use(
                        "only recipient",
                        connection ->
                                connection.send(email().to("nobody@example.org").build())),
                use(
                        "one of two",
                        connection -> connection.send(
                                Envelope.of("", "jo@example.org", "Nobody@example.org"), mimeMessage())),
                use(
                        "for good and for now",
                        connection -> connection.send(email().cc("full@example.org")
                                .bcc("nobody@example.org")
                                .build())));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void refusedRecipient_failsInTheSameWay(String name, Use use) {
        MockMail mock = mock();
        mock.refuse("nobody@example.org", 550, "5.1.1 no such user");
        mock.refuse("full@example.org", 452, "4.2.2 mailbox full");
        smtp.server().refuse("nobody@example.org", 550, "5.1.1 no such user");
        smtp.server().refuse("full@example.org", 452, "4.2.2 mailbox full");
        assertEquals(failure(real(), use), failure(mock, use), name);
    }

    @Test
    void refusedOneOfSeveral_isToldInTheSameReceipt() throws Exception {
        Use use = connection -> connection.sendAll(
                List.of(email().build(), email().to("nobody@example.org").build(), email().build()));
        MockMail mock = mock();
        mock.refuse("nobody@example.org", 550, "5.1.1 no such user");
        smtp.server().refuse("nobody@example.org", 550, "5.1.1 no such user");
        assertEquals(told(real(), use), told(mock, use));
    }

    @Test
    void serverThatIsDown_isToldInTheSameReceipts() throws Exception {
        Use use = connection -> connection.sendAll(List.of(email().build(), email().build()));
        MockMail mock = mock();
        mock.refuseNextConnection();
        SmtpConnectionFactory real = real();
        smtp.server().stop();
        assertEquals(told(real, use), told(mock, use));
    }

    private static List<Object> told(SmtpConnectionFactory mail, Use use) throws Exception {
        try (SmtpConnection connection = mail.getConnection()) {
            return ((List<?>) use.with(connection))
                    .stream().map(Receipt.class::cast).map(FidelityTest::told).toList();
        }
    }

    /** What a server says if it accepts, or where it is not, is its own. */
    private static Object told(Receipt receipt) {
        Optional<Object> failure = receipt.failure()
                .map(told -> told instanceof SmtpConnectException unreachable
                        ? List.of(unreachable.reason(), unreachable.isTransient())
                        : List.of(told.getMessage(), detail(told)));
        return List.of(
                receipt.messageId(),
                receipt.disposition(),
                addresses(receipt),
                receipt.recipients().stream().map(RecipientOutcome::isAccepted).toList(),
                failure);
    }

    static Stream<Arguments> valid() {
        return Stream.of(
                use("text", connection -> connection.send(email().build())),
                use(
                        "HTML",
                        connection ->
                                connection.send(email().html("<p>Grüße</p>").build())),
                use(
                        "HTML with an image",
                        connection -> connection.send(email().html("<img src=\"cid:logo\">")
                                .inline("logo", Attachment.of("logo.png", "image/png", new byte[] {1, 2, 3}))
                                .build())),
                use(
                        "attachment",
                        connection -> connection.send(
                                email().attach("Grüße.txt", "text/plain; charset=UTF-8", octets("Grüße"))
                                        .build())),
                use(
                        "everything",
                        connection -> connection.send(email().from("Jo Doe <jo@example.org>")
                                .sender("office@example.org")
                                .replyTo("desk@example.org")
                                .cc("Bob <bob@b\u00fccher.example>")
                                .bcc("archive@example.org")
                                .returnPath("bounces@example.org")
                                .header("X-Order", "17")
                                .html("<p>Hello</p>")
                                .attach("a.bin", "application/octet-stream", new byte[100])
                                .build())),
                use("message", connection -> {
                    String message = """
                            From: a@example.org
                            To: jo@example.org
                            Bcc: archive@example.org
                            Message-ID: <2@example.org>
                            Date: Fri, 02 Jan 2026 03:04:05 +0000

                            Hello
                            """;
                    return connection.send(new MimeMessage(
                            Session.getInstance(new Properties()), new ByteArrayInputStream(octets(message))));
                }),
                use(
                        "octets",
                        connection -> connection.send(
                                ENVELOPE, octets("From: a@example.org\nMessage-ID: <3@example.org>\n\n.Grüße\n"))),
                use("list", connection -> connection
                        .sendAll(List.of(email().build(), email().subject("2").build()))
                        .get(1)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("valid")
    void validInput_isReceivedInTheSameWay(String name, Use use) throws Exception {
        MockMail mock = mock();
        Receipt fromReal = receipt(real(), use);
        Receipt fromMock = receipt(mock, use);
        assertEquals(received(smtp.server().inbox()), received(mock.inbox()), name);
        assertEquals(fromReal.messageId(), fromMock.messageId());
        assertEquals(fromReal.disposition(), fromMock.disposition());
        assertEquals(addresses(fromReal), addresses(fromMock));
    }

    private static Receipt receipt(SmtpConnectionFactory mail, Use use) throws Exception {
        try (SmtpConnection connection = mail.getConnection()) {
            return (Receipt) use.with(connection);
        }
    }

    private static List<String> addresses(Receipt receipt) {
        return receipt.recipients().stream().map(RecipientOutcome::address).toList();
    }

    private static List<String> received(Inbox inbox) {
        return inbox.all().stream()
                .map(mail -> mail + "\n" + withoutChance(new String(mail.raw(), StandardCharsets.UTF_8)))
                .toList();
    }

    /** Boundaries are random. */
    private static String withoutChance(String message) {
        String result = message;
        Matcher boundary = BOUNDARY.matcher(message);
        for (int i = 1; boundary.find(); i++) {
            result = result.replace(boundary.group(1), "boundary-" + i);
        }
        return result;
    }
}
