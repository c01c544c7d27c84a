package org.postbound.smtp;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.postbound.DeliveryOptions;
import org.postbound.DsnNotify;
import org.postbound.Envelope;
import org.postbound.ForwardPath;
import org.postbound.InvalidEmailException;
import org.postbound.mime.RenderedMessage;
import org.postbound.mime.WireMessage;

/**
 * The commands that say an envelope to a server.
 *
 * @param mail the reverse-path and what is asked for the message as a whole
 * @param recipients the forward-paths, in the envelope's order, as many as the server takes in one mail transaction
 */
record EnvelopeCommands(Command.Mail mail, List<Command.Rcpt> recipients) {

    /**
     * Makes the commands, or tells which field asks for more than the server offers. Nothing is downgraded silently.
     *
     * @param verifiedTls whether the connection is protected by TLS, and the server's identity was checked
     * @param partialDelivery whether the recipients may be split over several mail transactions
     */
    static EnvelopeCommands of(
            RenderedMessage message, Capabilities server, boolean verifiedTls, boolean partialDelivery, Instant now) {
        Envelope envelope = message.envelope();
        List<String> parameters = new ArrayList<>();
        addContent(parameters, message.message(), server);
        addSmtpUtf8(parameters, message, server);
        addOptions(parameters, envelope.options(), server, verifiedTls, now);
        List<ForwardPath> paths = envelope.forwardPaths();
        int taken = RecipientLimit.of(server).fitting(paths, partialDelivery);
        List<Command.Rcpt> recipients = new ArrayList<>(taken);
        for (int i = 0; i < taken; i++) {
            recipients.add(recipient(i, paths.get(i), server));
        }
        return new EnvelopeCommands(new Command.Mail(envelope.reversePath(), parameters), recipients);
    }

    /** RFC 6531 section 3.4: said where an address or a header needs it, and only there. */
    private static void addSmtpUtf8(List<String> parameters, RenderedMessage message, Capabilities server) {
        Optional<String> field = fieldInUtf8(message);
        if (field.isPresent()) {
            String cure = "use ASCII addresses, or a server that offers it";
            require(server, "SMTPUTF8", field.get(), "is not ASCII", cure);
            parameters.add("SMTPUTF8");
        }
    }

    private static Optional<String> fieldInUtf8(RenderedMessage message) {
        Envelope envelope = message.envelope();
        if (!isAscii(envelope.reversePath())) {
            return Optional.of("reversePath");
        }
        for (int i = 0; i < envelope.forwardPaths().size(); i++) {
            ForwardPath path = envelope.forwardPaths().get(i);
            if (!isAscii(path.address())) {
                return Optional.of("forwardPaths[" + i + "].address");
            }
            if (path.originalRecipient().filter(original -> !isAscii(original)).isPresent()) {
                return Optional.of("forwardPaths[" + i + "].originalRecipient");
            }
        }
        return message.message().needsSmtpUtf8() ? Optional.of("message header") : Optional.empty();
    }

    private static void addContent(List<String> parameters, WireMessage message, Capabilities server) {
        if (server.maxSize().isPresent() && message.size() > server.maxSize().getAsLong()) {
            throw new InvalidEmailException(
                    "message",
                    "has %d octets, but the server takes at most %d (SIZE, RFC 1870); make it smaller"
                            .formatted(message.size(), server.maxSize().getAsLong()));
        }
        if (server.offers("SIZE")) {
            parameters.add("SIZE=" + message.size());
        }
        if (message.isEightBit()) {
            require(server, "8BITMIME", "message", "contains octets above 127", "encode it as 7-bit");
            parameters.add("BODY=8BITMIME");
        }
    }

