package org.postbound.mime;

import jakarta.mail.internet.MimeMessage;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.postbound.Email;
import org.postbound.Envelope;
import org.postbound.InvalidEmailException;
import org.postbound.Mailbox;

/**
 * Turns messages into what goes on the wire. Immutable; safe for use by several threads.
 *
 * <p>An {@link Email} needs no content handler. Those of an application's {@link MimeMessage} Jakarta Mail finds through
 * the thread's context class loader: call it with the application's.
 *
 * <p>Every method throws {@link InvalidEmailException} naming the field that is wrong, and {@link
 * org.postbound.SmtpConfigurationException} if a large message cannot be kept in the directory for temporary files. What
 * it returns has to be closed.
 */
public final class MessageRenderer {
    /** Not sent: Bcc is for the envelope only, and Content-Length is of mailboxes and would be wrong. */
    private static final String[] NOT_SENT = {"Bcc", "Resent-Bcc", "Content-Length"};

    private static final int HEADER_ESTIMATE = 1024;

    /** About as long as lines are: each that ends with a bare LF gets an octet more. */
    private static final int LINE = 64;

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Optional<Mailbox> defaultFrom;
    private final WireWriter writer;
    private final Clock clock;
    private final Supplier<String> idRight;
    private final Supplier<String> unique;

    /**
     * Creates a renderer.
     *
     * @param defaultFrom the author of messages that name none
     * @param maxMessageSize the most octets a message may have, 0 for no limit
     * @param clock for the dates of messages that have none
     * @param idRight gives the right side of a Message-ID, such as the name of this host; called for each message
     */
    public MessageRenderer(Optional<Mailbox> defaultFrom, long maxMessageSize, Clock clock, Supplier<String> idRight) {
        this(defaultFrom, maxMessageSize, clock, idRight, MessageRenderer::random, WireBuffer.temporaryDirectory());
    }

    MessageRenderer(
            Optional<Mailbox> defaultFrom,
            long maxMessageSize,
            Clock clock,
            Supplier<String> idRight,
            Supplier<String> unique,
            Path temporaryDirectory) {
        this.defaultFrom = Objects.requireNonNull(defaultFrom, "defaultFrom");
        this.writer = new WireWriter(maxMessageSize, temporaryDirectory);
        this.clock = Objects.requireNonNull(clock, "clock");
        this.idRight = Objects.requireNonNull(idRight, "idRight");
        this.unique = unique;
    }

    private static String random() {
        byte[] octets = new byte[16];
        RANDOM.nextBytes(octets);
        return HexFormat.of().formatHex(octets);
    }

    /**
     * Renders an email. Always 7-bit, unless a message is attached that is not.
     *
     * @param email the email
     * @return its envelope and its content
     * @throws InvalidEmailException if it cannot be sent as it is
     */
    public RenderedMessage render(Email email) {
        present("email", email);
        Mailbox from = email.from().or(() -> defaultFrom).orElseThrow(MessageRenderer::noFrom);
        Envelope envelope = Envelopes.of(email, from);
        // What Jakarta Mail would have to be checked for was checked when the email was built.
        WireMessage message = writer.write(
                expectedSize(email),
                out -> new EmailMessage(email, from, OffsetDateTime.now(clock), unique.get(), idRight.get())
                        .writeTo(out.forJakartaMail()),
                header -> "");
        return new RenderedMessage(envelope, message);
    }

    /**
     * Renders several emails, or none.
     *
     * @param emails the emails
     * @return what {@link #render(Email)} makes of each
     * @throws InvalidEmailException if one cannot be sent as it is; the field says which
     */
    public List<RenderedMessage> renderAll(List<Email> emails) {
        if (emails == null) {
            throw new InvalidEmailException("emails", "is null; give a list");
        }
        List<RenderedMessage> messages = new ArrayList<>();
        try {
            for (int i = 0; i < emails.size(); i++) {
                messages.add(render(emails.get(i), "emails[" + i + "]"));
            }
            return messages;
        } finally {
            if (messages.size() < emails.size()) {
                messages.forEach(RenderedMessage::close);
            }
        }
    }

