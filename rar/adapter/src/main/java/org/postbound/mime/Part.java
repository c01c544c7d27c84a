package org.postbound.mime;

/** A part of a MIME message, or its only one. All are 7-bit once they are encoded. */
sealed interface Part permits TextPart, FilePart, Multipart {
    /**
     * Writes the part's header fields, an empty line, and the content.
     *
     * @param out where to
     * @throws org.postbound.InvalidEmailException if the content cannot be read or sent
     */
    void writeTo(WireBuffer out);
}
