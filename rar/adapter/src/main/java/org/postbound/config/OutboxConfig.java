package org.postbound.config;

import java.nio.file.Path;
import java.util.Objects;

/** Where committed mail is kept until the server has accepted it. */
public sealed interface OutboxConfig {
    /** Nowhere: it is handed to the server in the commit. */
    record None() implements OutboxConfig {
        @Override
        public String toString() {
            return "NONE";
        }
    }

    /**
     * In files of a directory.
     *
     * @param directory the directory, which is made if need be
     * @param maxBytes octets that messages may have at most; 0 for no limit
     * @param maxEventBytes octets that events may have at most; 0 for no limit
     * @param retention how long they keep what no delivery needs
     */
    record Journal(Path directory, long maxBytes, long maxEventBytes, Retention retention) implements OutboxConfig {
        /**
         * A journal without limits, that keeps what no delivery needs for as long as is the default.
         *
         * @param directory the directory, which is made if need be
         * @return the configuration
         */
        public static Journal of(Path directory) {
            return new Journal(directory, 0, 0, Retention.DEFAULT);
        }

        /** Checks the limits. */
        public Journal {
            Objects.requireNonNull(directory, "directory");
            Objects.requireNonNull(retention, "retention");
            Checks.notNegative("OutboxMaxBytes", maxBytes, "octets, or 0 for no limit");
            Checks.notNegative("EventsMaxBytes", maxEventBytes, "octets, or 0 for no limit");
        }

        @Override
        public String toString() {
            return directory.toString();
        }
    }
}
