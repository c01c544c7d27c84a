package org.postbound.ra;

import java.util.List;

/** A durable subscription to delivery events, as JMX shows it. */
public interface SubscriptionStatus {
    /**
     * Returns the name.
     *
     * @return the property SubscriptionName of the beans that use it
     */
    String getName();

    /**
     * Returns whose mail the events are of.
     *
     * @return the Name of connection factories; null for all
     */
    String getRoute();

    /**
     * Returns which events are told.
     *
     * @return ACCEPTED, DEFERRED and so on
     */
    List<String> getKinds();

    /**
     * Returns how long events are kept.
     *
     * @return milliseconds
     */
    long getRetention();

    /**
     * Returns whether a message-driven bean uses it now.
     *
     * @return whether anybody is told
     */
    boolean isActive();

    /**
     * Returns when one was last known to use it.
     *
     * @return the time (UTC)
     */
    String getUsed();

    /**
     * Returns how many events are kept for it.
     *
     * @return a number
     */
    int getEvents();

    /**
     * Returns how much room they take.
     *
     * @return octets
     */
    long getOctets();

    /**
     * Returns how many events were erased, since it was made, that nobody had taken: older than its retention, or for want of
     * room.
     *
     * @return a number
     */
    long getLost();
}
