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
     * Returns since when it is paused.
     *
     * @return when (UTC); null if it is not
     */
    String getPausedSince();

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

    /**
     * Returns how old the oldest message is that is eligible, deferred or in delivery.
     *
     * @return seconds since it was stored; null if there is none
     */
    Long getOldestWaiting();

    /**
     * Returns how many sessions its couriers have open with the server.
     *
     * @return a number
     */
    int getSessionsOpen();

    /**
     * Returns how many messages the server has accepted since the start.
     *
     * @return a number
     */
    long getAccepted();

    /**
     * Returns how often a message was put off since the start, by the server or for want of it.
     *
     * @return a number of attempts
     */
    long getDeferred();

    /**
     * Returns how many messages the server has refused for good since the start.
     *
     * @return a number
     */
    long getFailed();

    /**
     * Returns how many messages were given up since the start, as they could not be handed over in time.
     *
     * @return a number
     */
    long getExpired();

    /**
     * Returns how often a message was tried that had been tried before, since the start.
     *
     * @return a number of attempts
     */
    long getRetries();

    /**
     * Returns how many messages the server has accepted in the last minute.
     *
     * @return messages a minute
     */
    double getAcceptedPerMinute1();

    /**
     * Returns how many messages the server has accepted in the last five minutes.
     *
     * @return messages a minute
     */
    double getAcceptedPerMinute5();
}
