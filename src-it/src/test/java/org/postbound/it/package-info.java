/**
 * The adapter in a real WildFly. Classes named {@code *IT} are the tests; the rest is the application that they deploy
 * and the servers that they talk to. Tests without {@code testable = false} run inside the server.
 */
package org.postbound.it;
