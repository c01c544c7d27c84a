package org.postbound.ra;

import java.io.IOException;
import java.util.List;

/**
 * What an administrator sees of an outbox, and can do about its mail. Ids are those of receipts and log messages. Operations
 * fail with an {@link IOException} that says why.
 */
public interface OutboxMXBean {
    /**
     * Returns how much mail each route has, and what becomes of it.
     *
     * @return one element for each route that has any, or that is active or paused
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
     * Writes a message to a new file of the server, as it goes to its mail server. Only the owner can read the file.
     *
     * @param id the message
     * @param file an absolute path that ends in {@code .eml}, in a directory that is there
     * @throws IOException if the message is not there, or the file is, or it cannot be written
     */
    void export(String id, String file) throws IOException;

    /**
     * Writes all messages of a route in a state to new files {@code ID.eml}.
     *
     * @param route the route
     * @param state ELIGIBLE, IN_DELIVERY, DEFERRED, FAILED, PARKED, EXPIRED or PREPARED
     * @param directory an absolute path; made if it is not there
     * @return how many
     * @throws IOException if there is no such state, or a file cannot be written; those before it stay
     */
    int exportAll(String route, String state, String directory) throws IOException;

    /**
     * Has a message tried again at once that is deferred, failed, parked or expired. It has the time of ExpireAfter anew.
     * Whoever was refused is asked again, whoever was accepted is not.
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
     * Sets a message aside that is eligible, deferred, failed or expired: it is not tried before {@link #release} or
     * {@link #retry}, and does not expire.
     *
     * @param id the message
     * @throws IOException if it is in another state, or not there
     */
    void park(String id) throws IOException;

    /**
     * Sets all messages of a route in a state aside.
     *
     * @param route the route
     * @param state ELIGIBLE, DEFERRED, FAILED or EXPIRED
     * @return how many
     * @throws IOException if there is no such state
     */
    int parkAll(String route, String state) throws IOException;

    /**
     * Has a message tried again at once that is parked, as {@link #retry} does.
     *
     * @param id the message
     * @throws IOException if it is in another state, or not there
     */
    void release(String id) throws IOException;

    /**
     * Corrects a recipient's address, and has the message tried again at once, as {@link #retry} does. What the message itself
     * says is not touched: its header goes on naming the wrong recipient.
     *
     * @param id a message that is neither prepared nor in delivery
     * @param from the recipient, as {@link #show} shows it
     * @param to the right address
     * @throws IOException if the server has accepted the message for the recipient, or there is no such one; if the other one is
     *     no address, or a recipient already; if the message is in another state, or not there
     */
    void changeRecipient(String id, String from, String to) throws IOException;

    /**
     * Has a message leave by another route, at once. What waits keeps its age; what failed, was parked or expired is tried
     * again as by {@link #retry}.
     *
     * @param id a message that is neither prepared nor in delivery
     * @param route an active route
     * @throws IOException if the route is not active; if the message is in another state, or not there
     */
    void move(String id, String route) throws IOException;

    /**
     * Has all messages of a route in a state leave by another one, at once.
     *
     * @param route the route; it need not be active
     * @param state ELIGIBLE, DEFERRED, FAILED, PARKED or EXPIRED
     * @param to an active route
     * @return how many
     * @throws IOException if the other route is not active, or there is no such state
     */
    int moveAll(String route, String state, String to) throws IOException;

    /**
     * Gives a message up for good that is neither prepared nor in delivery.
     *
     * @param id the message
     * @throws IOException if it is in another state, or not there
     */
    void remove(String id) throws IOException;

    /**
     * Hands no mail of a route over any more, but what is under way, until {@link #resume}: also after a restart.
     *
     * @param route a route that is active, or has mail
     * @throws IOException if there is no such route
     */
    void pause(String route) throws IOException;

    /**
     * Hands mail of a route over again; at once, also if the server could not be reached lately.
     *
     * @param route a route that is paused or active
     * @throws IOException if it is neither
     */
    void resume(String route) throws IOException;

    /**
     * Has the mail of a route leave, for example before its server is maintained: what is deferred is tried at once, a route
     * that is paused is resumed. Returns, and pauses the route, when nothing is left, or the time is over. New mail goes on
     * being stored.
     *
     * @param route an active route
     * @param seconds how long to wait at most
     * @return how many messages are left that are eligible, deferred or in delivery
     * @throws IOException if the route is not active
     */
    int drain(String route, int seconds) throws IOException;

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
