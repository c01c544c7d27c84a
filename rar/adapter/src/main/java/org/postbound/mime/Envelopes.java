package org.postbound.mime;

import jakarta.mail.Address;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.postbound.DeliveryOptions;
import org.postbound.DsnNotify;
import org.postbound.Email;
import org.postbound.Envelope;
import org.postbound.ForwardPath;
import org.postbound.InvalidEmailException;
import org.postbound.Mailbox;

/** Where envelopes come from. Addresses are in the form in which they are sent. */
final class Envelopes {
    private Envelopes() {}

    static Envelope of(Email email, Mailbox from) {
        String reversePath = email.returnPath()
                .map(address -> WireAddress.of("returnPath", address))
                .orElseGet(() -> email.sender()
                        .map(sender -> WireAddress.of("sender", sender.address()))
                        .orElseGet(() -> WireAddress.of("from", from.address())));
        Recipients recipients = new Recipients(email.dsnNotify());
        recipients.addAll("to", email.to());
        recipients.addAll("cc", email.cc());
        recipients.addAll("bcc", email.bcc());
        return new Envelope(reversePath, recipients.forwardPaths(), email.deliveryOptions());
    }

    /** Reads the envelope of a message from its Sender or From, To, Cc and Bcc. */
    static Envelope of(MimeMessage message, Optional<Mailbox> defaultFrom) {
        Recipients recipients = new Recipients(Set.of());
        addAll(recipients, message, Message.RecipientType.TO);
        addAll(recipients, message, Message.RecipientType.CC);
        addAll(recipients, message, Message.RecipientType.BCC);
        addAll(recipients, message, MimeMessage.RecipientType.NEWSGROUPS);
        if (recipients.forwardPaths().isEmpty()) {
            throw new InvalidEmailException("To", "names nobody, nor do Cc and Bcc; name at least one recipient");
        }
        return new Envelope(reversePath(message, defaultFrom), recipients.forwardPaths(), DeliveryOptions.NONE);
    }

    /** Returns the same envelope with addresses as they are sent. */
    static Envelope toSend(Envelope envelope) {
        if (isAscii(envelope)) {
            return envelope;
        }
        List<ForwardPath> forwardPaths = new ArrayList<>();
        for (int i = 0; i < envelope.forwardPaths().size(); i++) {
            ForwardPath path = envelope.forwardPaths().get(i);
            String field = "forwardPaths[" + i + "]";
            Optional<String> original =
                    path.originalRecipient().map(address -> WireAddress.of(field + ".originalRecipient", address));
            forwardPaths.add(new ForwardPath(WireAddress.of(field, path.address()), path.dsnNotify(), original));
        }
        return new Envelope(WireAddress.of("reversePath", envelope.reversePath()), forwardPaths, envelope.options());
    }

    private static boolean isAscii(Envelope envelope) {
        boolean ascii = WireAddress.isAscii(envelope.reversePath());
        for (ForwardPath path : envelope.forwardPaths()) {
            ascii = ascii
                    && WireAddress.isAscii(path.address())
                    && path.originalRecipient().stream().allMatch(WireAddress::isAscii);
        }
        return ascii;
    }

    private static String reversePath(MimeMessage message, Optional<Mailbox> defaultFrom) {
        Address sender = read("Sender", message::getSender);
        if (sender != null) {
            return address("Sender", sender);
        }
        Address[] from = read("From", message::getFrom);
        if (from != null && from.length > 0) {
            return address("From", from[0]);
        }
        return WireAddress.of(
                "From", defaultFrom.orElseThrow(MessageRenderer::noFrom).address());
    }

    private static void addAll(Recipients recipients, MimeMessage message, Message.RecipientType type) {
        String name = type.toString();
        Address[] addresses = read(name, () -> message.getRecipients(type));
        if (addresses == null) {
            return;
        }
        for (int i = 0; i < addresses.length; i++) {
            String field = name + "[" + i + "]";
            if (addresses[i] instanceof InternetAddress internet && internet.isGroup()) {
                for (InternetAddress member : members(field, internet)) {
                    recipients.add(field, address(field, member));
                }
            } else {
                recipients.add(field, address(field, addresses[i]));
            }
        }
    }

    /** An empty group, such as {@code undisclosed-recipients:;}, has none (RFC 5322 section 3.4). */
    private static InternetAddress[] members(String field, InternetAddress group) {
        try {
            InternetAddress[] members = group.getGroup(true);
            return members == null ? new InternetAddress[0] : members;
        } catch (AddressException e) {
            throw unreadable(field, e);
        }
    }

    private static String address(String field, Address address) {
        if (!(address instanceof InternetAddress internet)) {
            throw new InvalidEmailException(
                    field, "is \"%s\"; only Internet addresses can be sent to; remove it".formatted(address));
        }
        String text = HeaderText.read(internet.getAddress());
        try {
            return WireAddress.of(field, new Mailbox("", text).address());
        } catch (InvalidEmailException e) {
            throw e.field().equals(field) ? e : e.within(field);
        }
    }

    /** Reads a header of an application's message. */
    private interface Header<T> {
        T read() throws MessagingException;
    }

    private static <T> T read(String name, Header<T> header) {
        try {
            return header.read();
        } catch (MessagingException e) {
            throw unreadable(name, e);
        }
    }

    private static InvalidEmailException unreadable(String field, MessagingException e) {
        return new InvalidEmailException(
                field, "cannot be read (%s); write addresses as jo@example.org".formatted(e.getMessage()), e);
    }

    /** Recipients without duplicates, in the order in which they were named first. */
    private static final class Recipients {
        private final Set<DsnNotify> dsnNotify;
        private final Map<String, ForwardPath> byKey = new LinkedHashMap<>();

        Recipients(Set<DsnNotify> dsnNotify) {
            this.dsnNotify = dsnNotify;
        }

        void addAll(String field, List<Mailbox> mailboxes) {
            for (int i = 0; i < mailboxes.size(); i++) {
                add(field + "[" + i + "]", mailboxes.get(i).address());
            }
        }

        void add(String field, String address) {
            String wire = WireAddress.of(field, address);
            byKey.putIfAbsent(WireAddress.key(wire), new ForwardPath(wire, dsnNotify, Optional.empty()));
        }

        List<ForwardPath> forwardPaths() {
            return List.copyOf(byKey.values());
        }
    }
}
