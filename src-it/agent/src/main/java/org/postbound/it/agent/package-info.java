/**
 * Runs inside of a server that is to be killed: has a thread stop at a place in the code that a test names over a {@link
 * org.postbound.it.agent.Wire}. What is copied into the server's methods needs nothing but the JDK there.
 */
package org.postbound.it.agent;
