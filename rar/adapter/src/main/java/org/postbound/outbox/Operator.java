package org.postbound.outbox;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an operator sees of an outbox, and can do to its mail. What changes something is forced. A message that is prepared or
 * in delivery is not touched: such calls throw {@link IllegalStateException}, as they do for a message that is not there.
 *
 * <p>A message that is tried again has its time to be delivered in (ExpireAfter) anew. Whoever was accepted is never sent to
 * again; whoever was refused is asked again. Nothing is due before the time that the message is held until (FUTURERELEASE,
 * RFC 4865). Operations on all messages of a route in a state pass over those that leave it meanwhile.
 */
public interface Operator {
    /**
     * Shows messages, whatever their state.
     *
     * @param route the route
     * @param after begin with the message that follows this one; empty for the first
     * @param most how many at most
     * @return the messages, by their ids
     */
    List<Kept> list(String route, Optional<OutboxId> after, int most);

    /**
     * Shows a message, whatever its state.
     *
     * @param id the message
     * @return the message; empty if it is not there
     */
    Optional<Kept> find(OutboxId id);

    /**
     * Shows a message that has to be there.
     *
     * @param id the message
     * @return the message
     * @throws IllegalStateException if it is not there
     */
    default Kept get(OutboxId id) {
        return find(id).orElseThrow(
                        () -> new IllegalStateException("message " + id + " is not there, or not any more"));
    }

    /**
     * Counts the messages.
     *
     * @return one element for each route that has any
     */
    List<Depth> depths();

    /**
     * Has a message tried again that is deferred, failed, parked or expired.
     *
     * @param id the message
     * @param due when
     * @throws IllegalStateException if it is in another state, or not there
     */
    void retry(OutboxId id, Instant due);

    /**
     * Has all messages of a route in a state tried again.
     *
     * @param route the route
     * @param state deferred, failed, parked or expired
     * @param due when
     * @return how many
     * @throws IllegalArgumentException if it is another state
     */
    int retryAll(String route, State state, Instant due);

    /**
     * Sets a message aside that is eligible, deferred, failed or expired: it is not tried before it is released or retried,
     * and does not expire. Nobody is told of an event, since there was no attempt.
     *
     * @param id the message
     * @throws IllegalStateException if it is in another state, or not there
     */
    void park(OutboxId id);

    /**
     * Sets all messages of a route in a state aside.
     *
     * @param route the route
     * @param state eligible, deferred, failed or expired
     * @return how many
     * @throws IllegalArgumentException if it is another state
     */
    int parkAll(String route, State state);

    /**
     * Has a message tried again that is parked, by an operator or because it was in doubt.
     *
     * @param id the message
     * @param due when
     * @throws IllegalStateException if it is in another state, or not there
     */
    void release(OutboxId id, Instant due);

    /**
     * Corrects a forward-path, and has the message tried again. The content is not touched, so a header goes on naming the
     * wrong recipient. An original recipient (ORCPT, RFC 3461) that the sender gave is kept. A wrong recipient that was named
     * several times is named once from then on.
     *
     * @param id the message
     * @param from the recipient's address, as it is shown
     * @param to the right address
     * @param due when to try
     * @throws org.postbound.InvalidEmailException if {@code to} is no address
     * @throws IllegalArgumentException if {@code from} is no recipient, or {@code to} is one already
     * @throws IllegalStateException if the message was accepted for {@code from}, is prepared or in delivery, or not there
     */
    void changeRecipient(OutboxId id, String from, String to, Instant due);

    /**
     * Has a message belong to another route, and be due there. Outcomes and attempts are kept. If it waits its age is kept,
     * too; one that failed, was parked or expired is tried again as by {@link #retry}.
     *
     * @param id the message
     * @param to the other route; whether it is active, the caller knows
     * @param due when it is due
     * @throws IllegalArgumentException if it is there already
     * @throws IllegalStateException if it is prepared or in delivery, or not there
     */
    void move(OutboxId id, String to, Instant due);

    /**
     * Has all messages of a route in a state belong to another one.
     *
     * @param route the route
     * @param state any but prepared and in delivery
     * @param to the other route; whether it is active, the caller knows
     * @param due when they are due
     * @return how many
     * @throws IllegalArgumentException if it is another state, or the same route
     */
    int moveAll(String route, State state, String to, Instant due);

    /**
     * Gives a message up that is neither prepared nor in delivery. It is erased.
     *
     * @param id the message
     * @throws IllegalStateException if it is in another state, or not there
     */
    void remove(OutboxId id);

    /**
     * Pauses a route: nothing of it is handed over, but what is under way, until it is resumed. It stays so across restarts.
     * Has no effect on one that is paused.
     *
     * @param route the route, which may be unknown so far
     */
    void pause(String route);

    /**
     * Ends a pause; whoever listens to the route is called. Has no effect on a route that is not paused.
     *
     * @param route the route
     */
    void resume(String route);

    /**
     * Returns since when a route is paused. Costs nothing, and is known also when the outbox has stopped.
     *
     * @param route the route
     * @return the instant; empty if it is not paused
     */
    Optional<Instant> pausedSince(String route);

    /**
     * Returns the routes that are paused, and since when.
     *
     * @return the instants by route
     */
    Map<String, Instant> paused();
}
