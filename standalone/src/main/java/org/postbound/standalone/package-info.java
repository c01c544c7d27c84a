/**
 * Postbound for programs without an application server: {@link org.postbound.standalone.Postbound} opens connections and
 * builds connection factories.
 *
 * <p>A factory is the resource adapter in a container of its own, which is as small as it can be: a pool ({@code
 * ConnectionPool}, over that of Apache HttpCore) in the place of the container's, and threads ({@code ProgramThreads}) in the
 * place of its work manager. All else, the outbox included, is the adapter's.
 */
package org.postbound.standalone;
