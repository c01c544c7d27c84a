package org.postbound.it.matrix;

/** What came of a capability on a server. */
sealed interface Cell {
    /** It works. */
    record Passed() implements Cell {}

    /**
     * It does not work.
     *
     * @param reason why, on one line
     */
    record Failed(String reason) implements Cell {}

    /**
     * The server has no such thing.
     *
     * @param evidence what the run has shown, or what the server's documentation says
     */
    record NotOffered(String evidence) implements Cell {}
}
