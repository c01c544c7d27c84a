package org.postbound.test;

import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.MimeUtility;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** A file that came with a mail: an attachment, or a part that its HTML shows. Immutable. */
public final class ReceivedFile {
    private final String name;
    private final ContentType type;
    private final String contentId;
    private final byte[] content;

    ReceivedFile(String name, ContentType type, String contentId, byte[] content) {
        this.name = name;
        this.type = type;
        this.contentId = contentId;
        this.content = content;
    }

    /**
     * Returns the file name.
     *
     * @return the name, decoded; empty if the part has none
     */
    public String name() {
        return name;
    }

    /**
     * Returns the media type.
     *
     * @return the type without its parameters, such as {@code application/pdf}
     */
    public String contentType() {
        return type.getBaseType();
    }

    /**
     * Returns the Content-ID, by which HTML refers to the part.
     *
     * @return the id without angle brackets; empty if the part has none
     */
    public String contentId() {
        return contentId;
    }

    /**
     * Returns the content.
     *
     * @return a copy of the octets, decoded
     */
    public byte[] content() {
        return content.clone();
    }

    /**
     * Returns the content as text.
     *
     * @return the octets in the charset that the type names; in UTF-8 where it names none, and in ISO-8859-1, which has a
     *     character for each octet, where nobody knows it
     */
    public String text() {
        return new String(content, charset());
    }

    private Charset charset() {
        String name = type.getParameter("charset");
        if (name == null) {
            return StandardCharsets.UTF_8;
        }
        try {
            return Charset.forName(MimeUtility.javaCharset(name));
        } catch (IllegalArgumentException e) {
            return StandardCharsets.ISO_8859_1;
        }
    }

    /** Returns name, type and size. */
    @Override
    public String toString() {
        return "%s (%s, %d octets)".formatted(name, contentType(), content.length);
    }
}
