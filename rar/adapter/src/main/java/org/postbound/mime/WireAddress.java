package org.postbound.mime;

import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.postbound.InvalidEmailException;

/**
 * Addresses as they are sent: in ASCII if they can be, so that any server takes them, and in UTF-8 otherwise, which needs
 * SMTPUTF8 (RFC 6531).
 */
public final class WireAddress {
    /** RFC 5321 section 4.5.3.1.3, less the angle brackets. */
    private static final int MAX_ADDRESS = 254;
    /** Letters that IDNA 2003 replaces and IDNA 2008 keeps (RFC 5894 section 7.2): the result could be another's domain. */
    private static final String CHANGED_MEANING = "\u00df\u03c2\u200c\u200d";

    private WireAddress() {}

    /** Whether an address needs SMTPUTF8: its local part is not ASCII. A domain alone has an ASCII form. */
    static boolean isInternational(String address) {
        return !isAscii(address) && !isAscii(localPart(address));
    }

    /**
     * Returns the address with its domain in ASCII if the local part is ASCII, and with all of it in Unicode if not.
     *
     * @param field named if there is no such form
     * @param address an address
     * @return the same mailbox
     * @throws InvalidEmailException if there is no such form
     */
    public static String of(String field, String address) {
        if (isAscii(address)) {
            return address;
        }
        String localPart = localPart(address);
        String domain = address.substring(localPart.length() + 1);
        return isAscii(localPart)
                ? localPart + "@" + ascii(field, address, domain)
                : localPart + "@" + unicode(field, address, domain);
    }

    private static String ascii(String field, String address, String domain) {
        if (domain.chars().anyMatch(c -> CHANGED_MEANING.indexOf(c) >= 0)) {
            throw noAsciiForm(field, address, "it has a letter that not all versions of IDNA encode alike", null);
        }
        try {
            String ascii = IDN.toASCII(domain, IDN.USE_STD3_ASCII_RULES);
            if (octets(localPart(address)) + 1 + ascii.length() > MAX_ADDRESS) {
                throw noAsciiForm(field, address, "it would be longer than RFC 5321 allows", null);
            }
            return ascii;
        } catch (IllegalArgumentException e) {
            throw noAsciiForm(field, address, e.getMessage(), e);
        }
    }

    private static InvalidEmailException noAsciiForm(String field, String address, String why, Throwable cause) {
        return new InvalidEmailException(
                field,
                "is \"%s\", whose domain cannot be encoded in ASCII (%s); write the domain in its xn-- form"
                        .formatted(address, why),
                cause);
    }

    /** Readable (RFC 6532 section 3.1) where Jakarta Mail would read it, and in ASCII elsewhere. */
    private static String unicode(String field, String address, String domain) {
        String readable = IDN.toUnicode(domain, IDN.USE_STD3_ASCII_RULES);
        boolean fits = octets(localPart(address)) + 1 + octets(readable) <= MAX_ADDRESS;
        if (fits && readable.chars().allMatch(WireAddress::isOfADomain)) {
            return readable;
        }
        return isAscii(domain) ? domain : ascii(field, address, domain);
    }

    private static boolean isOfADomain(int c) {
        return Character.isLetterOrDigit(c) || c == '-' || c == '.';
    }

    private static int octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /**
     * Returns what is equal for equal mailboxes: domains differ by more than case, local parts by that, too.
     *
     * @param address an address
     * @return the same with its domain in lower case
     */
    public static String key(String address) {
        int at = address.lastIndexOf('@');
        return address.substring(0, at + 1) + address.substring(at + 1).toLowerCase(Locale.ROOT);
    }

    private static String localPart(String address) {
        return address.substring(0, address.lastIndexOf('@'));
    }

    static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0x7f) {
                return false;
            }
        }
        return true;
    }
}
