package org.postbound.it.crash;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A kill and what came of it.
 *
 * @param point where
 * @param audit what became of the transactions
 * @param events what beans were told of them
 * @param recovery from the restart until nothing was open any more
 */
record Round(String point, Audit audit, EventAudit events, Duration recovery) {
    /** Returns what must not be. */
    List<String> violations() {
        List<String> violations = new ArrayList<>(audit.violations());
        violations.addAll(events.violations());
        return violations;
    }
}
