package org.postbound;

/** When a delivery status notification is wanted for a recipient (RFC 3461 section 4.1). */
public enum DsnNotify {
    /** In no case; stands alone. */
    NEVER,
    /** When the message was delivered. */
    SUCCESS,
    /** When the message could not be delivered. */
    FAILURE,
    /** When the delivery takes unusually long. */
    DELAY
}
