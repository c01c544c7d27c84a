/**
 * Kills a server at every step of business transactions with mail in them, and looks what is left of each. {@link
 * org.postbound.it.crash.CrashSweepIT} begins it, {@code docs/reliability.md} has what came of it.
 */
package org.postbound.it.crash;
