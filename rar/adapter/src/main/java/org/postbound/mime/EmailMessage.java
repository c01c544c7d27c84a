package org.postbound.mime;

import jakarta.activation.DataHandler;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.MimePart;
import jakarta.mail.internet.MimeUtility;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.postbound.Attachment;
import org.postbound.Email;
import org.postbound.InvalidEmailException;
import org.postbound.Mailbox;
import org.postbound.Priority;

/**
 * An {@link Email} as Jakarta Mail builds it. Jakarta Mail encodes and folds; what it would look up is given to it: the
 * Message-ID needs no host name, and no content handler is searched through class loaders, since every part is either
 * bytes or writes itself.
 */
final class EmailMessage extends MimeMessage {
    /** RFC 5322 section 3.3. */
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, d MMM uuuu HH:mm:ss xx", Locale.ENGLISH);

    private static final String UTF_8 = StandardCharsets.UTF_8.name();

    private final String messageId;
    private final String unique;

    /**
     * Builds the message.
     *
     * @param email what it consists of
     * @param from its author
     * @param now its date, unless the email has one
     * @param unique what nobody can guess, for boundaries and the Message-ID
     * @param host the right side of the Message-ID, unless the email has one
     */
    EmailMessage(Email email, Mailbox from, OffsetDateTime now, String unique, String host) throws MessagingException {
        super((Session) null);
        this.unique = unique;
        messageId = email.messageId().orElseGet(() -> newMessageId(unique, host));
        writeHeader(email, from, now);
        writeMixed(email);
    }

    static String newMessageId(String unique, String host) {
        return "<" + unique + "@" + host + ">";
    }

    @Override
    protected void updateMessageID() throws MessagingException {
        setHeader("Message-ID", messageId);
    }

    private void writeHeader(Email email, Mailbox from, OffsetDateTime now) throws MessagingException {
        setHeader("Date", date(email.date().orElse(now)));
        setFrom(address("from", from));
        if (email.sender().isPresent() && !email.sender().get().equals(from)) {
            // Not where it would repeat From (RFC 5322 section 3.6.2).
            setSender(address("sender", email.sender().get()));
        }
        setReplyTo(email.replyTo().isEmpty() ? null : addresses("replyTo", email.replyTo()));
        setRecipients(RecipientType.TO, addresses("to", email.to()));
        setRecipients(RecipientType.CC, addresses("cc", email.cc()));
        if (email.to().isEmpty() && email.cc().isEmpty()) {
            // Nobody is named who would not want to be (RFC 5322 section 3.6.3 allows an empty group).
            setHeader("To", "undisclosed-recipients:;");
        }
        if (email.subject().isPresent()) {
            setHeader("Subject", folded("subject", "Subject", email.subject().get()));
        }
        writePriority(email.priority());
        for (int i = 0; i < email.headers().size(); i++) {
            Map.Entry<String, String> header = email.headers().get(i);
            addHeader(header.getKey(), folded("headers[" + i + "].value", header.getKey(), header.getValue()));
        }
    }

    private static String folded(String field, String name, String value) {
        String folded = MimeUtility.fold(name.length() + 2, encoded(value));
        if (folded.lines().anyMatch(line -> name.length() + 2 + line.length() > WireBuffer.MAX_LINE)) {
            throw new InvalidEmailException(
                    field,
                    "has a run of %d characters that cannot be folded (RFC 5322 section 2.1.1); shorten it or put blanks"
                                    .formatted(value.length())
                            + " into it");
        }
        return folded;
    }

    private static String encoded(String value) {
        try {
            return MimeUtility.encodeText(value, UTF_8, null);
        } catch (UnsupportedEncodingException e) {
            throw withoutUtf8(e);
        }
    }

    /** Formats a date for a header; the grammar has four digits and nothing before 1900. */
    static String date(OffsetDateTime date) {
        if (date.getYear() < 1900 || date.getYear() > 9999) {
            throw new InvalidEmailException("date", "is " + date + "; use a year from 1900 to 9999");
        }
        return DATE.format(date);
    }

    /** Returns a From header, with its CRLF, for a message that has none. */
    static String fromField(Mailbox from) {
        String name = "From: ";
        return name + MimeUtility.fold(name.length(), address("From", from).toString()) + "\r\n";
    }

    /** The three headers that mail programs look at; only Priority is a standard's (RFC 2156 section 5.3.6). */
    private void writePriority(Priority priority) throws MessagingException {
        if (priority != Priority.NORMAL) {
            boolean urgent = priority == Priority.URGENT;
            setHeader("Priority", urgent ? "urgent" : "non-urgent");
            setHeader("Importance", urgent ? "high" : "low");
            setHeader("X-Priority", urgent ? "1" : "5");
        }
    }

