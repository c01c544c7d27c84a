/**
 * The Jakarta Connectors contract, kept thin: the beans that descriptors name, managed connection and handle, message
 * endpoints, the work that the container runs, and logging. Only this package knows {@code jakarta.resource}; what it is asked it passes on
 * to {@link org.postbound.tx}, {@link org.postbound.smtp} and {@link org.postbound.mime}.
 *
 * <p>Section numbers are those of the Jakarta Connectors 2.1 specification.
 */
package org.postbound.ra;
