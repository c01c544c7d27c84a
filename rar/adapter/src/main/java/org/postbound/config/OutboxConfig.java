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
     */
    record Journal(Path directory, long maxBytes, long maxEventBytes) implements OutboxConfig {
        /** Checks the limits. */
        public Journal {
            Objects.requireNonNull(directory, "directory");
            Checks.notNegative("OutboxMaxBytes", maxBytes, "octets, or 0 for no limit");
            Checks.notNegative("EventsMaxBytes", maxEventBytes, "octets, or 0 for no limit");
        }

        @Override
        public String toString() {
            return directory.toString();
        }
    }
}
