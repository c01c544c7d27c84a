package org.postbound.ra;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import org.postbound.config.FactoryConfig;
import org.postbound.mime.MessageRenderer;
import org.postbound.smtp.Deadlines;
import org.postbound.tx.ThreadTransaction;

/**
 * What all connections of one factory share.
 *
 * @param config the sealed configuration
 * @param renderer renders messages
 * @param deadlines bounds what a socket's timeout cannot
 * @param transactions knows the transaction of a thread
 */
record FactoryContext(
        FactoryConfig config, MessageRenderer renderer, Deadlines deadlines, ThreadTransaction.Source transactions) {
    static FactoryContext of(FactoryConfig config, Deadlines deadlines, ThreadTransaction.Source transactions) {
        return new FactoryContext(config, newRenderer(config), deadlines, transactions);
    }

    static FactoryContext unmanaged(FactoryConfig config) {
        return of(config, UnmanagedDeadlines.instance(), ThreadTransaction.Unknown::new);
    }
}
