package org.postbound.bench;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Date;
import java.util.List;
import java.util.Properties;
import java.util.stream.IntStream;

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
        ByteArrayOutputStream rendered = new ByteArrayOutputStream();
        message.build(Session.getInstance(new Properties())).writeTo(rendered);
        return new TestMessage(message.from, to, message.subject, message.text, rendered.toByteArray());
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
        mime.setSentDate(new Date());
        mime.saveChanges();
        return mime;
    }

    /** What comes nearest to bytes for those that take a {@link MimeMessage} only. */
    MimeMessage parse(Session session) throws MessagingException {
        return new MimeMessage(session, new ByteArrayInputStream(rendered));
    }
}
