package org.postbound.it.crash;

/**
 * An event as a bean has written it down, once for each time that it was told of it.
 *
 * @param by the bean
 * @param mail which mail, as in {@link Relay#HEADER}
 * @param message the outbox's own id
 * @param kind what has become of the mail
 * @param attempt in which attempt
 */
record Told(Listener by, String mail, String message, String kind, int attempt) {
    /** How the line of one begins in the books. */
    static final String LINE = "told ";

    static final String ACCEPTED = "ACCEPTED";

    private static final String DOMAIN = "@shop.example.org>";

    /** The beans, and which events each of them wants. */
    enum Listener {
        /** Is told of everything. */
        CLERK,
        /** Is told of what was accepted, of one route. */
        REPORTER,
        /** Is told of everything, and acknowledges after it has written. */
        CRIER;

        /** Whether it acknowledges an event in the transaction in which it writes. */
        boolean isTransacted() {
            return this != CRIER;
        }

        boolean wants(String mail, String kind) {
            return this != REPORTER || (mail.endsWith("/news") && ACCEPTED.equals(kind));
        }
    }

    /** Reads a line of the books. */
    static Told of(String line) {
        String[] words = line.substring(LINE.length()).split(" ", -1);
        return new Told(Listener.valueOf(words[0]), words[1], words[2], words[3], Integer.parseInt(words[4]));
    }

    /** Returns the Message-ID of a mail, from which an event tells which mail it is of. */
    static String messageId(String mail) {
        return "<" + mail + DOMAIN;
    }

    static String mail(String messageId) {
        return messageId.substring(1, messageId.length() - DOMAIN.length());
    }
}
