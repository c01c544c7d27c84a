package org.postbound;

/** Why a message was sent without somebody sitting there and writing it (RFC 3834 section 5). */
public enum AutoSubmitted {
    /** A program sent it on its own account, such as a report or a confirmation. */
    AUTO_GENERATED("auto-generated"),
    /** A program answers another message, such as a notice of absence. Its return path should be empty (section 3.3). */
    AUTO_REPLIED("auto-replied");

    private final String token;

    AutoSubmitted(String token) {
        this.token = token;
    }

    /** Returns the value of the header. */
    String token() {
        return token;
    }
}
