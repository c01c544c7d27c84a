package org.postbound.ra;

import java.util.Map;

/** How much mail a route has, and whether it leaves, as JMX shows it. */
public interface RouteStatus {
    /**
     * Returns the route.
     *
     * @return the property Name of its connection factories
     */
    String getRoute();

    /**
     * Returns how many messages there are.
     *
     * @return a number for each state
     */
    Map<String, Integer> getMessages();

    /**
     * Returns how large they are.
     *
     * @return octets of their contents
     */
    long getOctets();

    /**
     * Returns when mail is due.
     *
     * @return since when (UTC), or when the next is; null if none waits
     */
    String getDue();

    /**
     * Returns whether a connection factory of this name is in use.
     *
     * @return whether anybody hands its mail over
     */
    boolean isActive();

    /**
     * Returns whether an administrator has paused it.
     *
     * @return whether it waits to be resumed
     */
    boolean isPaused();

    /**
     * Returns whether the application server is suspended.
     *
     * @return whether its mail waits for that
     */
    boolean isSuspended();

    /**
     * Returns whether its server can be reached.
     *
     * @return when the server is tried next (UTC); null if nobody failed to reach it lately
     */
    String getUnreachableUntil();
}
