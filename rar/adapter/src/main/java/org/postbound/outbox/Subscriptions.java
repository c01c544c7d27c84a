package org.postbound.outbox;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.transaction.xa.Xid;
import org.postbound.DeliveryEvent;

/**
 * The durable subscriptions to the events of an outbox. An event is written together with the attempt that it tells of, for
 * each subscription that wants it, and kept until that subscription acknowledges it, or it is older than the subscription's
 * retention. As a resource manager a subscription is one of its own: its branches are acknowledgements.
 *
 * <p>Events have no part in what {@code OutboxMaxBytes} bounds, so that no mail is refused because nobody takes them. Where there
 * is no room for another one, the oldest of the subscription that has most are erased.
 *
 * <p>What is given out is not forced: after a crash, an event that was neither acknowledged nor in a prepared branch is given
 * out again. Forced methods, threads, interrupts and {@code STOPPED} are as {@link Outbox} has them.
 */
public interface Subscriptions {
    /**
     * Begins to use a subscription (forced): a new one is made, a known one has its filter and retention changed. Events that
     * it has already stay. Several may use it, and share its events.
     *
     * @param subscription the subscription
     * @throws IllegalStateException if somebody uses it now with another filter or retention
     */
    void activate(DurableSubscription subscription);

    /**
     * Ends what {@link #activate} began (forced). Events are kept on.
     *
     * @param name the subscription
     * @throws IllegalStateException if it is not in use
     */
    void deactivate(String name);

    /**
     * Gives out the first event that is due. It is not given out again before it is released.
     *
     * @param name the subscription
     * @param now the time
     * @return the event; empty if there is none, or no such subscription
     */
    Optional<PendingEvent> take(String name, Instant now);

    /**
     * Gives back an event that was given out, when the transaction is over that was to acknowledge it. An event that was
     * acknowledged, or whose acknowledgement is prepared, is not given out again by that.
     *
     * @param name the subscription
     * @param event the event
     * @param due when it may be given out again
     * @return whether it is given back
     */
    boolean release(String name, OutboxId event, Instant due);

    /**
     * Returns when the next event may be given out, for whoever sleeps until then.
     *
     * @param name the subscription
     * @return the instant, which may have passed; empty if no event waits
     */
    Optional<Instant> nextDue(String name);

    /**
     * Has a listener called whenever an event may be given out earlier than was known. It is called on the thread that made
     * it so, and must neither block nor call the outbox.
     *
     * @param name the subscription, which need not be there yet
     * @param listener the listener
     * @return ends the calls when it is closed
     */
    Outbox.Subscription onEvent(String name, Runnable listener);

    /**
     * Acknowledges events (forced): they are erased. Those that are not there any more are passed over.
     *
     * @param name the subscription
     * @param events the events
     */
    void acknowledge(String name, List<OutboxId> events);

    /**
     * Prepares a branch that acknowledges events (forced). They are not given out before it is rolled back.
     *
     * @param name the subscription
     * @param xid identifies the branch; copied
     * @param events at least one
     * @throws IllegalStateException if the subscription is not there, or the branch is there already
     */
    void prepare(String name, Xid xid, List<OutboxId> events);

    /**
     * Erases the events of a prepared branch (forced), and forgets the branch. After a crash it is prepared once more, holding
     * nothing, unless {@link #release} said before another {@link #prepare} that its transaction was over.
     *
     * @param name the subscription
     * @param xid identifies the branch
     * @throws UnknownBranchException if the branch is not there
     */
    void commit(String name, Xid xid);

    /**
     * Has the events of a prepared branch given out again (forced), and forgets the branch.
     *
     * @param name the subscription
     * @param xid identifies the branch
     * @throws UnknownBranchException if the branch is not there
     */
    void rollback(String name, Xid xid);

    /**
     * Returns the branches that are prepared, whenever asked.
     *
     * @param name the subscription
     * @return the branches, in no order
     */
    List<Branch> branches(String name);

    /**
     * Shows the subscriptions to an operator.
     *
     * @return all of them, by their age
     */
    List<Subscribed> list();

    /**
     * An operator gives up a subscription that is not in use (forced): its events are erased, its branches forgotten.
     *
     * @param name the subscription
     * @throws IllegalStateException if it is not there, or in use
     */
    void remove(String name);

    /**
     * Erases events that were kept for as long as their subscriptions want (forced), unless they are given out or in a
     * prepared branch; and subscriptions that nobody has used for that long. To be called from time to time, and not before
     * those who use subscriptions had an opportunity to say so.
     *
     * @param now the time
     */
    void expire(Instant now);

    /**
     * An event that was given out.
     *
     * @param id its own id; a later event has a greater one
     * @param event what is to be told
     * @param failures how often it was given back since the outbox was opened
     */
    record PendingEvent(OutboxId id, DeliveryEvent event, int failures) {}

    /**
     * A subscription as an operator sees it.
     *
     * @param subscription its name, filter and retention
     * @param since when it was made
     * @param used when somebody used it last
     * @param active whether somebody uses it now
     * @param events how many events are kept for it
     * @param octets how much room they take
     * @param lost how many events were erased, since it was made, that nobody had taken
     */
    record Subscribed(
            DurableSubscription subscription,
            Instant since,
            Instant used,
            boolean active,
            int events,
            long octets,
            long lost) {}
}
