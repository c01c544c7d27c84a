package org.postbound.standalone;

import org.postbound.SmtpConnectionFactory;

/** A connection factory with a pool of its own. Not serializable: it is at home in this program. */
public interface PostboundFactory extends SmtpConnectionFactory, AutoCloseable {
    /**
     * Ends all connections and the delivery of the outbox's mail, what waits there stays. Messages under way get five seconds
     * to reach their end. Leaves no thread, socket or MBean. A second call does nothing. At the end of the program it happens by
     * itself.
     */
    @Override
    void close();
}
