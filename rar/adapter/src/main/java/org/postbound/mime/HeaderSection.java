package org.postbound.mime;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.postbound.InvalidEmailException;

/**
 * The header section of a rendered message (RFC 5322 section 2.2).
 *
 * @param fields in order, with unfolded bodies, one char for each octet
 * @param malformedLine the number of the first line that is no field and continues none; 0 if all are well
 */
record HeaderSection(List<Field> fields, int malformedLine) {
    private static final Pattern NAME = Pattern.compile("[!-~&&[^:]]+");

    /**
     * A header field.
     *
     * @param name its name
     * @param body its unfolded body
     */
    record Field(String name, String body) {}

    /** Reads the section of a message whose lines end with CRLF, all of it if there is no empty line. */
    static HeaderSection of(byte[] message) {
        List<Field> fields = new ArrayList<>();
        int malformed = 0;
        int number = 1;
        for (int start = 0; start < message.length && message[start] != '\r'; number++) {
            int end = endOfLine(message, start);
            String line = new String(message, start, end - start, StandardCharsets.ISO_8859_1);
            start = end + 2;
            int colon = line.indexOf(':');
            if (line.charAt(0) == ' ' || line.charAt(0) == '\t') {
                if (!fields.isEmpty()) {
                    Field folded = fields.remove(fields.size() - 1);
                    fields.add(new Field(folded.name(), folded.body() + line));
                    continue;
                }
            } else if (colon > 0 && isName(line.substring(0, colon).stripTrailing())) {
                fields.add(new Field(line.substring(0, colon).stripTrailing(), line.substring(colon + 1)));
                continue;
            }
            malformed = malformed == 0 ? number : malformed;
        }
        return new HeaderSection(List.copyOf(fields), malformed);
    }

    private static int endOfLine(byte[] message, int start) {
        int end = start;
        while (message[end] != '\r') {
            end++;
        }
        return end;
    }

    static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /** Returns the unfolded body of the first field of that name, without the blanks around it. */
    Optional<String> first(String name) {
        return fields.stream()
                .filter(field -> field.name().equalsIgnoreCase(name))
                .map(field -> field.body().strip())
                .findFirst();
    }

    /**
     * Checks what is true of every message that is sent.
     *
     * @throws InvalidEmailException if a line is malformed or not ASCII, or if Bcc would be seen
     */
    void check() {
        if (malformedLine > 0) {
            throw new InvalidEmailException(
                    "message",
                    "has no header field in line %d; start with lines such as From: jo@example.org, and put an empty line"
                                    .formatted(malformedLine)
                            + " between them and the content (RFC 5322 section 2.2)");
        }
        for (Field field : fields) {
            if (field.name().equalsIgnoreCase("Bcc") || field.name().equalsIgnoreCase("Resent-Bcc")) {
                throw new InvalidEmailException(
                        field.name(), "would be seen by all recipients; remove it, and name them in the envelope only");
            }
            if (field.body().chars().anyMatch(c -> c > 0x7f)) {
                throw new InvalidEmailException(
                        field.name(),
                        "contains octets over 127, which need SMTPUTF8 (not supported yet); encode it (RFC 2047)");
            }
        }
    }
}
