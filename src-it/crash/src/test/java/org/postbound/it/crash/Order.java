package org.postbound.it.crash;

/**
 * A business transaction as its client saw it.
 *
 * @param id its number, in the row and in the mail
 * @param kind what it does
 * @param outcome what the client was told
 */
record Order(int id, Kind kind, Outcome outcome) {
    /** Returns the order that a mail is of, as {@link Relay#HEADER} says. */
    static int id(String mail) {
        return Integer.parseInt(mail.substring(0, mail.indexOf('/')));
    }

    /** What a client is told. */
    enum Outcome {
        COMMITTED,
        ROLLED_BACK,
        /** The server was killed before it answered, or does not know either. */
        UNKNOWN
    }
}
