package org.postbound.config;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.postbound.InvalidEmailException;
import org.postbound.Mailbox;
import org.postbound.SmtpConfigurationException;

/**
 * Who gets the mail of a system that is not to write to everybody.
 *
 * @param redirectTo the address that stands for all recipients that are not allowed; empty: these get nothing
 * @param allowed whose mail goes to themselves. Without any: all, unless there is an address that stands for them
 */
public record RecipientPolicy(Optional<String> redirectTo, List<RecipientPattern> allowed) {
    /** Mail goes to whom it is addressed to. */
    public static final RecipientPolicy EVERYBODY = new RecipientPolicy(Optional.empty(), List.of());

    /** Checks the address. */
    public RecipientPolicy {
        redirectTo.ifPresent(RecipientPolicy::checkAddress);
        allowed = List.copyOf(allowed);
    }

    private static void checkAddress(String text) {
        try {
            if (!new Mailbox("", text).address().chars().allMatch(c -> c <= '~')) {
                throw noAddress(text, null);
            }
        } catch (InvalidEmailException e) {
            throw noAddress(text, e);
        }
    }

    /** It has to reach every server, so it needs none with SMTPUTF8. */
    private static SmtpConfigurationException noAddress(String text, InvalidEmailException cause) {
        return new SmtpConfigurationException(
                "RedirectTo",
                "is \"%s\", which is no address in ASCII; write it as staging@example.org, a domain in its xn-- form if it"
                                .formatted(text.replaceAll("\\p{Cntrl}", "?"))
                        + " has one",
                cause);
    }

    /**
     * Returns whether everybody gets the mail that is addressed to them.
     *
     * @return whether neither property is set
     */
    public boolean allowsEverybody() {
        return allowed.isEmpty() && redirectTo.isEmpty();
    }

    /**
     * Returns whether a recipient gets mail.
     *
     * @param address the address
     * @return whether it is allowed
     */
    public boolean allows(String address) {
        return allowsEverybody() || allowed.stream().anyMatch(pattern -> pattern.matches(address));
    }

    /** Returns the properties that are set, in a way that is seen in a long line. */
    @Override
    public String toString() {
        if (allowsEverybody()) {
            return "EVERYBODY";
        }
        String patterns = allowed.stream().map(RecipientPattern::toString).collect(Collectors.joining(", "));
        return "NOT EVERYBODY (RedirectTo=%s, AllowedRecipients=%s)".formatted(redirectTo.orElse(""), patterns);
    }
}
