/**
 * Real servers for tests: started on the loopback interface from files of their own in a temporary folder, on ports that
 * the system gave, and ended with all they started. What a machine does not have is skipped by {@link
 * org.postbound.it.servers.Needs}; with {@code CI=true} it fails.
 */
package org.postbound.it.servers;
