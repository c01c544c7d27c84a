package org.postbound.config;

import java.net.IDN;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.postbound.SmtpConfigurationException;

/**
 * Addresses that may get mail: local part and domain, in each of which {@code *} stands for any characters. The two are
 * compared apart, without regard to case, so that a quoted local part cannot pass for another's domain.
 *
 * @param localPart what stands before the @
 * @param domain what stands after it, in its ASCII form
 */
public record RecipientPattern(String localPart, String domain) {
    /** Visible ASCII but commas, with something before and after the last @. */
    private static final Pattern SYNTAX = Pattern.compile("[!-~&&[^,]]+@[!-~&&[^,@]]+");

    /**
     * Reads a pattern.
     *
     * @param text such as {@code *@example.org}
     * @return the pattern
     * @throws SmtpConfigurationException if it is none, naming {@code AllowedRecipients}
     */
    public static RecipientPattern of(String text) {
        if (!SYNTAX.matcher(text).matches()) {
            throw new SmtpConfigurationException(
                    "AllowedRecipients",
                    "has \"%s\", which is no pattern of addresses; write patterns as *@example.org, separated by commas, a"
                                    .formatted(text.replaceAll("\\p{Cntrl}", "?"))
                            + " domain in its xn-- form if it has one");
        }
        int at = text.lastIndexOf('@');
        return new RecipientPattern(
                text.substring(0, at).toLowerCase(Locale.ROOT),
                text.substring(at + 1).toLowerCase(Locale.ROOT));
    }

    boolean matches(String address) {
        int at = address.lastIndexOf('@');
        return matches(localPart, address.substring(0, at)) && matches(domain, ascii(address.substring(at + 1)));
    }

    private static boolean matches(String pattern, String text) {
        String regex = Stream.of(pattern.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
        return Pattern.compile(regex, Pattern.DOTALL)
                .matcher(text.toLowerCase(Locale.ROOT))
                .matches();
    }

    /** Beside a local part beyond ASCII a domain is in Unicode (RFC 6532 section 3.1). */
    private static String ascii(String domain) {
        try {
            return IDN.toASCII(domain);
        } catch (IllegalArgumentException e) {
            // It has no such form, so it is none that a pattern means.
            return domain;
        }
    }

    @Override
    public String toString() {
        return localPart + "@" + domain;
    }
}
