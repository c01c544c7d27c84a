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
     * @param maxBytes octets that they may have at most; 0 for no limit
     * @param retention how long they keep what no delivery needs
     */
    record Journal(Path directory, long maxBytes, Retention retention) implements OutboxConfig {
        /** Checks the limit. */
        public Journal {
            Objects.requireNonNull(directory, "directory");
            Objects.requireNonNull(retention, "retention");
            Checks.notNegative("OutboxMaxBytes", maxBytes, "octets, or 0 for no limit");
        }

        @Override
        public String toString() {
            return directory.toString();
        }
    }
}
