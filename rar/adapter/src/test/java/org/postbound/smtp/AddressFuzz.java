package org.postbound.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import jakarta.mail.Header;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;
import org.postbound.Email;
import org.postbound.InvalidEmailException;
import org.postbound.Mailbox;
import org.postbound.mime.MessageRenderer;
import org.postbound.mime.RenderedMessage;

/**
 * Whatever an application gives as an address, a name, a subject, a header or an envelope id is refused, or stays what it is:
 * it never becomes another command or another header, and nobody who is named is left out.
 */
class AddressFuzz {
    private static final String SEPARATOR = "\u001f";
    private static final MessageRenderer RENDERER =
            new MessageRenderer(Optional.empty(), 0, Clock.systemUTC(), () -> "app.example.org");
    private static final Capabilities EVERYTHING =
            new Capabilities(Map.of("SIZE", List.of(), "8BITMIME", List.of(), "SMTPUTF8", List.of(), "DSN", List.of()));
    /** A path, whose local part may be quoted (RFC 5321 section 4.1.2), and parameters. */
    private static final Pattern COMMAND = Pattern.compile(
            "(?:MAIL FROM|RCPT TO):<(?:(?:\"(?:[^\"\\\\\\p{Cntrl}]|\\\\[ -~])*\"|[^\"<>\\p{Cntrl} ]+)@[^\"<>\\p{Cntrl} ]+)?>"
                    + "(?: [A-Z0-9-]+(?:=[!-<>-~]+)?)*");

    private static final TreeSet<String> EXPECTED = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

    static {
        Collections.addAll(
                EXPECTED,
                "Date",
                "From",
                "To",
                "Subject",
                "Message-ID",
                "MIME-Version",
                "Content-Type",
                "Content-Transfer-Encoding",
                "X-Fuzz");
    }

    static Stream<byte[]> seeds() {
        return Stream.of(
                        "jo@example.org",
                        "Jo Doe <jo@example.org>\u001fSubject\u001fvalue\u001fid",
                        "\"Doe, Jo\" <\"jo doe\"@example.org>\u001fGr\u00fc\u00dfe\u001f\u00e9\u001fa+b=c d",
                        "\"a>b\"@example.org\u001fa\r\nBcc: x@y\u001fb\nc\u001fd\re",
                        "jo@[127.0.0.1]",
                        "jo@b\u00fccher.example\u001f" + "long ".repeat(40),
                        "\u00fc@example.org",
                        "=?utf-8?q?a=0d=0ab?= <jo@example.org>",
                        "jo(comment)@example.org",
                        "jo@example.org (Jo)",
                        "Jo < jo@example.org >",
                        "group:a@b.c,d@e.f;",
                        "<@relay.test:jo@example.org>")
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "5s")
    void texts_areRefusedOrStayWhatTheyAre(byte[] octets) throws MessagingException, IOException {
        List<String> fields = new ArrayList<>(List.of(new String(octets, StandardCharsets.UTF_8).split(SEPARATOR, 4)));
        while (fields.size() < 4) {
            fields.add("x");
        }
        Mailbox mailbox;
        RenderedMessage message;
        try {
            mailbox = Mailbox.parse(fields.get(0));
            message = RENDERER.render(Email.builder()
                    .from(mailbox)
                    .to(mailbox)
                    .subject(fields.get(1))
                    .header("X-Fuzz", fields.get(2))
                    .envelopeId(fields.get(3))
                    .text("content")
                    .build());
        } catch (InvalidEmailException e) {
            return;
        }
        assertEquals(mailbox, new Mailbox(mailbox.displayName(), mailbox.address()));
        assertThrows(InvalidEmailException.class, () -> Mailbox.parse(fields.get(0) + " another@example.org"));
        checkCommands(message, fields.get(3));
        checkHeader(message, mailbox);
    }

    private static void checkCommands(RenderedMessage message, String envelopeId) {
        EnvelopeCommands commands = EnvelopeCommands.of(message, EVERYTHING, false, false, Instant.EPOCH);
        assertTrue(COMMAND.matcher(commands.mail().line()).matches(), commands.mail()::line);
        String xtext = commands.mail().line().replaceFirst(".* ENVID=([^ ]*).*", "$1");
        assertEquals(envelopeId, decoded(xtext));
        assertEquals(1, commands.recipients().size());
        String rcpt = commands.recipients().get(0).line();
        assertTrue(COMMAND.matcher(rcpt).matches(), rcpt);
    }

    /** RFC 3461 section 4. */
    private static String decoded(String xtext) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        for (int i = 0; i < xtext.length(); i++) {
            if (xtext.charAt(i) == '+') {
                octets.write(Integer.parseInt(xtext.substring(i + 1, i + 3), 16));
                i += 2;
            } else {
                octets.write(xtext.charAt(i));
            }
        }
        return octets.toString(StandardCharsets.UTF_8);
    }

    private static void checkHeader(RenderedMessage rendered, Mailbox mailbox) throws MessagingException, IOException {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        rendered.message().writeTo(octets);
        Properties rfc6532 = new Properties();
        rfc6532.setProperty("mail.mime.allowutf8", "true");
        MimeMessage read =
                new MimeMessage(Session.getInstance(rfc6532), new ByteArrayInputStream(octets.toByteArray()));
        TreeSet<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        for (Header header : Collections.list(read.getAllHeaders())) {
            assertTrue(EXPECTED.contains(header.getName()), header.getName());
            assertTrue(names.add(header.getName()), () -> header.getName() + " twice");
        }
        assertEquals("content", ((String) read.getContent()).strip());
        InternetAddress from = (InternetAddress) read.getFrom()[0];
        assertEquals(1, read.getFrom().length);
        assertEquals(1, read.getRecipients(Message.RecipientType.TO).length);
        assertEquals(rendered.envelope().reversePath(), from.getAddress());
        assertEquals(rendered.envelope().forwardPaths().get(0).address(), from.getAddress());
        if (mailbox.displayName().isEmpty()) {
            assertEquals(null, from.getPersonal());
        }
    }
}