    private static InternetAddress[] addresses(String field, List<Mailbox> mailboxes) {
        InternetAddress[] addresses = new InternetAddress[mailboxes.size()];
        for (int i = 0; i < addresses.length; i++) {
            addresses[i] = address(field + "[" + i + "]", mailboxes.get(i));
        }
        return addresses;
    }

    private static InternetAddress address(String field, Mailbox mailbox) {
        String name = mailbox.displayName();
        try {
            return new InternetAddress(AsciiAddress.of(field, mailbox.address()), name.isEmpty() ? null : name, UTF_8);
        } catch (UnsupportedEncodingException e) {
            throw withoutUtf8(e);
        }
    }

    private static IllegalStateException withoutUtf8(UnsupportedEncodingException e) {
        return new IllegalStateException("UTF-8 is in every Java runtime", e);
    }

    /** Only as many levels as are needed: mixed(alternative(text, related(html, inline...)), attachment...). */
    private void writeMixed(Email email) throws MessagingException {
        List<MimeBodyPart> files = new ArrayList<>();
        for (int i = 0; i < email.attachments().size(); i++) {
            files.add(file("attachments[" + i + "]", email.attachments().get(i), ATTACHMENT));
        }
        if (files.isEmpty()) {
            writeText(this, email);
            return;
        }
        MimeMultipart mixed = multipart("mixed");
        if (email.text().isPresent() || email.html().isPresent()) {
            MimeBodyPart text = new MimeBodyPart();
            writeText(text, email);
            mixed.addBodyPart(text);
        }
        add(mixed, files);
        setMultipart(this, mixed);
    }

    private void writeText(MimePart target, Email email) throws MessagingException {
        if (email.html().isEmpty()) {
            setText(target, "plain", email.text().orElse(""));
        } else if (email.text().isEmpty()) {
            writeHtml(target, email);
        } else {
            MimeBodyPart plain = new MimeBodyPart();
            setText(plain, "plain", email.text().get());
            MimeBodyPart html = new MimeBodyPart();
            writeHtml(html, email);
            setMultipart(target, multipart("alternative", plain, html));
        }
    }

    private void writeHtml(MimePart target, Email email) throws MessagingException {
        List<MimeBodyPart> inline = new ArrayList<>();
        for (int i = 0; i < email.inlineParts().size(); i++) {
            MimeBodyPart part =
                    file("inlineParts[" + i + "]", email.inlineParts().get(i).attachment(), INLINE);
            part.setContentID("<" + email.inlineParts().get(i).contentId() + ">");
            inline.add(part);
        }
        if (inline.isEmpty()) {
            setText(target, "html", email.html().orElseThrow());
            return;
        }
        MimeBodyPart html = new MimeBodyPart();
        setText(html, "html", email.html().orElseThrow());
        MimeMultipart related = multipart("related", html);
        add(related, inline);
        setMultipart(target, related);
    }

    private static MimeBodyPart file(String field, Attachment attachment, String disposition)
            throws MessagingException {
        MimeBodyPart part = new MimeBodyPart();
        part.setDataHandler(new DataHandler(new AttachmentSource(field, attachment)));
        part.setDisposition(disposition);
        part.setFileName(attachment.name());
        // A message within a message must not be encoded (RFC 2046 section 5.2.1).
        boolean isMessage = attachment.contentType().toLowerCase(Locale.ROOT).startsWith("message/rfc822");
        part.setHeader("Content-Transfer-Encoding", isMessage ? "8bit" : "base64");
        return part;
    }

    private static void setText(MimePart target, String subtype, String text) throws MessagingException {
        TextSource source = new TextSource("text/" + subtype + "; charset=UTF-8", text);
        target.setDataHandler(new DataHandler(source));
        target.setHeader("Content-Transfer-Encoding", source.transferEncoding());
    }

    private static void setMultipart(MimePart target, MimeMultipart multipart) throws MessagingException {
        target.setDataHandler(new MultipartHandler(multipart));
        multipart.setParent(target);
    }

    private MimeMultipart multipart(String subtype, MimeBodyPart... parts) throws MessagingException {
        MimeMultipart multipart = new Boundary(subtype, unique);
        for (MimeBodyPart part : parts) {
            multipart.addBodyPart(part);
        }
        return multipart;
    }

    /** Has a boundary that nobody can guess, so that no content can end its part. */
    private static final class Boundary extends MimeMultipart {
        Boundary(String subtype, String unique) throws MessagingException {
            super(subtype);
            ContentType type = new ContentType(contentType);
            type.setParameter("boundary", "=_" + subtype + "_" + unique);
            if (subtype.equals("related")) {
                // RFC 2387 section 3.1 demands the type of the root.
                type.setParameter("type", "text/html");
            }
            contentType = type.toString();
        }
    }

    private static void add(MimeMultipart multipart, List<MimeBodyPart> parts) throws MessagingException {
        for (MimeBodyPart part : parts) {
            multipart.addBodyPart(part);
        }
    }
}
