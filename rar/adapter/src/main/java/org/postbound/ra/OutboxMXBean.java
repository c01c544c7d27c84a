package org.postbound.ra;

import java.io.IOException;
import java.util.List;

/**
 * What an administrator sees of an outbox, and can do about its mail. Ids are those of receipts and log messages. Operations
 * fail with an {@link IOException} that says why.
 */
public interface OutboxMXBean {
    /**
     * Returns how much mail each route has.
     *
     * @return one element for each route that has any, or that is active
     * @throws IOException if the outbox has stopped
     */
    List<RouteStatus> getRoutes() throws IOException;

    /**
     * Lists messages, the oldest first.
     *
     * @param route the route
     * @param state ELIGIBLE, IN_DELIVERY, DEFERRED, FAILED, PARKED, EXPIRED or PREPARED; null or empty for all
     * @param after begin behind this message; null or empty for the first
     * @param most how many at most
     * @return the messages
     * @throws IOException if there is no such state or message
     */
    List<MessageStatus> list(String route, String state, String after, int most) throws IOException;

    /**
     * Shows a message: what is known of it, the replies to each recipient, and its header.
     *
     * @param id the message
     * @return lines of text
     * @throws IOException if it is not there
     */
    String show(String id) throws IOException;

    /**
     * Shows the whole content of a message, as it goes to the server; what is not ASCII is shown as if it were Latin 1.
     *
     * @param id the message
     * @return the content
     * @throws IOException if it is not there
     */
    String content(String id) throws IOException;

    /**
     * Has a message tried again at once that is deferred, failed, parked or expired. It has the time of ExpireAfter anew.
     *
     * @param id the message
     * @throws IOException if it is in another state, or not there
     */
    void retry(String id) throws IOException;

    /**
     * Has all messages of a route in a state tried again at once.
     *
     * @param route the route
     * @param state DEFERRED, FAILED, PARKED or EXPIRED
     * @return how many
     * @throws IOException if there is no such state
     */
    int retryAll(String route, String state) throws IOException;

    /**
     * Gives a message up for good that is neither prepared nor in delivery.
     *
     * @param id the message
     * @throws IOException if it is in another state, or not there
     */
    void remove(String id) throws IOException;

    /**
     * Hands no mail of a route over any more, but what is under way, until {@link #resume} or a restart.
     *
     * @param route an active route
     * @throws IOException if it is not active
     */
    void pause(String route) throws IOException;

    /**
     * Hands mail of a route over again; at once, also if the server could not be reached lately.
     *
     * @param route an active route
     * @throws IOException if it is not active
     */
    void resume(String route) throws IOException;

    /**
     * Lists the branches that are prepared, or that an administrator has decided, as {@code FORMAT:GLOBAL:BRANCH}, state,
     * time and number of messages.
     *
     * @param route the route
     * @return a line each
     * @throws IOException if the outbox has stopped
     */
    List<String> branches(String route) throws IOException;

    /**
     * Decides a prepared branch whose transaction manager will not. Its messages are sent, or discarded. If the transaction
     * manager comes back all the same it is told of the decision.
     *
     * @param route the route
     * @param xid the branch, as {@link #branches} shows it
     * @param commit whether its messages are to be sent
     * @throws IOException if it is not prepared, or not there
     */
    void decide(String route, String xid, boolean commit) throws IOException;

    /**
     * Returns who is told of delivery events.
     *
     * @return the durable subscriptions, the oldest first
     * @throws IOException if the outbox has stopped
     */
    List<SubscriptionStatus> getSubscriptions() throws IOException;

    /**
     * Gives up a subscription that no message-driven bean uses, with the events that are kept for it.
     *
     * @param name the subscription
     * @throws IOException if it is in use, or not there
     */
    void removeSubscription(String name) throws IOException;

    /**
     * Lists messages that the server has accepted, as far as they are kept (KeepSent), by the time of their acceptance.
     *
     * @param route the route
     * @param after begin behind this entry; null or empty for the first
     * @param most how many at most
     * @return the messages
     * @throws IOException if there is no such entry
     */
    List<SentStatus> sent(String route, String after, int most) throws IOException;

    /**
     * Looks for messages among the 100,000 that were accepted last, as far as they are kept (KeepSent).
     *
     * @param messageId the Message-ID header with its angle brackets
     * @return those that have it, the newest first; at most 100
     * @throws IOException if the outbox has stopped
     */
    List<SentStatus> findSent(String messageId) throws IOException;
}
