package org.postbound.mime;

import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.internet.MimePart;
import java.io.IOException;
import java.util.Collections;
import java.util.regex.Pattern;
import org.postbound.InvalidEmailException;

/** The project's own look at the headers of an application's message: Jakarta Mail's does not see all injections. */
final class MimeHeaders {
    /** Anything but a line end that folds (RFC 5322 section 2.2.3) and is followed by more than blanks. */
    private static final Pattern INJECTION =
            Pattern.compile("\\x00|\r(?!\n)|(?<!\r)\n|\r\n(?![ \t])|\r\n[ \t]+(?=[\r\n]|$)");

    private MimeHeaders() {}

    /**
     * Checks the headers of a message or body part, and of the body parts in it.
     *
     * @throws InvalidEmailException naming the header
     */
    static void check(MimePart part) throws MessagingException, IOException {
        // Whole lines, since getAllHeaders() hides line ends that a value starts with.
        for (String line : Collections.list(part.getAllHeaderLines())) {
            int colon = line.indexOf(':');
            checkHeader(line.substring(0, Math.max(colon, 0)), line.substring(colon + 1));
        }
        if (part.isMimeType("multipart/*") && part.getContent() instanceof Multipart multipart) {
            for (int i = 0; i < multipart.getCount(); i++) {
                if (multipart.getBodyPart(i) instanceof MimePart child) {
                    check(child);
                }
            }
        }
    }

    private static void checkHeader(String name, String value) {
        if (!HeaderSection.isName(name.stripTrailing())) {
            throw new InvalidEmailException(
                    name.isEmpty() ? "message" : name.replaceAll("[^!-~]", "?"),
                    "is or has no name of a header, which is visible ASCII before a colon (RFC 5322 section 2.2)");
        }
        if (INJECTION.matcher(value).find()) {
            throw new InvalidEmailException(
                    name,
                    "contains NUL, or CR or LF that would start another header; remove them, or fold with CRLF and a"
                            + " blank (RFC 5322 section 2.2.3)");
        }
        // Jakarta Mail would still write it, and line ends in it would become CRLF.
        if (name.equalsIgnoreCase("Content-Transfer-Encoding") && value.strip().equalsIgnoreCase("binary")) {
            throw new InvalidEmailException(name, "is binary, which is not supported; use base64");
        }
    }
}
