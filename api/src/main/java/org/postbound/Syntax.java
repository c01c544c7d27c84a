package org.postbound;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.ParseException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** The checks that keep a header or a command line one line, and an address an address. */
final class Syntax {
    /** RFC 5321 section 4.5.3.1.1. */
    private static final int MAX_LOCAL_PART = 64;
    /** A path of at most 256 octets (RFC 5321 section 4.5.3.1.3) less its angle brackets. */
    private static final int MAX_ADDRESS = 254;

    private static final int MAX_LABEL = 63;
    /** A line of 998 (RFC 5322 section 2.1.1), less the longest header's name: it cannot be folded. */
    private static final int MAX_MESSAGE_ID = 998 - "In-Reply-To: ".length();

    private static final Pattern MESSAGE_ID = Pattern.compile("<[!-~&&[^<>@]]+@[!-~&&[^<>@]]+>");
    private static final Pattern FIELD_NAME = Pattern.compile("[!-~&&[^:]]+");
    private static final Pattern CONTENT_ID = Pattern.compile("[!-~&&[^<>]]+");

    /**
     * RFC 5321 section 4.1.3, but no angle brackets: behind one of those a server could see the end of the path, and
     * parameters.
     */
    private static final Pattern ADDRESS_LITERAL =
            Pattern.compile("\\[(?:\\d{1,3}(?:\\.\\d{1,3}){3}|(?:[A-Za-z0-9-]*[A-Za-z0-9]):[!-Z^-~&&[^<>]]+)\\]");

    /** A dot-string or a quoted string, where a backslash quotes ASCII only (RFC 5321 section 4.1.2, RFC 6531 section 3.3). */
    private static final Pattern LOCAL_PART = Pattern.compile("\"(?:[^\"\\\\]|\\\\[ -~])*\"|[^ \"(),:;<>@\\[\\\\\\]]+");

    /** What nearly all addresses are: a dot-string of ASCII at a domain of letters, digits and hyphens, as all below allows. */
    private static final Pattern PLAIN_ADDRESS =
            Pattern.compile("[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]++(?:\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]++)*+"
                    + "@[A-Za-z0-9]++(?:-++[A-Za-z0-9]++)*+(?:\\.[A-Za-z0-9]++(?:-++[A-Za-z0-9]++)*+)*+");

