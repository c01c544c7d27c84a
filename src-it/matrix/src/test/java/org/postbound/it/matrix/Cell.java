package org.postbound.it.matrix;

/** What came of a capability on a server. */
sealed interface Cell {
    /** As it is kept and reported, on one line. */
    String text();

    /** It works. */
    record Passed() implements Cell {
        @Override
        public String text() {
            return "passed";
        }
    }

    /**
     * It does not work.
     *
     * @param reason why, on one line
     */
    record Failed(String reason) implements Cell {
        @Override
        public String text() {
            return "failed: " + reason;
        }
    }

    /**
     * The server has no such thing.
     *
     * @param evidence what the run has shown, or what the server's documentation says
     */
    record NotOffered(String evidence) implements Cell {
        @Override
        public String text() {
            return "not offered: " + evidence;
        }
    }
}
