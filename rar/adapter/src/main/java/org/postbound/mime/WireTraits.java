package org.postbound.mime;

import java.util.Objects;

/**
 * What is known of a rendered message beside its octets.
 *
 * @param messageId the Message-ID header; empty if it has none
 * @param eightBit whether it needs 8BITMIME
 * @param smtpUtf8 whether it needs SMTPUTF8
 * @param leadingDot whether a line starts with a dot
 */
public record WireTraits(String messageId, boolean eightBit, boolean smtpUtf8, boolean leadingDot) {
    /** Checks that nothing is null. */
    public WireTraits {
        Objects.requireNonNull(messageId, "messageId");
    }
}
