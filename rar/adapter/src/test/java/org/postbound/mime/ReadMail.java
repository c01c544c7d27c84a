package org.postbound.mime;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postbound.Attachment;
import org.postbound.Email;
import org.postbound.Mailbox;
import org.postbound.Priority;

/**
 * A message as somebody reads it who did not write it.
 *
 * @param date the moment that the Date header names
 * @param priority those of its headers that are there
 * @param headers names and decoded values
 * @param mailboxes for each header of addresses, what is in it
 * @param part the body
 */
record ReadMail(
        Instant date,
        Map<String, String> priority,
        Map<String, String> headers,
        Map<String, List<String>> mailboxes,
        Part part) {
    /** Headers of addresses that readers look at. */
    static final List<String> ADDRESSES = List.of("From", "Sender", "Reply-To", "To", "Cc");

    /** Headers by which readers know what is urgent. */
    static final List<String> PRIORITY = List.of("Priority", "Importance", "X-Priority");

    /**
     * A part.
     *
     * @param type type and subtype, in lower case
     * @param charset in lower case; empty for what is no text, or does not say
     * @param disposition empty if it has none
     * @param fileName decoded; empty if it has none
     * @param contentId with its angle brackets; empty if it has none
     * @param content the octets of what is no multipart, one char each
     * @param parts those of a multipart
     */
    record Part(
            String type,
            String charset,
            String disposition,
            String fileName,
            String contentId,
            String content,
            List<Part> parts) {
        static Part multipart(String subtype, List<Part> parts) {
            return new Part("multipart/" + subtype, "", "", "", "", "", parts);
        }

        /** Without the end of the last line, which a message has in any case (RFC 5321 section 4.1.1.4). */
        Part withoutLastLineEnd() {
            String shorter = content.endsWith("\r\n") ? content.substring(0, content.length() - 2) : content;
            return new Part(type, charset, disposition, fileName, contentId, shorter, parts);
        }
    }

    ReadMail {
        part = part.withoutLastLineEnd();
    }

    /** What everybody should read. */
    static ReadMail of(Email email) {
        Map<String, String> headers = new LinkedHashMap<>();
        email.subject().ifPresent(subject -> headers.put("Subject", subject));
        email.messageId().ifPresent(id -> headers.put("Message-ID", id));
        email.headers().forEach(header -> headers.put(header.getKey(), header.getValue()));
        Map<String, List<String>> mailboxes = new LinkedHashMap<>();
        put(mailboxes, "From", email.from().stream().toList());
        put(mailboxes, "Sender", email.sender().stream().toList());
        put(mailboxes, "Reply-To", email.replyTo());
        put(mailboxes, "To", email.to());
        put(mailboxes, "Cc", email.cc());
        OffsetDateTime date = email.date().orElseGet(() -> OffsetDateTime.now(Rendering.CLOCK));
        return new ReadMail(date.toInstant(), priority(email.priority()), headers, mailboxes, body(email));
    }

    /** Nothing is said of what is normal. */
    private static Map<String, String> priority(Priority priority) {
        return switch (priority) {
            case URGENT -> Map.of("Priority", "urgent", "Importance", "high", "X-Priority", "1");
            case NORMAL -> Map.of();
            case NON_URGENT -> Map.of("Priority", "non-urgent", "Importance", "low", "X-Priority", "5");
        };
    }

    private static void put(Map<String, List<String>> mailboxes, String name, List<Mailbox> values) {
        if (!values.isEmpty()) {
            mailboxes.put(
                    name,
                    values.stream()
                            .map(mailbox -> mailbox(mailbox.displayName(), WireAddress.of(name, mailbox.address())))
                            .toList());
        }
    }

    static String mailbox(String displayName, String address) {
        return displayName + " <" + address + ">";
    }

    private static Part body(Email email) {
        Optional<Part> text = email.text().map(plain -> text("text/plain", plain));
        Optional<Part> html = email.html().map(source -> html(email, source));
        List<Part> parts = new ArrayList<>();
        if (text.isPresent() && html.isPresent()) {
            parts.add(Part.multipart("alternative", List.of(text.get(), html.get())));
        } else {
            text.or(() -> html).ifPresent(parts::add);
        }
        if (email.attachments().isEmpty()) {
            return parts.get(0);
        }
        email.attachments().forEach(file -> parts.add(file(file, "attachment", "")));
        return Part.multipart("mixed", parts);
    }

    private static Part html(Email email, String source) {
        Part html = text("text/html", source);
        if (email.inlineParts().isEmpty()) {
            return html;
        }
        List<Part> parts = new ArrayList<>();
        parts.add(html);
        email.inlineParts()
                .forEach(inline -> parts.add(file(inline.attachment(), "inline", "<" + inline.contentId() + ">")));
        return Part.multipart("related", parts);
    }

    /** Lines of text end with CRLF, however it is encoded (RFC 2046 section 4.1.1). */
    private static Part text(String type, String text) {
        String crlf = text.replaceAll("\r\n|\r|\n", "\r\n");
        return new Part(type, "utf-8", "", "", "", octets(crlf.getBytes(StandardCharsets.UTF_8)), List.of());
    }

    private static Part file(Attachment file, String disposition, String contentId) {
        String type = file.contentType();
        int semicolon = type.indexOf(';');
        int charset = type.indexOf("charset=");
        try (InputStream content = file.content().open()) {
            return new Part(
                    semicolon < 0 ? type : type.substring(0, semicolon),
                    charset < 0 ? "" : type.substring(charset + "charset=".length()),
                    disposition,
                    file.name(),
                    contentId,
                    octets(content.readAllBytes()),
                    List.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String octets(byte... octets) {
        return new String(octets, StandardCharsets.ISO_8859_1);
    }
}
