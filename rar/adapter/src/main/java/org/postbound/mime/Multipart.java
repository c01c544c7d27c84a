package org.postbound.mime;

import java.util.ArrayList;
import java.util.List;
import org.postbound.Email;
import org.postbound.InlinePart;

/**
 * Parts that belong together (RFC 2046 section 5.1).
 *
 * @param subtype how they do
 * @param boundary what separates them
 * @param parts the parts, in order
 */
record Multipart(String subtype, String boundary, List<Part> parts) implements Part {
    /**
     * Makes the content of an email, with as few levels as it needs.
     *
     * @param email the email
     * @param unique what no part contains
     */
    static Part of(Email email, String unique) {
        List<Part> bodies = new ArrayList<>();
        email.text().ifPresent(text -> bodies.add(TextPart.of("plain", text)));
        email.html().ifPresent(html -> bodies.add(related(email, TextPart.of("html", html), unique)));
        List<Part> parts = new ArrayList<>();
        if (!bodies.isEmpty()) {
            parts.add(bodies.size() == 1 ? bodies.get(0) : new Multipart("alternative", unique, bodies));
        }
        if (email.attachments().isEmpty()) {
            return parts.get(0);
        }
        for (int i = 0; i < email.attachments().size(); i++) {
            parts.add(FilePart.attached(
                    "attachments[" + i + "]", email.attachments().get(i)));
        }
        return new Multipart("mixed", unique, parts);
    }

    private static Part related(Email email, Part html, String unique) {
        if (email.inlineParts().isEmpty()) {
            return html;
        }
        List<Part> parts = new ArrayList<>(List.of(html));
        for (int i = 0; i < email.inlineParts().size(); i++) {
            InlinePart inline = email.inlineParts().get(i);
            parts.add(FilePart.inline("inlineParts[" + i + "]", inline.contentId(), inline.attachment()));
        }
        return new Multipart("related", unique, parts);
    }

    /** Makes the boundary; {@code =_} stands in no quoted-printable and no base64 content (RFC 2045 section 6.7). */
    Multipart {
        boundary = "=_" + subtype + "_" + boundary;
        parts = List.copyOf(parts);
    }

    @Override
    public void writeTo(WireBuffer out) {
        HeaderField type = new HeaderField("Content-Type").word("multipart/" + subtype);
        if (subtype.equals("related")) {
            type.parameter("type", "text/html");
        }
        out.write(type.quotedParameter("boundary", boundary).toString());
        for (Part part : parts) {
            out.write("\r\n--" + boundary + "\r\n");
            part.writeTo(out);
        }
        out.write("\r\n--" + boundary + "--\r\n");
    }
}