    /** Control characters, of ISO 8859 as well, and Unicode's own line ends. */
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Zl}\\p{Zp}]");

    private Syntax() {}

    /** What is quoted goes into logs, too, so nothing in it may break a line there. */
    static String printable(String text) {
        return UNPRINTABLE.matcher(text).replaceAll("?");
    }

    static boolean isPrintable(String text) {
        return !UNPRINTABLE.matcher(text).find();
    }

    static <T> T present(String field, T value) {
        if (value == null) {
            throw new InvalidEmailException(field, "is null; leave it out or give it a value");
        }
        return value;
    }

    /** Returns {@code text} if it fits on one line: no CR, LF or NUL, the characters of header and command injection. */
    static String oneLine(String field, String text) {
        present(field, text);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\r' || c == '\n' || c == '\0') {
                throw new InvalidEmailException(
                        field,
                        "contains %s at index %d, which would end the line and start another; remove it"
                                .formatted(nameOf(c), i));
            }
        }
        return text;
    }

    /** Returns {@code text} if it has no NUL, which no message may contain (RFC 5322 section 2.2). */
    static String withoutNul(String field, String text) {
        int nul = present(field, text).indexOf('\0');
        if (nul >= 0) {
            throw new InvalidEmailException(field, "contains NUL at index " + nul + "; remove it");
        }
        return text;
    }

    private static String nameOf(char c) {
        return switch (c) {
            case '\r' -> "CR";
            case '\n' -> "LF";
            default -> "NUL";
        };
    }

    /** Returns {@code address} if it is an addr-spec (RFC 5322 section 3.4.1) within the limits of RFC 5321. */
    static String address(String field, String address) {
        present(field, address);
        if (isShort(address) && PLAIN_ADDRESS.matcher(address).matches()) {
            return address;
        }
        oneLine(field, address);
        if (address.isBlank()) {
            throw new InvalidEmailException(field, "is empty; give an address such as jo@example.org");
        }
        try {
            String toCheck = MailboxText.withDomain(address, AsciiDomain::of);
            InternetAddress parsed = new InternetAddress(toCheck, true);
            if (!toCheck.equals(parsed.getAddress()) || parsed.isGroup()) {
                throw malformed(field, address, "it is more than a plain address", null);
            }
        } catch (AddressException e) {
            throw malformed(field, address, e.getMessage(), e);
        }
        if (address.codePoints().anyMatch(Syntax::isInvisible)) {
            throw malformed(field, address, "it has a character that cannot be seen", null);
        }
        int at = address.lastIndexOf('@');
        if (octets(address.substring(0, at)) > MAX_LOCAL_PART || octets(address) > MAX_ADDRESS) {
            throw malformed(field, address, "it is longer than RFC 5321 allows", null);
        }
        if (!LOCAL_PART.matcher(address.substring(0, at)).matches()) {
            throw malformed(field, address, "what stands before the @ has to be quoted", null);
        }
        checkDomain(field, address, address.substring(at + 1));
        return address;
    }

    /** Whether no part of it can be too long, whichever it is. */
    private static boolean isShort(String address) {
        return address.length() <= MAX_LABEL;
    }

    private static int octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** Jakarta Mail lets them pass in quotes, or beyond ASCII. Only the space can be seen, by the quotes around it. */
    static boolean isInvisible(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            case Character.SPACE_SEPARATOR -> c != ' ';
            default -> false;
        };
    }

    /** Labels as the DNS has them (RFC 1035 section 2.3.4, RFC 5321 section 4.1.2); an address literal has none. */
    private static void checkDomain(String field, String address, String domain) {
        if (domain.startsWith("[")) {
            if (!ADDRESS_LITERAL.matcher(domain).matches()) {
                throw malformed(field, address, "what its brackets enclose is no address of a host", null);
            }
            return;
        }
        // The end of a literal with an @ in it: Jakarta Mail takes anything within brackets.
        if (domain.chars().anyMatch(c -> "<>[]\"(),:;\\".indexOf(c) >= 0)) {
            throw malformed(field, address, "its domain is none", null);
        }
        for (String label : domain.split("\\.", -1)) {
            if (label.startsWith("-") || label.endsWith("-")) {
                throw malformed(field, address, "a label of its domain starts or ends with a hyphen", null);
            }
            if (label.length() > MAX_LABEL) {
                throw malformed(field, address, "a label of its domain is longer than 63", null);
            }
        }
    }

    /** Parses {@code jo@example.org} or {@code Jo Doe <jo@example.org>}. */
    static Mailbox mailbox(String field, String text) {
        oneLine(field, text);
        if (text.isBlank()) {
            throw new InvalidEmailException(field, "is empty; give an address such as jo@example.org");
        }
        try {
            String toCheck = MailboxText.withDomain(text, AsciiDomain::of);
            InternetAddress parsed = new InternetAddress(toCheck, true);
            if (parsed.isGroup()) {
                throw malformed(field, text, "it is a group", null);
            }
            // Jakarta Mail skips what else there is, which may be a recipient that was meant, too.
            if (!MailboxText.isWhole(toCheck, parsed.getAddress())) {
                throw malformed(field, text, "there is more than a name and an address", null);
            }
            String name = parsed.getPersonal() == null ? "" : oneLine(field, parsed.getPersonal());
            String address = MailboxText.withDomain(parsed.getAddress(), checked -> MailboxText.domain(text));
            return new Mailbox(name, address(field, address));
        } catch (AddressException e) {
            throw malformed(field, text, e.getMessage(), e);
        }
    }

    private static InvalidEmailException malformed(String field, String text, String why, Throwable cause) {
        return new InvalidEmailException(
                field,
                "is \"%s\", which is no valid address (%s); write it as jo@example.org or, where a name is allowed,"
                                .formatted(text, why)
                        + " Jo Doe <jo@example.org>",
                cause);
    }

    static String messageId(String field, String id) {
        oneLine(field, id);
        if (!MESSAGE_ID.matcher(id).matches()) {
            throw new InvalidEmailException(
                    field, "is \"%s\"; write it as <left@right> (RFC 5322 section 3.6.4)".formatted(id));
        }
        if (id.length() > MAX_MESSAGE_ID) {
            throw new InvalidEmailException(
                    field,
                    "has %d characters; use at most %d, since it stands on one line"
                            .formatted(id.length(), MAX_MESSAGE_ID));
        }
        return id;
    }

    static String contentId(String field, String id) {
        oneLine(field, id);
        if (!CONTENT_ID.matcher(id).matches()) {
            throw new InvalidEmailException(
                    field,
                    "is \"%s\"; use visible ASCII without angle brackets, as in <img src=\"cid:logo\">".formatted(id));
        }
        return id;
    }

    static String fieldName(String field, String name) {
        oneLine(field, name);
        if (!FIELD_NAME.matcher(name).matches()) {
            throw new InvalidEmailException(
                    field,
                    "is \"%s\"; a header's name is visible ASCII without a colon (RFC 5322 section 2.2)"
                            .formatted(name));
        }
        return name;
    }

    static String contentType(String field, String type) {
        oneLine(field, type);
        ContentType parsed = parsedType(field, type);
        if (parsed.getSubType() == null || !type.chars().allMatch(c -> c >= ' ' && c <= '~')) {
            throw malformedType(field, type, null);
        }
        if (parsed.getPrimaryType().equalsIgnoreCase("multipart")) {
            // Its parts are encoded each for itself, and never the whole (RFC 2045 section 6.4).
            throw new InvalidEmailException(
                    field,
                    "is \"%s\", which a file cannot have; attach its parts one by one, or a whole message as message/rfc822"
                            .formatted(type));
        }
        return type;
    }

    private static ContentType parsedType(String field, String type) {
        try {
            return new ContentType(type);
        } catch (ParseException e) {
            throw malformedType(field, type, e);
        }
    }

    private static InvalidEmailException malformedType(String field, String type, Throwable cause) {
        return new InvalidEmailException(
                field, "is \"%s\"; write it as type/subtype, in ASCII (RFC 2045)".formatted(type), cause);
    }
}
