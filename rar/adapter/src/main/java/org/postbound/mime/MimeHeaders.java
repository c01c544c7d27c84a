package org.postbound.mime;

import jakarta.mail.BodyPart;
import jakarta.mail.Header;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
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
    static void check(Part part) throws MessagingException, IOException {
        for (Header header : Collections.list(part.getAllHeaders())) {
            checkHeader(header.getName(), header.getValue());
        }
        if (part.isMimeType("multipart/*") && part.getContent() instanceof Multipart multipart) {
            for (int i = 0; i < multipart.getCount(); i++) {
                BodyPart child = multipart.getBodyPart(i);
                check(child);
            }
        }
    }

    private static void checkHeader(String name, String value) {
        if (!HeaderSection.isName(name.stripTrailing())) {
            throw new InvalidEmailException(
                    name.replaceAll("[^!-~]", "?"),
                    "is not the name of a header, which is visible ASCII without a colon (RFC 5322 section 2.2)");
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
