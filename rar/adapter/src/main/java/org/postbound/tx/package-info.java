/**
 * How a message takes part in a transaction: whether a send goes out now, is staged or is refused, and what happens to
 * staged messages when the transaction ends. Knows no container; the adapter's skin tells it about the thread's
 * transaction through {@link org.postbound.tx.ThreadTransaction}.
 */
package org.postbound.tx;