    private RenderedMessage render(Email email, String field) {
        if (email == null) {
            throw new InvalidEmailException(field, "is null; leave it out");
        }
        try {
            return render(email);
        } catch (InvalidEmailException e) {
            throw e.within(field);
        }
    }

    /** A guess that spares the common case a second array. */
    private static long expectedSize(Email email) {
        long text = email.text().map(String::length).orElse(0);
        long html = email.html().map(String::length).orElse(0);
        return HEADER_ESTIMATE + text + html;
    }

    /**
     * Renders a message, with the envelope that its headers give: Sender, else From, else the default; To, Cc and Bcc.
     *
     * @param message the message; altered only as {@link MimeMessage#writeTo} does, which saves it if it never was
     * @return its envelope and its content
     * @throws InvalidEmailException if it cannot be sent as it is
     */
    public RenderedMessage render(MimeMessage message) {
        present("message", message);
        return new RenderedMessage(Envelopes.of(message, defaultFrom), written(message));
    }

    /**
     * Renders a message with an envelope of its own. Bcc is left out; Message-ID, Date and From are added to what is
     * sent where they are missing, in front, so that the message's own headers stay as they are.
     *
     * @param envelope from whom to whom
     * @param message the message; altered only as {@link MimeMessage#writeTo} does, which saves it if it never was
     * @return the envelope, with addresses in the form in which they are sent, and the content
     * @throws InvalidEmailException if it cannot be sent as it is
     */
    public RenderedMessage render(Envelope envelope, MimeMessage message) {
        present("envelope", envelope);
        present("message", message);
        return new RenderedMessage(Envelopes.toSend(envelope), written(message));
    }

    /**
     * Takes a message that is rendered already. Only line ends are normalised, so that signatures stay valid.
     *
     * @param envelope from whom to whom
     * @param message header section, with From and without Bcc, and body
     * @return the envelope, with addresses in the form in which they are sent, and the content
     * @throws InvalidEmailException if it cannot be sent as it is
     */
    public RenderedMessage render(Envelope envelope, byte[] message) {
        present("envelope", envelope);
        present("message", message);
        Envelope toSend = Envelopes.toSend(envelope);
        long expectedSize = 2L + message.length + message.length / LINE;
        return new RenderedMessage(
                toSend, writer.write(expectedSize, out -> out.write(message), MessageRenderer::nothingMissing));
    }

    /** Nothing is added to a message that is rendered already. */
    private static String nothingMissing(HeaderSection header) {
        if (!header.has("From")) {
            throw new InvalidEmailException(
                    "message", "has no From header; give a complete message (RFC 5322 section 3.6), headers first");
        }
        return "";
    }

    private WireMessage written(MimeMessage message) {
        return writer.write(
                HEADER_ESTIMATE,
                out -> {
                    message.writeTo(out.forJakartaMail(), NOT_SENT);
                    MimeHeaders.check(message);
                },
                this::missing);
    }

    /** Asks what was written, since a subclass may write other headers than it shows. */
    private String missing(HeaderSection header) {
        StringBuilder fields = new StringBuilder();
        if (!header.has("Date")) {
            fields.append("Date: ")
                    .append(EmailMessage.date(OffsetDateTime.now(clock)))
                    .append("\r\n");
        }
        if (!header.has("From")) {
            fields.append(EmailMessage.fromField(defaultFrom.orElseThrow(MessageRenderer::noFrom)));
        }
        if (!header.has("Message-ID")) {
            fields.append("Message-ID: ")
                    .append(EmailMessage.newMessageId(unique.get(), idRight.get()))
                    .append("\r\n");
        }
        return fields.toString();
    }

    static InvalidEmailException noFrom() {
        return new InvalidEmailException("from", "is not set; set it, or configure the property From");
    }

    private static <T> T present(String field, T value) {
        if (value == null) {
            throw new InvalidEmailException(field, "is null; give it a value");
        }
        return value;
    }
}
