package org.postbound.mime;

import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.ParameterList;
import jakarta.mail.internet.ParseException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.postbound.Attachment;
import org.postbound.InvalidEmailException;

/**
 * An attachment, or a part that the HTML refers to. What arrives is octet for octet what the application gave.
 *
 * @param field what errors name
 * @param contentId the id that the HTML refers to; empty for an attachment
 * @param attachment name, type and content
 */
record FilePart(String field, Optional<String> contentId, Attachment attachment) implements Part {
    static FilePart attached(String field, Attachment attachment) {
        return new FilePart(field, Optional.empty(), attachment);
    }

    static FilePart inline(String field, String contentId, Attachment attachment) {
        return new FilePart(field, Optional.of(contentId), attachment);
    }

    @Override
    public void writeTo(WireBuffer out) {
        ContentType type = parsedType();
        out.write(contentTypeField(type).toString());
        out.write(new HeaderField("Content-Disposition")
                .word(contentId.isPresent() ? "inline" : "attachment")
                .parameter("filename", attachment.name())
                .toString());
        contentId.ifPresent(id -> out.write("Content-ID: <" + id + ">\r\n"));
        try (InputStream content = attachment.content().open()) {
            if (content == null) {
                throw new IOException("there is no stream");
            }
            writeContent(type.getPrimaryType().toLowerCase(Locale.ROOT), content, out);
        } catch (InvalidEmailException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new InvalidEmailException(
                    field,
                    "(\"%s\") cannot be read (%s: %s); it has to exist and to be readable whenever the mail is rendered"
                            .formatted(attachment.name(), e.getClass().getSimpleName(), e.getMessage()),
                    e);
        }
    }

    /** Reads what {@code out} has room for and an octet more, with which it refuses the content as too large. */
    private static byte[] read(InputStream content, WireBuffer out) throws IOException {
        return content.readNBytes(out.room() + 1);
    }

    private void writeContent(String primaryType, InputStream content, WireBuffer out) throws IOException {
        switch (primaryType) {
            case "message", "multipart" -> writeComposite(read(content, out), out);
            case "text" -> writeText(read(content, out), out);
            default -> {
                out.write("Content-Transfer-Encoding: base64\r\n\r\n");
                Base64Lines.write(content, out);
            }
        }
    }

    /** Composite types may not be encoded (RFC 2045 section 6.4, RFC 2046 section 5.2.1). */
    private void writeComposite(byte[] content, WireBuffer out) {
        if (!Content.of(content).isSevenBit()) {
            throw new InvalidEmailException(
                    field,
                    "(\"%s\") is %s, which may not be encoded, but has octets over 127, a NUL or a line of more than 998;"
                                    .formatted(attachment.name(), attachment.contentType())
                            + " attach it as application/octet-stream");
        }
        out.write("Content-Transfer-Encoding: 7bit\r\n\r\n");
        out.write(content);
    }

    private static void writeText(byte[] content, WireBuffer out) {
        Content measured = Content.of(content);
        if (measured.isSevenBit() && !measured.hasBareLineEnd()) {
            out.write("Content-Transfer-Encoding: 7bit\r\n\r\n");
            out.write(content);
        } else {
            out.write("Content-Transfer-Encoding: base64\r\n\r\n");
            Base64Lines.write(content, out);
        }
    }

    private ContentType parsedType() {
        try {
            return new ContentType(attachment.contentType());
        } catch (ParseException e) {
            throw new InvalidEmailException(
                    field + ".contentType",
                    "is \"%s\" (%s); write it as type/subtype; name=value (RFC 2045)"
                            .formatted(attachment.contentType(), e.getMessage()),
                    e);
        }
    }

    private HeaderField contentTypeField(ContentType type) {
        HeaderField header = new HeaderField("Content-Type").word(type.getBaseType());
        ParameterList parameters = type.getParameterList();
        if (parameters != null) {
            List<String> names = Collections.list(parameters.getNames());
            for (String name : names) {
                if (!name.equalsIgnoreCase("name")) {
                    header.parameter(name, parameters.get(name));
                }
            }
        }
        return header.nameParameter(attachment.name());
    }
}
