package org.postbound.it.crash;

import java.time.Duration;

/**
 * A kill and what came of it.
 *
 * @param point where
 * @param audit what became of the transactions
 * @param recovery from the restart until nothing was open any more
 */
record Round(String point, Audit audit, Duration recovery) {}
