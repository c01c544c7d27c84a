package org.postbound;

import jakarta.activation.DataSource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file to be sent with a message. Its content is read when the message is sent, and may be read more than once. */
public final class Attachment {
    private final String name;
    private final String contentType;
    private final Content content;

    /** Opens the content of an attachment, each time from its start. */
    @FunctionalInterface
    public interface Content {
        /**
         * Opens the content.
         *
         * @return a new stream, which the caller closes
         * @throws IOException if the content cannot be read
         */
        InputStream open() throws IOException;
    }

    private Attachment(String name, String contentType, Content content) {
        this.name = Syntax.oneLine("name", name);
        if (name.isBlank()) {
            throw new InvalidEmailException("name", "is empty; name the file as the recipient is to see it");
        }
        this.contentType = Syntax.contentType("contentType", contentType);
        this.content = Syntax.present("content", content);
    }

    /**
     * A file of the file system, named and typed by its file name.
     *
     * @param file the file
     * @return the attachment
     * @throws InvalidEmailException if the path has no file name, or one with CR, LF or NUL
     */
    public static Attachment of(Path file) {
        Path name = Syntax.present("file", file).getFileName();
        if (name == null) {
            throw new InvalidEmailException("file", "is \"%s\", which has no file name".formatted(file));
        }
        return of(name.toString(), FileTypes.of(name.toString()), () -> Files.newInputStream(file));
    }

    /**
     * Bytes in memory, typed by the file name.
     *
     * @param name the file name that the recipient sees
     * @param content the bytes; copied
     * @return the attachment
     * @throws InvalidEmailException if the name is not valid
     */
    public static Attachment of(String name, byte[] content) {
        return of(name, FileTypes.of(Syntax.present("name", name)), content);
    }

    /**
     * Bytes in memory.
     *
     * @param name the file name that the recipient sees
     * @param contentType the media type, such as {@code application/pdf}
     * @param content the bytes; copied
     * @return the attachment
     * @throws InvalidEmailException if name or type is not valid
     */
    public static Attachment of(String name, String contentType, byte[] content) {
        byte[] copy = Syntax.present("content", content).clone();
        return of(name, contentType, () -> new ByteArrayInputStream(copy));
    }

    /**
     * A data source, which names and types itself; without a type it is typed by its name.
     *
     * @param source the source; its stream has to start anew each time
     * @return the attachment
     * @throws InvalidEmailException if its name or type is not valid
     */
    public static Attachment of(DataSource source) {
        Syntax.present("source", source);
        String name = Syntax.present("name", source.getName());
        String type = source.getContentType();
        return of(name, type == null ? FileTypes.of(name) : type, source::getInputStream);
    }

    /**
     * Any content, typed by the file name.
     *
     * @param name the file name that the recipient sees
     * @param content opens the content, each time from its start
     * @return the attachment
     * @throws InvalidEmailException if the name is not valid
     */
    public static Attachment of(String name, Content content) {
        return of(name, FileTypes.of(Syntax.present("name", name)), content);
    }

    /**
     * Any content.
     *
     * @param name the file name that the recipient sees
     * @param contentType the media type, such as {@code application/pdf}
     * @param content opens the content, each time from its start
     * @return the attachment
     * @throws InvalidEmailException if name or type is not valid
     */
    public static Attachment of(String name, String contentType, Content content) {
        return new Attachment(name, contentType, content);
    }

    /**
     * Returns the file name that the recipient sees.
     *
     * @return the name, unencoded
     */
    public String name() {
        return name;
    }

    /**
     * Returns the media type.
     *
     * @return the type, with its parameters
     */
    public String contentType() {
        return contentType;
    }

    /**
     * Returns the content.
     *
     * @return what opens it
     */
    public Content content() {
        return content;
    }

    /** Returns name and type. */
    @Override
    public String toString() {
        return name + " (" + contentType + ")";
    }
}
