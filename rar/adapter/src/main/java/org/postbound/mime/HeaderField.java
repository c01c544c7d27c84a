package org.postbound.mime;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postbound.InvalidEmailException;
import org.postbound.Mailbox;

/**
 * A header field on its way to the wire: folded (RFC 5322 section 2.2.3), and encoded where it is not plain ASCII (RFC
 * 2047, RFC 2231). Not for use by several threads.
 */
final class HeaderField {
    /** Characters of a line where there is a choice; the limit of RFC 2047 section 2. */
    private static final int WIDTH = 76;
    /** A word that is longer cannot stand on a line of 998 with any reasonable name. */
    private static final int MAX_WORD = 900;

    private static final Pattern WORD = Pattern.compile("([ \t]*)([^ \t]+)");
    private static final Pattern ATOMS = Pattern.compile("[\\w!#$%&'*+/=?^`{|}~-]+( [\\w!#$%&'*+/=?^`{|}~-]+)*");
    private static final Pattern TOKEN = Pattern.compile("[\\w!#$&+^`{|}~.-]+");
    private static final String UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

    private final StringBuilder text;
    private int column;

    HeaderField(String name) {
        text = new StringBuilder(name).append(':');
        column = text.length();
    }

    /** Adds a word after a blank or, where it does not fit, on the next line. */
    HeaderField word(String word) {
        return word(" ", word, true);
    }

    private HeaderField word(String blanks, String word, boolean mayFold) {
        if (mayFold && column + blanks.length() + word.length() > WIDTH) {
            text.append("\r\n");
            column = 0;
        }
        text.append(blanks).append(word);
        column += blanks.length() + word.length();
        return this;
    }

    /** Adds text for human readers, encoded if need be. */
    HeaderField text(String value) {
        return isPlain(value) && !value.contains("=?") && !hasLongWord(value) ? folded(value) : encoded(value);
    }

    /**
     * Adds the value of an application's own header. Plain ASCII stays as it is, as it may have a structure.
     *
     * @throws InvalidEmailException naming {@code field} if it cannot be folded
     */
    HeaderField value(String field, String value) {
        if (!isPlain(value)) {
            return encoded(value);
        }
        if (hasLongWord(value)) {
            throw new InvalidEmailException(
                    field,
                    "has more than " + MAX_WORD + " characters without a blank where it could be folded; shorten it");
        }
        return folded(value);
    }

    private static boolean isPlain(String value) {
        return value.equals(value.strip()) && value.chars().allMatch(c -> c >= ' ' && c <= '~' || c == '\t');
    }

    /** Blanks count, too: where a line is folded they stand on the next one. */
    private static boolean hasLongWord(String value) {
        Matcher word = WORD.matcher(value);
        return word.results().anyMatch(result -> result.group().length() > MAX_WORD);
    }

    private HeaderField folded(String value) {
        Matcher word = WORD.matcher(value);
        boolean first = true;
        while (word.find()) {
            word(first ? " " : word.group(1), word.group(2), !first);
            first = false;
        }
        return first ? word("") : this;
    }

    private HeaderField encoded(String value) {
        EncodedWords.of(value).forEach(this::word);
        return this;
    }

    /** Adds a list of mailboxes, whose addresses are ASCII. */
    HeaderField mailboxes(List<Mailbox> mailboxes) {
        for (int i = 0; i < mailboxes.size(); i++) {
            Mailbox mailbox = mailboxes.get(i);
            String comma = i + 1 < mailboxes.size() ? "," : "";
            if (mailbox.displayName().isBlank()) {
                word(mailbox.address() + comma);
            } else {
                displayName(mailbox.displayName());
                word("<" + mailbox.address() + ">" + comma);
            }
        }
        return this;
    }

    private void displayName(String name) {
        if (!isPlain(name) || name.contains("=?") || name.length() > WIDTH / 2) {
            encoded(name);
        } else {
            word(ATOMS.matcher(name).matches() ? name : quoted(name));
        }
    }

    /** Adds a parameter of a MIME header: a quoted string if it is short ASCII, else as RFC 2231 section 4.1 has it. */
    HeaderField parameter(String name, String value) {
        if (isShort(value)) {
            return semicolon().word(name + "=" + (TOKEN.matcher(value).matches() ? value : quoted(value)));
        }
        List<String> sections = percentEncoded(value);
        for (int i = 0; i < sections.size(); i++) {
            String section = sections.size() == 1 ? "" : "*" + i;
            semicolon().word(name + section + "*=" + (i == 0 ? "UTF-8''" : "") + sections.get(i));
        }
        return this;
    }

    /** Adds the file name once more as many readers still look for it: not encoded by RFC 2231 but by encoded words. */
    HeaderField nameParameter(String value) {
        if (isShort(value)) {
            return semicolon().word("name=" + quoted(value));
        }
        List<String> words = EncodedWords.of(value);
        semicolon();
        for (int i = 0; i < words.size(); i++) {
            word((i == 0 ? "name=\"" : "") + words.get(i) + (i + 1 == words.size() ? "\"" : ""));
        }
        return this;
    }

    /** Adds a parameter that has to be quoted, and may be as long as a line. */
    HeaderField quotedParameter(String name, String value) {
        return semicolon().word(name + "=" + quoted(value));
    }

    private HeaderField semicolon() {
        text.append(';');
        column++;
        return this;
    }

    private static boolean isShort(String value) {
        return value.length() <= WIDTH / 2
                && value.chars().allMatch(c -> c >= ' ' && c <= '~')
                && !value.contains("=?");
    }

    private static String quoted(String value) {
        return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static List<String> percentEncoded(String value) {
        List<String> sections = new ArrayList<>();
        StringBuilder section = new StringBuilder();
        for (byte octet : value.getBytes(StandardCharsets.UTF_8)) {
            if (section.length() > WIDTH / 2) {
                sections.add(section.toString());
                section.setLength(0);
            }
            if (UNRESERVED.indexOf(octet) >= 0) {
                section.append((char) octet);
            } else {
                section.append("%%%02X".formatted(octet & 0xff));
            }
        }
        sections.add(section.toString());
        return sections;
    }

    /** Returns the field with the CRLF that ends it. */
    @Override
    public String toString() {
        return text + "\r\n";
    }
}
