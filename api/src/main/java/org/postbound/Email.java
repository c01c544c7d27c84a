package org.postbound;

import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A message as an application sees it. Built by {@link #builder()}, which checks each value as it is given:
 *
 * <pre>{@code
 * Email email = Email.builder()
 *         .from("Shop <shop@example.org>")
 *         .to("jo@example.org")
 *         .subject("Your order")
 *         .text("It is on its way.")
 *         .attach(Path.of("invoice.pdf"))
 *         .build();
 * }</pre>
 */
public final class Email {
    private final Mailbox from;
    private final Mailbox sender;
    private final List<Mailbox> replyTo;
    private final List<Mailbox> to;
    private final List<Mailbox> cc;
    private final List<Mailbox> bcc;
    private final String subject;
    private final String text;
    private final String html;
    private final List<InlinePart> inlineParts;
    private final List<Attachment> attachments;
    private final Priority priority;
    private final List<Map.Entry<String, String>> headers;
    private final String messageId;
    private final OffsetDateTime date;
    private final String returnPath;
    private final Set<DsnNotify> dsnNotify;
    private final DeliveryOptions deliveryOptions;

    Email(EmailBuilder builder) {
        from = builder.from;
        sender = builder.sender;
        replyTo = List.copyOf(builder.replyTo);
        to = List.copyOf(builder.to);
        cc = List.copyOf(builder.cc);
        bcc = List.copyOf(builder.bcc);
        subject = builder.subject;
        text = builder.text;
        html = builder.html;
        inlineParts = List.copyOf(builder.inlineParts);
        attachments = List.copyOf(builder.attachments);
        priority = builder.priority;
        headers = List.copyOf(builder.headers());
        messageId = builder.messageId;
        date = builder.date;
        returnPath = builder.returnPath;
        dsnNotify = builder.dsnNotify;
        deliveryOptions = builder.deliveryOptions();
    }

    /**
     * Starts a message.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new EmailBuilder();
    }

    /**
     * Returns the author.
     *
     * @return the mailbox of the From header; empty if the configured one is meant
     */
    public Optional<Mailbox> from() {
        return Optional.ofNullable(from);
    }

    /**
     * Returns who sends in the author's stead.
     *
     * @return the mailbox of the Sender header; empty if the author sends
     */
    public Optional<Mailbox> sender() {
        return Optional.ofNullable(sender);
    }

    /**
     * Returns where answers go.
     *
     * @return the mailboxes of the Reply-To header
     */
    public List<Mailbox> replyTo() {
        return replyTo;
    }

    /**
     * Returns the primary recipients.
     *
     * @return the mailboxes of the To header
     */
    public List<Mailbox> to() {
        return to;
    }

    /**
     * Returns the recipients of a copy.
     *
     * @return the mailboxes of the Cc header
     */
    public List<Mailbox> cc() {
        return cc;
    }

    /**
     * Returns the recipients that nobody sees.
     *
     * @return mailboxes that stand in the envelope only
     */
    public List<Mailbox> bcc() {
        return bcc;
    }

    /**
     * Returns the subject.
     *
     * @return the subject, unencoded; empty if there is none
     */
    public Optional<String> subject() {
        return Optional.ofNullable(subject);
    }

    /**
     * Returns the plain text.
     *
     * @return the text, whose lines end as the application ended them; empty if there is none
     */
    public Optional<String> text() {
        return Optional.ofNullable(text);
    }

    /**
     * Returns the HTML.
     *
     * @return the HTML, shown instead of the plain text if there are both; empty if there is none
     */
    public Optional<String> html() {
        return Optional.ofNullable(html);
    }

    /**
     * Returns the parts that the HTML refers to.
     *
     * @return the parts, in order
     */
    public List<InlinePart> inlineParts() {
        return inlineParts;
    }

    /**
     * Returns the attachments.
     *
     * @return the attachments, in order
     */
    public List<Attachment> attachments() {
        return attachments;
    }

    /**
     * Returns the urgency.
     *
     * @return the priority
     */
    public Priority priority() {
        return priority;
    }

    /**
     * Returns the headers of the application's own, and those that the builder's methods for single headers set.
     *
     * @return names and values, in order; a name may stand there more than once
     */
    public List<Map.Entry<String, String>> headers() {
        return headers;
    }

    /**
     * Returns the Message-ID of the application's own.
     *
     * @return the id with its angle brackets; empty if one is to be made
     */
    public Optional<String> messageId() {
        return Optional.ofNullable(messageId);
    }

    /**
     * Returns the date of the application's own.
     *
     * @return the date; empty if the time of sending is meant
     */
    public Optional<OffsetDateTime> date() {
        return Optional.ofNullable(date);
    }

    /**
     * Returns where failures are reported.
     *
     * @return an address, or an empty string for the null reverse-path; without a value Sender, else From
     */
    public Optional<String> returnPath() {
        return Optional.ofNullable(returnPath);
    }

    /**
     * Returns when notifications are wanted for each recipient.
     *
     * @return the conditions; empty leaves it to the server
     */
    public Set<DsnNotify> dsnNotify() {
        return dsnNotify;
    }

    /**
     * Returns what is asked of the server for the message as a whole.
     *
     * @return the options
     */
    public DeliveryOptions deliveryOptions() {
        return deliveryOptions;
    }

    /** Returns subject and number of recipients. */
    @Override
    public String toString() {
        return "Email[subject=" + Objects.toString(subject, "") + ", recipients=" + (to.size() + cc.size() + bcc.size())
                + "]";
    }

    /**
     * Builds an {@link Email}. Addresses are written {@code jo@example.org} or {@code Jo Doe <jo@example.org>}. Every
     * method checks its values and throws {@link InvalidEmailException} naming the field. What a method asks of the server
     * needs the extension in parentheses; {@link DeliveryOptions} says what becomes of the message where it is not offered. Not
     * for use by several threads.
     */
    public sealed interface Builder permits EmailBuilder {
        /**
         * Sets the author; the default is the configured {@code From}.
         *
         * @param mailbox the author
         * @return this
         */
        Builder from(String mailbox);

        /**
         * Sets the author; the default is the configured {@code From}.
         *
         * @param mailbox the author
         * @return this
         */
        Builder from(Mailbox mailbox);

        /**
         * Sets who sends in the author's stead.
         *
         * @param mailbox the sender
         * @return this
         */
        Builder sender(String mailbox);

        /**
         * Adds mailboxes that answers go to.
         *
         * @param mailboxes the mailboxes
         * @return this
         */
        Builder replyTo(String... mailboxes);

        /**
         * Adds primary recipients.
         *
         * @param mailboxes the recipients
         * @return this
         */
        Builder to(String... mailboxes);

        /**
         * Adds primary recipients.
         *
         * @param mailboxes the recipients
         * @return this
         */
        Builder to(Mailbox... mailboxes);

        /**
         * Adds recipients of a copy.
         *
         * @param mailboxes the recipients
         * @return this
         */
        Builder cc(String... mailboxes);

        /**
         * Adds recipients of a copy.
         *
         * @param mailboxes the recipients
         * @return this
         */
        Builder cc(Mailbox... mailboxes);

        /**
         * Adds recipients that nobody sees.
         *
         * @param mailboxes the recipients
         * @return this
         */
        Builder bcc(String... mailboxes);

        /**
         * Adds recipients that nobody sees.
         *
         * @param mailboxes the recipients
         * @return this
         */
        Builder bcc(Mailbox... mailboxes);

        /**
         * Sets the subject.
         *
         * @param subject the subject, on one line
         * @return this
         */
        Builder subject(String subject);

        /**
         * Sets the plain text.
         *
         * @param text the text
         * @return this
         */
        Builder text(String text);

        /**
         * Sets the HTML.
         *
         * @param html the HTML
         * @return this
         */
        Builder html(String html);

        /**
         * Adds a part that the HTML refers to.
         *
         * @param contentId its id, {@code logo} for {@code <img src="cid:logo">}
         * @param content its name, type and content
         * @return this
         */
        Builder inline(String contentId, Attachment content);

        /**
         * Adds an attachment.
         *
         * @param attachment its name, type and content
         * @return this
         */
        Builder attach(Attachment attachment);

        /**
         * Adds a file of the file system, named and typed by its file name.
         *
         * @param file the file, read when the message is sent
         * @return this
         */
        Builder attach(Path file);

        /**
         * Adds bytes in memory.
         *
         * @param name the file name that the recipient sees
         * @param contentType the media type, such as {@code application/pdf}
         * @param content the bytes; copied
         * @return this
         */
        Builder attach(String name, String contentType, byte[] content);

        /**
         * Adds bytes in memory, typed by the file name.
         *
         * @param name the file name that the recipient sees
         * @param content the bytes; copied
         * @return this
         */
        Builder attach(String name, byte[] content);

        /**
         * Sets the urgency; the default is {@link Priority#NORMAL}.
         *
         * @param priority the priority
         * @return this
         */
        Builder priority(Priority priority);

        /**
         * Adds a header of the application's own. Headers that this builder has a method for are refused.
         *
         * @param name its name
         * @param value its value, on one line; encoded if need be
         * @return this
         */
        Builder header(String name, String value);

        /**
         * Says how to leave a mailing list (RFC 2369). A second call replaces the first.
         *
         * @param uris {@code mailto:} or {@code https:} URIs, the preferred one first
         * @return this
         */
        Builder listUnsubscribe(URI... uris);

        /**
         * Says how a mail program leaves a mailing list for its user with one POST request and no further question (RFC
         * 8058), as the large mailbox providers ask of bulk senders. They do it only if the message has a DKIM signature that
         * covers {@code List-Unsubscribe} and {@code List-Unsubscribe-Post}: have the server that signs include both.
         *
         * @param https the URI, which has to name recipient and list by itself
         * @param others further URIs, such as {@code mailto:}
         * @return this
         */
        Builder oneClickUnsubscribe(URI https, URI... others);

        /**
         * Says that a program wrote the message, so that programs do not answer it (RFC 3834).
         *
         * @param reason why it is sent
         * @return this
         */
        Builder autoSubmitted(AutoSubmitted reason);

        /**
         * Names the messages that this one answers.
         *
         * @param messageIds their Message-IDs with angle brackets
         * @return this
         */
        Builder inReplyTo(String... messageIds);

        /**
         * Names the messages of the thread, the oldest first and the one that is answered last.
         *
         * @param messageIds their Message-IDs with angle brackets
         * @return this
         */
        Builder references(String... messageIds);

        /**
         * Sets the Message-ID; the default is a new one.
         *
         * @param messageId the id with its angle brackets
         * @return this
         */
        Builder messageId(String messageId);

        /**
         * Sets the date; the default is the time of sending.
         *
         * @param date the date
         * @return this
         */
        Builder date(OffsetDateTime date);

        /**
         * Sets where failures are reported; the default is Sender, else From.
         *
         * @param address an address, or an empty string for the null reverse-path
         * @return this
         */
        Builder returnPath(String address);

        /**
         * Sets when notifications are wanted (DSN, RFC 3461).
         *
         * @param conditions the conditions; {@code NEVER} stands alone
         * @return this
         */
        Builder dsnNotify(DsnNotify... conditions);

        /**
         * Sets how much of the message a notification gives back (DSN, RFC 3461).
         *
         * @param extent how much
         * @return this
         */
        Builder dsnReturn(DsnReturn extent);

        /**
         * Sets the sender's identifier in notifications (DSN, RFC 3461 section 4.4).
         *
         * @param envelopeId 1 to 100 printable ASCII characters
         * @return this
         */
        Builder envelopeId(String envelopeId);

        /**
         * Demands verified TLS on every hop (REQUIRETLS, RFC 8689).
         *
         * @return this
         */
        Builder requireTls();

        /**
         * Sets the transfer priority (MT-PRIORITY, RFC 6710). The outbox hands over what is urgent first.
         *
         * @param priority -9 to 9; 0 is that of a message without one, and needs no extension
         * @return this
         */
        Builder mtPriority(int priority);

        /**
         * Has the message held back: by the outbox if it goes through it, else by the server (FUTURERELEASE, RFC 4865).
         *
         * @param time when it may leave at the earliest
         * @return this
         */
        Builder holdUntil(Instant time);

        /**
         * Names this send: a second message with the same key is not sent, as long as the outbox remembers the first
         * ({@code IdempotencyRetention}). Needs an outbox, and a transaction or {@code Asynchronous=true}.
         *
         * @param key visible text of 1 to 255 characters, such as {@code order-4711}
         * @return this
         */
        Builder idempotencyKey(String key);

        /**
         * Builds the message.
         *
         * @return the message
         * @throws InvalidEmailException if there is no recipient, neither text nor HTML nor an attachment, or an inline
         *     part without HTML
         */
        Email build();
    }
}
