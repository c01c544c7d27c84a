package org.postbound;

import java.net.IDN;
import java.util.regex.Pattern;

/** A domain in the form in which Jakarta Mail is to check it. */
final class AsciiDomain {
    /** Labels of letters, digits, hyphens and, not at the start, the signs that many scripts write letters with. */
    private static final Pattern LABELS = Pattern.compile(
            "[\\p{L}\\p{Nd}-][\\p{L}\\p{Nd}\\p{Mn}\\p{Mc}-]*+(?:\\.[\\p{L}\\p{Nd}-][\\p{L}\\p{Nd}\\p{Mn}\\p{Mc}-]*+)*+");

    private AsciiDomain() {}

    /** Returns it in ASCII where it has such a form: Jakarta Mail takes letters alone, char by char. */
    static String of(String domain) {
        if (!LABELS.matcher(domain).matches()) {
            return domain;
        }
        try {
            return IDN.toASCII(domain, IDN.USE_STD3_ASCII_RULES);
        } catch (IllegalArgumentException e) {
            // It may be one in a local form that is never sent in ASCII.
            return domain;
        }
    }
}
