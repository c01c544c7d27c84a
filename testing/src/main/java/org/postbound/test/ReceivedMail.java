package org.postbound.test;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A mail as a server receives it: the envelope, and the message both as octets and as people see it. Immutable; safe for use
 * by several threads.
 *
 * <p>What people see is read when it is first asked for; a message that Jakarta Mail cannot read then fails with {@link
 * IllegalStateException}.
 */
public final class ReceivedMail {
    private final String reversePath;
    private final List<String> recipients;
    private final byte[] raw;
    private volatile MailContent content;

    ReceivedMail(String reversePath, List<String> recipients, byte[] raw) {
        this.reversePath = reversePath;
        this.recipients = List.copyOf(recipients);
        this.raw = raw;
    }

    /**
     * Returns where failures are reported.
     *
     * @return the envelope's reverse-path: an address, or empty for the null reverse-path
     */
    public String reversePath() {
        return reversePath;
    }

    /**
     * Returns to whom the mail goes, blind copies included.
     *
     * @return the addresses of the envelope's forward-paths, in their order
     */
    public List<String> recipients() {
        return recipients;
    }

    /** For a key of {@link Recipients}. */
    boolean isFor(String key) {
        return recipients.stream().map(Recipients::arrivedKey).anyMatch(key::equals);
    }

    /**
     * Returns a header.
     *
     * @param name its name, in any case
     * @return the value of the first one, decoded and on one line; empty if there is none
     */
    public String header(String name) {
        return headers(name).stream().findFirst().orElse("");
    }

    /**
     * Returns all headers of a name.
     *
     * @param name the name, in any case
     * @return their values in order, decoded and each on one line
     */
    public List<String> headers(String name) {
        return content().headers().stream()
                .filter(header -> header.name().equalsIgnoreCase(name))
                .map(MailContent.Header::value)
                .toList();
    }

    /**
     * Returns the author.
     *
     * @return the From header, such as {@code Shop <shop@example.org>}
     */
    public String from() {
        return header("From");
    }

    /**
     * Returns the subject.
     *
     * @return the Subject header, decoded; empty if there is none
     */
    public String subject() {
        return header("Subject");
    }

    /**
     * Returns the Message-ID, which the receipt of the send has, too.
     *
     * @return the Message-ID header with its angle brackets
     */
    public String messageId() {
        return header("Message-ID");
    }

    /**
     * Returns the plain text.
     *
     * @return the text, decoded, each line ended by LF alone; empty if there is none
     */
    public String text() {
        return content().text();
    }

    /**
     * Returns the HTML.
     *
     * @return the HTML, decoded, each line ended by LF alone; empty if there is none
     */
    public String html() {
        return content().html();
    }

    /**
     * Returns the files that came with the mail.
     *
     * @return attachments, and parts that the HTML shows, in their order
     */
    public List<ReceivedFile> files() {
        return content().files();
    }

    /**
     * Returns a file by its name.
     *
     * @param name the file name
     * @return the first one of that name
     * @throws AssertionError if there is none; names those that are there
     */
    public ReceivedFile file(String name) {
        return files().stream()
                .filter(file -> file.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no file \"%s\" in %s".formatted(name, this)));
    }

    /**
     * Returns the message as it came.
     *
     * @return a copy of the octets, without the stuffed dots of DATA
     */
    public byte[] raw() {
        return raw.clone();
    }

    /**
     * Returns the message for whatever else a test asks of it.
     *
     * @return a new object of Jakarta Mail's
     */
    public MimeMessage mimeMessage() {
        try {
            return MailReader.mimeMessage(raw);
        } catch (MessagingException e) {
            throw unreadable(e);
        }
    }

    private MailContent content() {
        if (content == null) {
            try {
                content = MailReader.read(raw);
            } catch (MessagingException | IOException e) {
                throw unreadable(e);
            }
        }
        return content;
    }

    private IllegalStateException unreadable(Exception cause) {
        return new IllegalStateException(
                "the mail cannot be read (%s):%n%s"
                        .formatted(cause.getMessage(), new String(raw, StandardCharsets.ISO_8859_1)),
                cause);
    }

    /** Returns, on one line, from whom to whom it goes, and what it is about. */
    @Override
    public String toString() {
        return "mail from <%s> to %s: \"%s\"%s%s%s"
                .formatted(
                        reversePath,
                        recipients.stream().collect(Collectors.joining(">, <", "<", ">")),
                        subject(),
                        text().isEmpty() ? "" : ", text of %d characters".formatted(text().length()),
                        html().isEmpty() ? "" : ", HTML of %d characters".formatted(html().length()),
                        files().isEmpty() ? "" : ", files " + files());
    }
}
