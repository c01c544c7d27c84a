package org.postbound.bench;

import static java.time.format.DateTimeFormatter.RFC_1123_DATE_TIME;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Properties;
import java.util.stream.IntStream;
import org.eclipse.angus.mail.util.CRLFOutputStream;

/**
 * The message that all clients send. It is plain ASCII, since clients differ in how they encode anything else, and no line begins with
 * a dot, since none does in what Postfix's load generator sends.
 *
 * @param from the sender
 * @param to the recipients
 * @param subject the subject
 * @param text the text, with line feeds
 * @param rendered the whole message, ready for the wire
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record TestMessage(String from, List<String> to, String subject, String text, byte[] rendered) {
    private static final String LINE = "The quick brown fox jumps over the lazy dog, and then it sends a mail.\n";

    static TestMessage of(Case what) throws MessagingException, IOException {
        StringBuilder text = new StringBuilder(what.sizeBytes() + LINE.length());
        while (text.length() < what.sizeBytes()) {
            text.append(LINE);
        }
        text.setLength(what.sizeBytes() - 1);
        List<String> to = IntStream.rangeClosed(1, what.recipients())
                .mapToObj(i -> "recipient" + i + "@example.org")
                .toList();
        TestMessage message = new TestMessage(
                "shop@example.org", to, "Your order", text.append('\n').toString(), new byte[0]);
        byte[] rendered = message.render(Session.getInstance(new Properties()));
        return new TestMessage(message.from, to, message.subject, message.text, rendered);
    }

    /** Builds it anew with Jakarta Mail. */
    MimeMessage build(Session session) throws MessagingException {
        MimeMessage mime = new MimeMessage(session);
        mime.setFrom(new InternetAddress(from));
        for (String address : to) {
            mime.addRecipient(Message.RecipientType.TO, new InternetAddress(address));
        }
        mime.setSubject(subject);
        mime.setText(text, "us-ascii");
        mime.setHeader("Date", RFC_1123_DATE_TIME.format(OffsetDateTime.now(ZoneOffset.UTC)));
        mime.saveChanges();
        return mime;
    }

    /** Builds it anew, with CRLF for each line end, which Jakarta Mail leaves to its transport. */
    byte[] render(Session session) throws MessagingException, IOException {
        ByteArrayOutputStream octets = new ByteArrayOutputStream(2 * text.length());
        build(session).writeTo(new CRLFOutputStream(octets));
        return octets.toByteArray();
    }

    /** What comes nearest to bytes for those that take a {@link MimeMessage} only. */
    MimeMessage parse(Session session) throws MessagingException {
        return new MimeMessage(session, new ByteArrayInputStream(rendered));
    }
}
