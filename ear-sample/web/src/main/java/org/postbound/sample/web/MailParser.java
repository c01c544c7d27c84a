package org.postbound.sample.web;

import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.MimePart;
import jakarta.mail.internet.MimeUtility;
import jakarta.mail.internet.ParseException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Objects;

/** Reads what the page shows of a mail. */
final class MailParser {
    private final StringBuilder text = new StringBuilder();
    private final List<ReceivedMail.File> files = new ArrayList<>();

    private MailParser() {}

    /**
     * Reads a message.
     *
     * @param mailbox the mailbox that it arrived in
     * @param message the message, a character per byte
     */
    static ReceivedMail parse(String mailbox, String message) throws MessagingException, IOException {
        MimeMessage mime = new MimeMessage(
                Session.getInstance(System.getProperties()),
                new ByteArrayInputStream(message.getBytes(StandardCharsets.ISO_8859_1)));
        MailParser parser = new MailParser();
        parser.read(mime);
        Date date = mime.getSentDate();
        return new ReceivedMail(
                mailbox,
                decoded(mime.getHeader("From", ", ")),
                Objects.toString(mime.getSubject(), ""),
                Objects.toString(mime.getMessageID(), ""),
                date == null ? Instant.EPOCH : date.toInstant(),
                parser.text.toString().strip(),
                parser.files);
    }

    /** Goes by the parts' own streams: handlers of content would be looked up in the server's class loaders. */
    private void read(MimePart part) throws MessagingException, IOException {
        ContentType type = contentType(part);
        if (type.match("multipart/*")) {
            Multipart parts = new MimeMultipart(part.getDataHandler().getDataSource());
            for (int i = 0; i < parts.getCount(); i++) {
                read((MimePart) parts.getBodyPart(i));
            }
        } else if (Part.ATTACHMENT.equalsIgnoreCase(part.getDisposition()) || part.getFileName() != null) {
            String content = type.match("text/*") ? content(part, type) : "";
            files.add(new ReceivedMail.File(fileName(part), type.getBaseType(), content));
        } else if (type.match("text/plain")) {
            text.append(content(part, type));
        }
    }

    private static String content(MimePart part, ContentType type) throws MessagingException, IOException {
        String charset = type.getParameter("charset");
        byte[] bytes = part.getInputStream().readAllBytes();
        return new String(bytes, charset == null ? "US-ASCII" : MimeUtility.javaCharset(charset));
    }

    private static ContentType contentType(MimePart part) throws ParseException, MessagingException {
        return new ContentType(Objects.requireNonNullElse(part.getContentType(), "text/plain"));
    }

    private static String fileName(MimePart part) throws MessagingException, UnsupportedEncodingException {
        return decoded(part.getFileName());
    }

    private static String decoded(String header) throws UnsupportedEncodingException {
        return header == null ? "" : MimeUtility.decodeText(header);
    }
}