    private static void addOptions(
            List<String> parameters, DeliveryOptions options, Capabilities server, boolean verifiedTls, Instant now) {
        options.dsnReturn().ifPresent(dsnReturn -> {
            require(server, "DSN", "deliveryOptions.dsnReturn", "is " + dsnReturn, "leave it out");
            parameters.add("RET=" + dsnReturn);
        });
        options.envelopeId().ifPresent(id -> {
            require(server, "DSN", "deliveryOptions.envelopeId", "is \"" + id + "\"", "leave it out");
            parameters.add("ENVID=" + Xtext.encode(id));
        });
        if (options.requireTls()) {
            if (!verifiedTls) {
                throw new InvalidEmailException(
                        "deliveryOptions.requireTls",
                        "is true, but the connection is not protected by TLS with a checked server identity (RFC 8689);"
                                + " set Security to TLS or STARTTLS and CheckServerIdentity to true");
            }
            require(server, "REQUIRETLS", "deliveryOptions.requireTls", "is true", "use another relay or leave it out");
            parameters.add("REQUIRETLS");
        }
        options.mtPriority().ifPresent(priority -> {
            // RFC 6710: 0 is the default, which a server without priorities gives to every message.
            if (priority != 0) {
                require(server, "MT-PRIORITY", "deliveryOptions.mtPriority", "is " + priority, "leave it out");
            }
            if (server.offers("MT-PRIORITY")) {
                parameters.add("MT-PRIORITY=" + priority);
            }
        });
        // A message that waited in the outbox may be due by now; a server may refuse a moment that is past.
        options.holdUntil().filter(now::isBefore).ifPresent(until -> {
            require(server, "FUTURERELEASE", "deliveryOptions.holdUntil", "is " + until, "leave it out");
            checkHold(until, server, now);
            parameters.add("HOLDUNTIL=" + until.truncatedTo(ChronoUnit.SECONDS));
        });
    }

    /** The keyword's parameters are the longest interval in seconds and the latest moment (RFC 4865 section 4). */
    private static void checkHold(Instant until, Capabilities server, Instant now) {
        boolean tooLong = server.number("FUTURERELEASE", 0).stream()
                .anyMatch(seconds -> Duration.between(now, until).toSeconds() > seconds);
        boolean tooLate =
                server.parameters("FUTURERELEASE").stream().skip(1).limit(1).anyMatch(latest -> isAfter(until, latest));
        if (tooLong || tooLate) {
            throw new InvalidEmailException(
                    "deliveryOptions.holdUntil",
                    "is %s, but the server holds a message at most %s seconds (RFC 4865); choose an earlier moment"
                            .formatted(until, String.join(" until ", server.parameters("FUTURERELEASE"))));
        }
    }

    private static boolean isAfter(Instant until, String latest) {
        try {
            return until.isAfter(Instant.parse(latest));
        } catch (DateTimeParseException e) {
            // Not a date as RFC 4865 writes it: the server itself will say whether the moment suits it.
            return false;
        }
    }

    private static Command.Rcpt recipient(int index, ForwardPath path, Capabilities server) {
        if (path.dsnNotify().isEmpty() && path.originalRecipient().isEmpty()) {
            return new Command.Rcpt(path.address(), List.of());
        }
        String field = "forwardPaths[" + index + "].";
        List<String> parameters = new ArrayList<>();
        if (!path.dsnNotify().isEmpty()) {
            EnumSet<DsnNotify> notify = EnumSet.copyOf(path.dsnNotify());
            require(server, "DSN", field + "dsnNotify", "is " + notify, "leave it out");
            parameters.add("NOTIFY=" + notify.stream().map(DsnNotify::name).collect(Collectors.joining(",")));
        }
        path.originalRecipient().ifPresent(original -> {
            require(server, "DSN", field + "originalRecipient", "is \"" + original + "\"", "leave it out");
            parameters.add("ORCPT=" + originalRecipient(original));
        });
        return new Command.Rcpt(path.address(), parameters);
    }

    /** RFC 6533 section 3 has a type of its own for addresses that are not ASCII. */
    private static String originalRecipient(String original) {
        return isAscii(original) ? "rfc822;" + Xtext.encode(original) : "utf-8;" + Xtext.encodeUtf8(original);
    }

    private static void require(Capabilities server, String keyword, String field, String value, String cure) {
        if (!server.offers(keyword)) {
            throw new InvalidEmailException(
                    field, "%s, but the server does not offer %s; %s".formatted(value, keyword, cure));
        }
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0x7f) {
                return false;
            }
        }
        return true;
    }
}
