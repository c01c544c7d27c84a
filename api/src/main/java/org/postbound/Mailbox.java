package org.postbound;

import java.io.Serializable;

/**
 * A mailbox: an address, with or without a display name (RFC 5322 section 3.4).
 *
 * <p>The address may be international. A domain beyond ASCII is sent in its ASCII form, which any server takes. A local
 * part beyond ASCII has none, and needs a server that offers SMTPUTF8 (RFC 6531): where it is not offered the message fails,
 * as with {@link DeliveryOptions}.
 *
 * @param displayName the display name, unencoded; empty if there is none
 * @param address the addr-spec, such as {@code jo@example.org}
 */
public record Mailbox(String displayName, String address) implements Serializable {
    /**
     * Checks both parts.
     *
     * @throws InvalidEmailException if the address is not one, or a part contains CR, LF or NUL
     */
    public Mailbox {
        Syntax.oneLine("displayName", displayName);
        Syntax.address("address", address);
    }

    /**
     * Parses {@code jo@example.org} or {@code Jo Doe <jo@example.org>}.
     *
     * @param text one mailbox
     * @return the mailbox
     * @throws InvalidEmailException if {@code text} is not exactly one mailbox
     */
    public static Mailbox parse(String text) {
        return Syntax.mailbox("address", text);
    }

    /** Returns the display name, if any, and the address in angle brackets; for people, not for headers. */
    @Override
    public String toString() {
        return displayName.isEmpty() ? address : displayName + " <" + address + ">";
    }
}
