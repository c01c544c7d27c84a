package org.postbound;

/** How much of the message a delivery status notification gives back (RFC 3461 section 4.3). */
public enum DsnReturn {
    /** The whole message. */
    FULL,
    /** The headers only. */
    HDRS
}
