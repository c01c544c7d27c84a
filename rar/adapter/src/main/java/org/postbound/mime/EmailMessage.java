package org.postbound.mime;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.ContentDisposition;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeUtility;
import jakarta.mail.internet.ParameterList;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.postbound.Attachment;
import org.postbound.Email;
import org.postbound.InlinePart;
import org.postbound.InvalidEmailException;
import org.postbound.Mailbox;
import org.postbound.Priority;

/**
 * An {@link Email} as Jakarta Mail builds it. Jakarta Mail encodes and folds; what it would look up is given to it: the
 * Message-ID needs no host name, and neither content handlers nor encoders are searched through class loaders.
 */
final class EmailMessage extends EmailPart {
    /** RFC 5322 section 3.3. */
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, d MMM uuuu HH:mm:ss xx", Locale.ENGLISH);

    private static final String UTF_8 = StandardCharsets.UTF_8.name();

    private final Email email;
    private final String unique;
    private final boolean utf8;

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
        this.email = email;
        this.unique = unique;
        utf8 = needsUtf8(from);
        setHeader("Message-ID", email.messageId().orElseGet(() -> newMessageId(unique, host)));
        setHeader("MIME-Version", "1.0");
        writeHeader(from, email.date().orElse(now));
        writeMixed();
    }

    /** Whether an address in the header has no ASCII form, so that the header has to be in UTF-8 (RFC 6532). */
    private boolean needsUtf8(Mailbox from) {
        return isInternational(from)
                || email.sender().stream().anyMatch(EmailMessage::isInternational)
                || areInternational(email.replyTo())
                || areInternational(email.to())
                || areInternational(email.cc());
    }

    private static boolean areInternational(List<Mailbox> mailboxes) {
        for (Mailbox mailbox : mailboxes) {
            if (isInternational(mailbox)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isInternational(Mailbox mailbox) {
        return WireAddress.isInternational(mailbox.address());
    }

    static String newMessageId(String unique, String host) {
        return "<" + unique + "@" + host + ">";
    }

    private void writeHeader(Mailbox from, OffsetDateTime date) throws MessagingException {
        setHeader("Date", date(date));
        setAddresses("From", address("from", from));
        if (email.sender().isPresent() && !email.sender().get().equals(from)) {
            // Not where it would repeat From (RFC 5322 section 3.6.2).
            setAddresses("Sender", address("sender", email.sender().get()));
        }
        writeAddresses("Reply-To", "replyTo", email.replyTo());
        writeAddresses("To", "to", email.to());
        writeAddresses("Cc", "cc", email.cc());
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

    private void writeAddresses(String name, String field, List<Mailbox> mailboxes) throws MessagingException {
        if (mailboxes.isEmpty()) {
            return;
        }
        InternetAddress[] addresses = new InternetAddress[mailboxes.size()];
        for (int i = 0; i < addresses.length; i++) {
            addresses[i] = address(field + "[" + i + "]", mailboxes.get(i));
        }
        setAddresses(name, addresses);
    }

    private void setAddresses(String name, InternetAddress... addresses) throws MessagingException {
        setHeader(name, folded(name, addresses, utf8));
    }

    private static String folded(String name, InternetAddress[] addresses, boolean utf8) {
        int used = name.length() + 2;
        return utf8 ? InternetAddress.toUnicodeString(addresses, used) : InternetAddress.toString(addresses, used);
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
        if (EncodedWords.isMisleading(value)) {
            return EncodedWords.of(value);
        }
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
        InternetAddress[] addresses = {address("From", from)};
        return "From: " + folded("From", addresses, isInternational(from)) + "\r\n";
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

    private static InternetAddress address(String field, Mailbox mailbox) {
        String name = mailbox.displayName();
        String address = WireAddress.of(field, mailbox.address());
        try {
            return name.isEmpty()
                    ? new InternetAddress(address, null, UTF_8)
                    : new EncodedWords.NamedAddress(address, name);
        } catch (UnsupportedEncodingException e) {
            throw withoutUtf8(e);
        }
    }

    private static IllegalStateException withoutUtf8(UnsupportedEncodingException e) {
        return new IllegalStateException("UTF-8 is in every Java runtime", e);
    }

    /** Only as many levels as are needed: mixed(alternative(text, related(html, inline...)), attachment...). */
    private void writeMixed() throws MessagingException {
        if (email.attachments().isEmpty()) {
            writeText(this);
            return;
        }
        List<EmailPart> parts = new ArrayList<>();
        if (email.text().isPresent() || email.html().isPresent()) {
            EmailPart text = new EmailPart();
            writeText(text);
            parts.add(text);
        }
        for (int i = 0; i < email.attachments().size(); i++) {
            parts.add(file("attachments[" + i + "]", email.attachments().get(i), ATTACHMENT));
        }
        writeMultipart(this, "mixed", parts);
    }

    private void writeText(EmailPart target) throws MessagingException {
        if (email.html().isEmpty()) {
            writeText(target, "text/plain; charset=UTF-8", email.text().orElse(""));
        } else if (email.text().isEmpty()) {
            writeHtml(target);
        } else {
            EmailPart plain = new EmailPart();
            writeText(plain, "text/plain; charset=UTF-8", email.text().get());
            EmailPart html = new EmailPart();
            writeHtml(html);
            writeMultipart(target, "alternative", List.of(plain, html));
        }
    }

    private void writeHtml(EmailPart target) throws MessagingException {
        if (email.inlineParts().isEmpty()) {
            writeText(target, "text/html; charset=UTF-8", email.html().orElseThrow());
            return;
        }
        List<EmailPart> parts = new ArrayList<>();
        EmailPart html = new EmailPart();
        writeText(html, "text/html; charset=UTF-8", email.html().orElseThrow());
        parts.add(html);
        for (int i = 0; i < email.inlineParts().size(); i++) {
            InlinePart inline = email.inlineParts().get(i);
            EmailPart part = file("inlineParts[" + i + "]", inline.attachment(), INLINE);
            part.setContentID("<" + inline.contentId() + ">");
            parts.add(part);
        }
        writeMultipart(target, "related", parts);
    }

    private EmailPart file(String field, Attachment attachment, String disposition) throws MessagingException {
        TransferEncoding encoding = encoding(new ContentType(attachment.contentType()));
        EmailPart part = new EmailPart();
        part.setBody(attachment.contentType(), encoding, new AttachmentHandler(field, attachment, encoding));
        if (EncodedWords.isMisleading(attachment.name())) {
            part.setHeader("Content-Disposition", disposition + ";\r\n " + EncodedWords.fileName(attachment.name()));
        } else {
            setFileName(part, disposition, attachment);
        }
        return part;
    }

    /** What is a message of any kind must not be encoded (RFC 2045 section 6.4), unless it is one in UTF-8 (RFC 6532, 6533). */
    private static TransferEncoding encoding(ContentType type) {
        boolean isPlain = type.getPrimaryType().equalsIgnoreCase("message")
                && !type.getSubType().toLowerCase(Locale.ROOT).startsWith("global");
        return isPlain ? TransferEncoding.EIGHT_BIT : TransferEncoding.BASE64;
    }

    /** In UTF-8, as {@code Part.setFileName} is only where that is the charset of the Java runtime. */
    private static void setFileName(EmailPart part, String disposition, Attachment attachment)
            throws MessagingException {
        ParameterList parameters = new ParameterList();
        parameters.set("filename", attachment.name(), UTF_8);
        part.setHeader("Content-Disposition", new ContentDisposition(disposition, parameters).toString());
        ContentType type = new ContentType(attachment.contentType());
        ParameterList ofType = Objects.requireNonNullElseGet(type.getParameterList(), ParameterList::new);
        ofType.set("name", attachment.name(), UTF_8);
        type.setParameterList(ofType);
        part.setHeader("Content-Type", type.toString());
    }

    private void writeText(EmailPart target, String contentType, String text) throws MessagingException {
        TextHandler body = new TextHandler(contentType, text);
        target.setBody(contentType, body.encoding(), body);
    }

    private void writeMultipart(EmailPart target, String subtype, List<EmailPart> parts) throws MessagingException {
        // Nobody can guess it, so no content can end its part.
        String boundary = "=_" + subtype + "_" + unique;
        ParameterList parameters = new ParameterList();
        parameters.set("boundary", boundary);
        if (subtype.equals("related")) {
            // RFC 2387 section 3.1 demands the type of the root.
            parameters.set("type", "text/html");
        }
        String contentType = new ContentType("multipart", subtype, parameters).toString();
        target.setMultipart(contentType, new MultipartHandler(contentType, boundary, parts));
    }
}
