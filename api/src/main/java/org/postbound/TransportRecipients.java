package org.postbound;

import jakarta.mail.Address;
import jakarta.mail.SendFailedException;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.net.IDN;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The addresses that a message is to be sent to, as the application gave them, and what becomes of each. */
final class TransportRecipients {
    private static final Pattern FORWARD_PATH = Pattern.compile("forwardPaths\\[(\\d+)].*");
    /** Too many recipients, or a full mailbox: as Angus's transport, this blames no address. */
    private static final int EXCEEDED_STORAGE = 552;

    private final List<Address> valid = new ArrayList<>();
    private final List<String> forwardPaths = new ArrayList<>();
    private final List<Address> invalid = new ArrayList<>();
    private InvalidEmailException problem;

    private TransportRecipients() {}

    /** Takes groups apart (RFC 5322 section 3.4), and looks at every address, so that all that are wrong are told. */
    static TransportRecipients of(Address... addresses) throws SendFailedException {
        TransportRecipients recipients = new TransportRecipients();
        for (int i = 0; addresses != null && i < addresses.length; i++) {
            String field = "recipients[" + i + "]";
            for (Address address : members(addresses[i])) {
                recipients.add(field, address);
            }
        }
        if (recipients.valid.isEmpty() && recipients.invalid.isEmpty()) {
            throw new SendFailedException("No recipient addresses");
        }
        return recipients;
    }

    private static Address[] members(Address address) {
        try {
            if (address instanceof InternetAddress internet && internet.isGroup()) {
                InternetAddress[] members = internet.getGroup(true);
                return members == null ? new Address[0] : members;
            }
        } catch (AddressException e) {
            // Refused below, whole, as the address that it is not.
            return new Address[] {address};
        }
        return new Address[] {address};
    }

    private void add(String field, Address address) {
        try {
            forwardPaths.add(pathOf(field, address));
            valid.add(address);
        } catch (InvalidEmailException e) {
            invalid.add(address);
            problem = problem == null ? e : problem;
        }
    }

    /** Returns the addr-spec of an address. */
    static String pathOf(String field, Address address) {
        if (address instanceof InternetAddress internet) {
            return Syntax.address(field, internet.getAddress());
        }
        throw new InvalidEmailException(field, "is \"%s\"; only Internet addresses can be sent to".formatted(address));
    }

    String[] forwardPaths() {
        return forwardPaths.toArray(new String[0]);
    }

    /** Returns the outcome if no server has to be asked: an address is wrong, so the message is sent to nobody. */
    Optional<SendOutcome> refused() {
        return invalid.isEmpty() ? Optional.empty() : Optional.of(nobody(invalid, problem));
    }

    /** Returns the outcome of a message that was accepted for at least one recipient. */
    SendOutcome outcome(Receipt receipt) {
        Map<String, RecipientOutcome> refusals = refusals(receipt.recipients());
        Predicate<String> missed = missed(receipt);
        List<Address> sent = new ArrayList<>();
        List<Address> unsent = new ArrayList<>();
        List<Address> refused = new ArrayList<>();
        for (int i = 0; i < valid.size(); i++) {
            String key = key(forwardPaths.get(i));
            RecipientOutcome refusal = refusals.get(key);
            if (refusal == null) {
                (missed.test(key) ? unsent : sent).add(valid.get(i));
            } else {
                (isInvalid(refusal, receipt.failure()) ? refused : unsent).add(valid.get(i));
            }
        }
        Optional<SmtpException> failure = refusals.values().stream()
                .findFirst()
                .flatMap(RecipientOutcome::reply)
                .<SmtpException>map(reply -> partial(reply, receipt))
                .or(receipt::failure);
        return new SendOutcome(sent, unsent, refused, failure);
    }

    /**
     * Whom the server was never asked about, since sending failed before. Where some were not, those whose mail is redirected
     * count among them: the address that gets it stands behind the others. Mail that is staged or stored has no failure.
     */
    private static Predicate<String> missed(Receipt receipt) {
        Map<Boolean, Set<String>> told = receipt.recipients().stream()
                .collect(Collectors.partitioningBy(
                        outcome -> outcome.reply().isPresent() || outcome.isWithheld(),
                        Collectors.mapping(outcome -> key(outcome.address()), Collectors.toSet())));
        return receipt.failure().isEmpty() || told.get(false).isEmpty()
                ? key -> false
                : key -> !told.get(true).contains(key);
    }

    private static SmtpReplyException partial(SmtpReply reply, Receipt receipt) {
        SmtpReplyException refusal = new SmtpReplyException(
                "the message was accepted, but not for all recipients", reply, receipt.recipients());
        receipt.failure().ifPresent(refusal::addSuppressed);
        return refusal;
    }

    /** Returns the outcome of a message that was sent to nobody. */
    SendOutcome outcome(SmtpException failure) {
        List<Address> refused = new ArrayList<>();
        if (failure instanceof SmtpReplyException reply) {
            Map<String, RecipientOutcome> refusals = refusals(reply.recipients());
            refusals.values().removeIf(refusal -> !isInvalid(refusal, Optional.of(reply)));
            for (int i = 0; i < valid.size(); i++) {
                if (refusals.containsKey(key(forwardPaths.get(i)))) {
                    refused.add(valid.get(i));
                }
            }
        } else if (failure instanceof InvalidEmailException wrong) {
            Matcher path = FORWARD_PATH.matcher(wrong.field());
            if (path.matches()) {
                refused.add(valid.get(Integer.parseInt(path.group(1))));
            }
        }
        return nobody(refused, failure);
    }

    /** By address: there are none of those who were never asked about, or were redirected. */
    private static Map<String, RecipientOutcome> refusals(List<RecipientOutcome> outcomes) {
        Map<String, RecipientOutcome> refusals = new LinkedHashMap<>();
        for (RecipientOutcome outcome : outcomes) {
            if (outcome.reply().filter(reply -> !reply.isPositive()).isPresent()) {
                refusals.put(key(outcome.address()), outcome);
            }
        }
        return refusals;
    }

    /** What an address has in common with the form in which it is sent, where its domain may be encoded or readable. */
    private static String key(String address) {
        int at = address.lastIndexOf('@');
        try {
            String domain = IDN.toASCII(address.substring(at + 1));
            return address.substring(0, at + 1) + domain.toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            // It has no other form, then.
            return address;
        }
    }

    /** Not if it is what was said of the message, which another address would not help. */
    private static boolean isInvalid(RecipientOutcome refusal, Optional<? extends SmtpException> failure) {
        SmtpReply reply = refusal.reply().orElseThrow();
        return reply.isPermanent()
                && reply.code() != EXCEEDED_STORAGE
                && !refusal.isOfMessage()
                && failure.filter(e -> isOfMessage(reply, e)).isEmpty();
    }

    private static boolean isOfMessage(SmtpReply refusal, SmtpException failure) {
        return failure instanceof SmtpReplyException whole
                && whole.isMessageRefused()
                && whole.reply().equals(refusal);
    }

    private SendOutcome nobody(List<Address> refused, SmtpException failure) {
        List<Address> unsent = new ArrayList<>(valid);
        unsent.removeAll(refused);
        return new SendOutcome(List.of(), unsent, refused, Optional.of(failure));
    }
}
