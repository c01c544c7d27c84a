package org.postbound.test;

import jakarta.mail.Header;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.MimePart;
import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UnsupportedEncodingException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Properties;

/** Reads a message with Jakarta Mail. */
final class MailReader {
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder html = new StringBuilder();
    private final List<ReceivedFile> files = new ArrayList<>();

    private MailReader() {}

    static MailContent read(byte[] raw) throws MessagingException, IOException {
        MimeMessage message = mimeMessage(raw);
        MailReader reader = new MailReader();
        reader.readPart(message);
        return new MailContent(headers(message), reader.text.toString(), reader.html.toString(), reader.files);
    }

    static MimeMessage mimeMessage(byte[] raw) throws MessagingException {
        Properties properties = new Properties();
        properties.setProperty("mail.mime.allowutf8", "true");
        return new MimeMessage(Session.getInstance(properties), new ByteArrayInputStream(raw));
    }

    private static List<MailContent.Header> headers(MimeMessage message) throws MessagingException, IOException {
        List<MailContent.Header> headers = new ArrayList<>();
        for (Header header : Collections.list(message.getAllHeaders())) {
            headers.add(new MailContent.Header(header.getName(), decoded(MimeUtility.unfold(header.getValue()))));
        }
        return headers;
    }

    /** What is encoded in a charset that nobody knows stays as it is. */
    private static String decoded(String text) {
        try {
            return MimeUtility.decodeText(text);
        } catch (UnsupportedEncodingException e) {
            return text;
        }
    }

    /** Goes by the parts' own streams, so that no content handler is needed. */
    private void readPart(MimePart part) throws MessagingException, IOException {
        ContentType type = new ContentType(Objects.requireNonNullElse(part.getContentType(), "text/plain"));
        if (type.match("multipart/*")) {
            Multipart parts = new MimeMultipart(part.getDataHandler().getDataSource());
            for (int i = 0; i < parts.getCount(); i++) {
                readPart((MimePart) parts.getBodyPart(i));
            }
            return;
        }
        ReceivedFile file = new ReceivedFile(
                fileName(part), type, contentId(part), part.getInputStream().readAllBytes());
        boolean body = file.name().isEmpty() && !Part.ATTACHMENT.equalsIgnoreCase(part.getDisposition());
        if (body && type.match("text/plain")) {
            text.append(lines(file));
        } else if (body && type.match("text/html")) {
            html.append(lines(file));
        } else {
            files.add(file);
        }
    }

    /** As an application writes them; on the wire CRLF ends a line. */
    private static String lines(ReceivedFile file) {
        return file.text().replace("\r\n", "\n");
    }

    private static String fileName(MimePart part) throws MessagingException, IOException {
        String name = part.getFileName();
        return name == null ? "" : decoded(name);
    }

    private static String contentId(MimePart part) throws MessagingException {
        String id = part.getContentID();
        return id == null ? "" : id.replaceAll("^\\s*<|>\\s*$", "");
    }
}
