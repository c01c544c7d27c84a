package org.postbound;

/** The urgency that the header of a message states (RFC 2156 section 5.3.6); it does not hasten its transmission. */
public enum Priority {
    /** Shown as important by mail programs. */
    URGENT,
    /** The default; no header is written. */
    NORMAL,
    /** Shown as unimportant by mail programs. */
    NON_URGENT
}
