/**
 * Runs inside of the server that is killed: has a thread stop at a place in the code that the sweep names. The classes see
 * nothing but the JDK and, when they are installed, Byte Buddy.
 */
package org.postbound.it.crash.agent;
