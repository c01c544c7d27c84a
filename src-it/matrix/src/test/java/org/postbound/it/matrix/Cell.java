package org.postbound.it.matrix;

/** What came of a capability on a server. */
sealed interface Cell {
    /** As it is kept and reported, on one line. */
    String text();

    /** What came of it, without why. */
    default String verdict() {
        return verdict(text());
    }

    /** What came of it, of a text that was kept. */
    static String verdict(String text) {
        return text.split(": ", 2)[0];
    }

    /**
     * It works.
     *
     * @param remark what one has to know about that, on one line; or empty
     */
    record Passed(String remark) implements Cell {
        @Override
        public String text() {
            return remark.isEmpty() ? "passed" : "passed: " + remark;
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
