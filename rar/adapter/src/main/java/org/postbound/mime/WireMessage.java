package org.postbound.mime;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;

/**
 * A rendered message: lines of at most 998 octets, each ended by CRLF, the last one too, no other CR or LF, no NUL. Not
 * dot-stuffed, since that belongs to DATA alone. Immutable.
 */
public final class WireMessage {
    private final String messageId;
    private final byte[] bytes;
    private final boolean eightBit;

    /** Takes over {@code bytes}; only {@link WireBytes} makes messages, and checks them. */
    WireMessage(String messageId, byte[] bytes, boolean eightBit) {
        this.messageId = Objects.requireNonNull(messageId, "messageId");
        this.bytes = bytes;
        this.eightBit = eightBit;
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
