package org.postbound.mime;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import org.postbound.InvalidEmailException;

/**
 * A rendered message: lines of at most 998 octets, each ended by CRLF, the last one too, no other CR or LF, no NUL. Not
 * dot-stuffed, since that belongs to DATA alone. Immutable, and safe for use by several threads.
 *
 * <p>A large message is kept in a temporary file, so whoever has one closes it in the end. One that is forgotten gives up
 * its file to the garbage collector.
 */
public final class WireMessage implements AutoCloseable {
    private static final byte[] NOTHING = {};

    private final Octets octets;
    private final byte[] added;
    private final String messageId;
    private final boolean eightBit;
    private final boolean smtpUtf8;
    private final boolean leadingDot;
    private volatile boolean closed;

    /**
     * Takes over octets that {@link WireBuffer} has checked, now or before they were stored.
     *
     * @param added header fields that stand before the octets
     */
    WireMessage(Octets octets, byte[] added, String messageId, boolean eightBit, boolean smtpUtf8, boolean leadingDot) {
        this.octets = octets;
        this.added = added;
        this.messageId = messageId;
        this.eightBit = eightBit;
        this.smtpUtf8 = smtpUtf8;
        this.leadingDot = leadingDot;
    }

    /**
     * Makes a message of rendered octets. A bare CR or LF becomes CRLF, a missing last CRLF is added, all else stays.
     *
     * @param rendered header section and body; copied
     * @return the message
     * @throws InvalidEmailException if a line has more than 998 octets, or if there is a NUL
     */
    public static WireMessage of(byte[] rendered) {
        WireBuffer buffer = WireBuffer.unlimited(rendered.length);
        buffer.write(rendered);
        return buffer.toMessage();
    }

    /**
     * Makes a message of octets that were written by {@link #writeTo} of another one, and kept.
     *
     * @param octets the octets, all of them; not copied
     * @param traits what the other message told of itself
     * @return the same message
     */
    public static WireMessage restored(byte[] octets, WireTraits traits) {
        return restored(new Octets.InMemory(octets, octets.length), traits);
    }

    /**
     * Makes a message of octets that were written by {@link #writeTo} of another one, and are kept elsewhere.
     *
     * @param octets the octets; closed with the message
     * @param traits what the other message told of itself
     * @return the same message
     */
    public static WireMessage restored(StoredOctets octets, WireTraits traits) {
        return restored(new Octets.Elsewhere(octets), traits);
    }

    private static WireMessage restored(Octets octets, WireTraits traits) {
        return new WireMessage(
                octets, NOTHING, traits.messageId(), traits.eightBit(), traits.smtpUtf8(), traits.leadingDot());
    }

    /**
     * Returns the same message with a header field in front. It shares the content with this one: whoever closes one of them
     * closes both.
     *
     * @param field one field with its CRLF, in ASCII
     */
    WireMessage withField(byte[] field) {
        byte[] all = Arrays.copyOf(field, field.length + added.length);
        System.arraycopy(added, 0, all, field.length, added.length);
        return new WireMessage(octets, all, messageId, eightBit, smtpUtf8, leadingDot);
    }

    /**
     * Returns what has to be kept beside the octets.
     *
     * @return what the other methods tell
     */
    public WireTraits traits() {
        return new WireTraits(messageId, eightBit, smtpUtf8, leadingDot);
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
    public long size() {
        return added.length + octets.size();
    }

    /**
     * Returns whether the message needs 8BITMIME (RFC 6152).
     *
     * @return whether an octet has its high bit set, in the header section or in the body
     */
    public boolean isEightBit() {
        return eightBit;
    }

    /**
     * Returns whether the message needs SMTPUTF8 (RFC 6531), whatever its envelope needs.
     *
     * @return whether the header section has UTF-8 beyond ASCII (RFC 6532)
     */
    public boolean needsSmtpUtf8() {
        return smtpUtf8;
    }

    /**
     * Returns whether DATA has to stuff dots (RFC 5321 section 4.5.2).
     *
     * @return whether a line starts with a dot
     */
    public boolean hasLeadingDot() {
        return leadingDot;
    }

    /**
     * Returns where the message is kept.
     *
     * @return whether it is in memory; otherwise in a file
     */
    public boolean isInMemory() {
        return octets instanceof Octets.InMemory;
    }

    /**
     * Writes the message, in few and large pieces. May be called any number of times, also by several threads.
     *
     * @param out where to
     * @throws IOException if {@code out} throws it, or the file cannot be read
     * @throws IllegalStateException if the message was closed
     */
    public void writeTo(OutputStream out) throws IOException {
        if (closed) {
            throw new IllegalStateException("message %s was closed; write it before".formatted(messageId));
        }
        if (added.length > 0) {
            out.write(added);
        }
        octets.writeTo(out);
    }

    /** Gives up the content, and the temporary file if there is one. Has no effect the second time. */
    @Override
    public void close() {
        closed = true;
        octets.close();
    }
}
