package org.postbound.mime;

import java.io.IOException;
import java.io.OutputStream;
import org.postbound.InvalidEmailException;

/**
 * A rendered message: lines of at most 998 octets, each ended by CRLF, the last one too, no other CR or LF, no NUL. Not
 * dot-stuffed, since that belongs to DATA alone. Immutable.
 */
public final class WireMessage {
    private final String messageId;
    private final byte[] bytes;
    private final boolean eightBit;

    /** Takes over {@code bytes}; only {@link WireBuffer} makes messages, and checks them. */
    WireMessage(byte[] bytes, boolean eightBit) {
        this.messageId = HeaderSection.of(bytes).first("Message-ID").orElse("");
        this.bytes = bytes;
        this.eightBit = eightBit;
    }

    /**
     * Makes a message of rendered octets. A bare CR or LF becomes CRLF, a missing last CRLF is added, all else stays.
     *
     * @param rendered header section and body; copied
     * @return the message
     * @throws InvalidEmailException if a line has more than 998 octets, or if there is a NUL
     */
    public static WireMessage of(byte[] rendered) {
        return of(rendered, 0);
    }

    static WireMessage of(byte[] rendered, long maxSize) {
        WireBuffer buffer = new WireBuffer(maxSize, rendered.length);
        buffer.write(rendered);
        return buffer.toMessage();
    }

    /** Returns this message with a header section that starts with {@code fields}, which end with CRLF. */
    WireMessage startingWith(String fields, long maxSize) {
        WireBuffer buffer = new WireBuffer(maxSize, (long) fields.length() + bytes.length);
        buffer.write(fields);
        buffer.write(bytes);
        return buffer.toMessage();
    }

    HeaderSection headerSection() {
        return HeaderSection.of(bytes);
    }

    /**
     * Returns the Message-ID header.
     *
     * @return the id with its angle brackets; empty if the message has none
     */
    public String messageId() {
        return messageId;
    }

    /**
     * Returns the size that is declared to the server (RFC 1870).
     *
     * @return octets, before dot-stuffing
     */
    public int size() {
        return bytes.length;
    }

    /**
     * Returns whether the message needs 8BITMIME (RFC 6152).
     *
     * @return whether an octet has its high bit set
     */
    public boolean isEightBit() {
        return eightBit;
    }

    /**
     * Writes the message.
     *
     * @param out where to
     * @throws IOException if {@code out} throws it
     */
    public void writeTo(OutputStream out) throws IOException {
        out.write(bytes);
    }
}
