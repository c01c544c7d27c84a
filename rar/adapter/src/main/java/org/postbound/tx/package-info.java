/**
 * How a message takes part in a transaction: whether a send goes out now, is staged or is refused, and what happens to
 * staged messages when the transaction ends. Knows no container; the adapter's skin tells it about the thread's
 * transaction through {@link org.postbound.tx.ThreadTransaction}.
 *
 * <p>Without an outbox there are local transactions only, of a {@link org.postbound.tx.LocalBranch}. With one, a connection
 * has an {@link org.postbound.tx.Enlistment}, and all connections of a route share its {@link org.postbound.tx.Branches}. The
 * states of XA's two tables are kept apart: for whom a connection works is known to its associations, how far a branch is
 * to the branch.
 *
 * <p>{@link org.postbound.tx.Acknowledgements} are the same for events: what is staged in a branch are those that a message
 * endpoint was told of. The verbs of XA and the states of branches know a {@code Ledger} alone, which is a
 * route or a subscription.
 */
package org.postbound.tx;
