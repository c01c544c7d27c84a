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

    private static MessageRenderer newRenderer(FactoryConfig config) {
        String host = config.from()
                .map(mailbox -> mailbox.address().substring(mailbox.address().lastIndexOf('@') + 1))
                .filter(domain -> domain.chars().allMatch(c -> c < 0x7f))
                .orElseGet(FactoryContext::localHost);
        return new MessageRenderer(config.from(), config.maxMessageSize(), Clock.systemDefaultZone(), () -> host);
    }

    /** Asked once, since it may take the time of a name server. */
    private static String localHost() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    static FactoryContext unmanaged(FactoryConfig config) {
        return of(config, UnmanagedDeadlines.instance(), ThreadTransaction.Unknown::new);
    }
}
