package org.postbound.outbox;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.transaction.xa.Xid;
import org.postbound.mime.RenderedMessage;
import org.postbound.mime.WireMessage;

/**
 * The durable store of committed mail: the resource manager of the transactions. A method that is forced returns after
 * the change is on stable storage, together with the changes of other threads at the same time. Safe for use by several
 * threads; an interrupt of the calling thread has no effect and stays set. No method touches the network.
 *
 * <p>A message belongs to a route, the name of the connection factory that took it. Messages are copied: whoever hands
 * them over closes them. What is in delivery is not forced: after a crash such a message is due again.
 *
 * <p>Every method but {@link #newId()} throws {@link org.postbound.OutboxException} with {@code STOPPED} once the outbox
 * has stopped. Nothing is known then about a change that was under way.
 */
public interface Outbox {
    /**
     * Makes the id of a message; costs no I/O.
     *
     * @return an id that this store never gives out again, also after a restart
     */
    OutboxId newId();

    /**
     * Prepares a branch (forced): its messages are kept until it is committed or rolled back. A message that is to be held
     * (FUTURERELEASE, RFC 4865) is not due before.
     *
     * @param route the route
     * @param xid identifies the branch; copied
     * @param messages at least one; all or none are stored
     * @throws IllegalArgumentException if there is no message
     * @throws IllegalStateException if the branch is there already
     * @throws org.postbound.OutboxException {@code FULL}: nothing was stored
     */
    void prepare(String route, Xid xid, List<Stored> messages);

    /**
     * Makes the messages of a prepared branch eligible (forced), and forgets the branch. A message with an idempotency key
     * claims it in the same change, unless another message of the route has it: then it is erased instead.
     *
     * @param route the route
     * @param xid identifies the branch
     * @throws UnknownBranchException if the branch is not there
     * @throws HeuristicOutcomeException if an operator has decided it
     */
    void commit(String route, Xid xid);

    /**
     * Discards the messages of a prepared branch (forced), and forgets the branch.
     *
     * @param route the route
     * @param xid identifies the branch
     * @throws UnknownBranchException if the branch is not there
     * @throws HeuristicOutcomeException if an operator has decided it
     */
    void rollback(String route, Xid xid);

    /**
     * Stores messages that are eligible at once (forced): a one-phase commit, or mail outside of a transaction. A message
     * whose idempotency key another message of the route has is not stored.
     *
     * @param route the route
     * @param messages all others or none are stored
     * @return the id of each message or, in its place, of that which has its key
     * @throws org.postbound.OutboxException {@code FULL}: nothing was stored
     */
    List<OutboxId> add(String route, List<Stored> messages);

    /**
     * Returns the branches that are prepared or were decided by an operator, whenever asked.
     *
     * @param route the route
     * @return the branches, in no order
     */
    List<Branch> branches(String route);

    /**
     * An operator decides a prepared branch (forced). The branch stays, without messages of its own, until the transaction
     * manager has it forgotten.
     *
     * @param route the route
     * @param xid identifies the branch
     * @param commit whether its messages are to be sent
     * @throws UnknownBranchException if the branch is not there
     * @throws HeuristicOutcomeException if it is decided already
     */
    void completeHeuristically(String route, Xid xid, boolean commit);

    /**
     * Forgets a branch that an operator has decided (forced).
     *
     * @param route the route
     * @param xid identifies the branch
     * @throws UnknownBranchException if the branch is not there
     * @throws IllegalStateException if it is prepared
     */
    void forget(String route, Xid xid);

    /**
     * Gives out messages that are due, eligible or deferred. Each is in delivery from then on, and not given out again
     * before it is settled or released. If anything is thrown none is.
     *
     * @param route the route
     * @param now messages due at this instant or before
     * @param most how many at most
     * @return the messages, the most urgent first (MT-PRIORITY), and of those the oldest first
     */
    List<Due> takeDue(String route, Instant now, int most);

    /**
     * Gives back a message that is in delivery, and that nothing was learnt about. It is due again.
     *
     * @param id the message
     * @throws IllegalStateException if it is not in delivery
     */
    void release(OutboxId id);

    /**
     * Returns when the next message becomes due, or has become due, for whoever sleeps until then.
     *
     * @param route the route
     * @return the instant; empty if no message waits
     */
    Optional<Instant> nextDue(String route);

    /**
     * Reads the content of a message from the store.
     *
     * @param message the message
     * @return the content, to be closed
     * @throws IllegalStateException if the message is not there any more
     */
    WireMessage content(Due message);

    /**
     * Records what an attempt achieved, and returns before that is forced. A message that was accepted is erased, and what is
     * to be kept of it is kept in the same change; one that failed, was parked or expired stays and is not due. If anything is
     * thrown the message is still in delivery.
     *
     * @param id a message that is in delivery
     * @param attempt what it achieved
     * @return waits for it
     * @throws IllegalStateException if the message is not in delivery
     */
    Settlement settle(OutboxId id, Attempt attempt);

    /**
     * Erases some of what was kept for long enough (forced), in a change that is over soon. To be called from time to time.
     *
     * @param now the time
     * @return whether there was any, so that there may be more
     */
    boolean expire(Instant now);

    /**
     * Has a listener called whenever a message of the route becomes due earlier than was known. It is called on the
     * thread that made it so, and must neither block nor call the outbox.
     *
     * @param route the route
     * @param listener the listener
     * @return ends the calls when it is closed
     */
    Subscription onEligible(String route, Runnable listener);

    /**
     * Returns who is told of what attempts achieve.
     *
     * @return the subscriptions of this store
     */
    Subscriptions subscriptions();

    /**
     * Returns the mail that was accepted, as far as it is kept.
     *
     * @return the sent mail of this store
     */
    SentMail sent();

    /**
     * Returns what an operator sees and can do.
     *
     * @return the operator of this store
     */
    Operator operator();

    /**
     * A message and the id that it was given.
     *
     * @param id of {@link Outbox#newId()}
     * @param message envelope and content
     */
    record Stored(OutboxId id, RenderedMessage message) {}

    /** A record of an attempt on its way to stable storage. */
    @FunctionalInterface
    interface Settlement {
        /**
         * Returns when the attempt is on stable storage.
         *
         * @throws org.postbound.OutboxException {@code STOPPED}: nobody knows whether it is
         */
        void await();
    }

    /** A listener that is being called. */
    @FunctionalInterface
    interface Subscription extends AutoCloseable {
        /** Ends the calls. Has no effect the second time. */
        @Override
        void close();
    }
}
