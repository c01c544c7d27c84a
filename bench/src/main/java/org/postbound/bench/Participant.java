package org.postbound.bench;

import javax.transaction.xa.XAResource;

/** What takes part in transactions, one after the other. */
interface Participant extends AutoCloseable {
    /** Returns what the transaction manager talks to. */
    XAResource resource();

    /** Does its part in the transaction that it is enlisted in. */
    void work() throws Exception;

    @Override
    void close() throws Exception;
}
