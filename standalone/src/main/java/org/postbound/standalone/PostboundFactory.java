package org.postbound.standalone;

import javax.transaction.xa.XAResource;
import org.postbound.SmtpConnectionFactory;

/** A connection factory with a pool of its own. Not serializable: it is at home in this program. */
public interface PostboundFactory extends SmtpConnectionFactory, AutoCloseable {
    /**
     * Returns what the transaction manager recovers the branches of mail with that were prepared when the program died. Hand it
     * to its recovery, where {@link FactoryBuilder#transactions} is used. It never talks to the SMTP server.
     *
     * @return a resource of the factory's route in the outbox
     * @throws org.postbound.SmtpConfigurationException if there is no outbox
     * @throws org.postbound.SmtpPoolException if the factory was closed
     */
    XAResource recoveryResource();

    /**
     * Ends all connections and the delivery of the outbox's mail, what waits there stays. Messages under way get five seconds
     * to reach their end. Leaves no thread, socket or MBean. A second call does nothing. At the end of the program it happens by
     * itself.
     */
    @Override
    void close();
}
