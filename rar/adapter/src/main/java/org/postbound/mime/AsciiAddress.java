package org.postbound.mime;

import java.net.IDN;
import java.util.Locale;
import org.postbound.InvalidEmailException;
import org.postbound.Mailbox;

/** Addresses as they can be written without SMTPUTF8 (RFC 6531). */
final class AsciiAddress {
    /** RFC 5321 section 4.5.3.1.3, less the angle brackets. */
    private static final int MAX_ADDRESS = 254;
    /** Letters that IDNA 2003 replaces and IDNA 2008 keeps (RFC 5894 section 7.2): the result could be another's domain. */
    private static final String CHANGED_MEANING = "\u00df\u03c2\u200c\u200d";

    private AsciiAddress() {}

    static Mailbox of(String field, Mailbox mailbox) {
        String address = of(field, mailbox.address());
        return address.equals(mailbox.address()) ? mailbox : new Mailbox(mailbox.displayName(), address);
    }

    /**
     * Returns the address with its domain in ASCII.
     *
     * @param field named if there is no such form
     */
    static String of(String field, String address) {
        if (isAscii(address)) {
            return address;
        }
        int at = address.lastIndexOf('@');
        String localPart = address.substring(0, at);
        if (!isAscii(localPart)) {
            throw new InvalidEmailException(
                    field,
                    "is \"%s\", whose part before the @ is not ASCII; that needs SMTPUTF8, which is not supported yet: use"
                                    .formatted(address)
                            + " an ASCII address of the same mailbox");
        }
        String domain = address.substring(at + 1);
        if (domain.chars().anyMatch(c -> CHANGED_MEANING.indexOf(c) >= 0)) {
            throw noAsciiForm(field, address, "it has a letter that not all versions of IDNA encode alike", null);
        }
        try {
            String ascii = localPart + "@" + IDN.toASCII(domain, IDN.USE_STD3_ASCII_RULES);
            if (ascii.length() > MAX_ADDRESS) {
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

    /** Returns what is equal for equal mailboxes: domains differ by more than case, local parts by that, too. */
    static String key(String address) {
        int at = address.lastIndexOf('@');
        return address.substring(0, at + 1) + address.substring(at + 1).toLowerCase(Locale.ROOT);
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c <= 0x7f);
    }
}
