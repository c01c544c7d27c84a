/**
 * What a JDK Flight Recording shows of the adapter: one record for each kind of event, with what is told of it. No event has
 * an address, a subject or a secret.
 *
 * <p>The JDK's module {@code jdk.jfr} is not visible everywhere: WildFly shows it to deployments that ask for it, other servers
 * perhaps never, and some JVMs have none. {@link org.postbound.flight.Flight} decides that once; whoever uses this package need
 * not know.
 */
package org.postbound.flight;
