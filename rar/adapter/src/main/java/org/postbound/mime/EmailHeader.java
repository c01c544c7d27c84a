package org.postbound.mime;

import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.postbound.Email;
import org.postbound.InvalidEmailException;
import org.postbound.Mailbox;

/**
 * The header fields of an email (RFC 5322 section 3.6), without those of its content.
 *
 * @param email the email
 * @param from its author
 * @param date when it was written, unless it says so itself
 * @param messageId its Message-ID, unless it has one itself
 */
record EmailHeader(Email email, Mailbox from, OffsetDateTime date, String messageId) {
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, d MMM uuuu HH:mm:ss xx", Locale.ENGLISH);

    void writeTo(WireBuffer out) {
        out.write(date("date", email.date().orElse(date)));
        out.write(mailboxes("From", "from", from));
        email.sender()
                .filter(sender -> !sender.equals(from))
                .ifPresent(sender -> out.write(mailboxes("Sender", "sender", sender)));
        mailboxes("Reply-To", "replyTo", email.replyTo()).ifPresent(out::write);
        mailboxes("To", "to", email.to()).ifPresent(out::write);
        mailboxes("Cc", "cc", email.cc()).ifPresent(out::write);
        if (email.to().isEmpty() && email.cc().isEmpty()) {
            out.write("To: undisclosed-recipients:;\r\n");
        }
        email.subject()
                .ifPresent(subject ->
                        out.write(new HeaderField("Subject").text(subject).toString()));
        out.write("Message-ID: " + email.messageId().orElse(messageId) + "\r\n");
        out.write("MIME-Version: 1.0\r\n");
        writePriority(out);
        writeOwnHeaders(out);
    }

    /** X-Priority is what readers show, the others are RFC 2156 section 4. */
    private void writePriority(WireBuffer out) {
        switch (email.priority()) {
            case URGENT -> out.write("X-Priority: 1\r\nImportance: high\r\nPriority: urgent\r\n");
            case NON_URGENT -> out.write("X-Priority: 5\r\nImportance: low\r\nPriority: non-urgent\r\n");
            case NORMAL -> {}
        }
    }

    private void writeOwnHeaders(WireBuffer out) {
        for (int i = 0; i < email.headers().size(); i++) {
            Map.Entry<String, String> header = email.headers().get(i);
            out.write(new HeaderField(header.getKey())
                    .value("headers[" + i + "].value", header.getValue())
                    .toString());
        }
    }

    static String date(String field, OffsetDateTime date) {
        // The grammar has four digits and nothing before 1900 (RFC 5322 section 3.3).
        if (date.getYear() < 1900 || date.getYear() > 9999) {
            throw new InvalidEmailException(field, "is " + date + "; use a year from 1900 to 9999");
        }
        return "Date: " + DATE.format(date) + "\r\n";
    }

    static String mailboxes(String name, String field, Mailbox mailbox) {
        return new HeaderField(name)
                .mailboxes(List.of(AsciiAddress.of(field, mailbox)))
                .toString();
    }

    private static Optional<String> mailboxes(String name, String field, List<Mailbox> mailboxes) {
        if (mailboxes.isEmpty()) {
            return Optional.empty();
        }
        List<Mailbox> ascii = new ArrayList<>();
        for (int i = 0; i < mailboxes.size(); i++) {
            ascii.add(AsciiAddress.of(field + "[" + i + "]", mailboxes.get(i)));
        }
        return Optional.of(new HeaderField(name).mailboxes(ascii).toString());
    }
}
