package org.postbound.bench;

import jakarta.mail.internet.MimeMessage;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import org.nlab.smtp.pool.SmtpConnectionPool;
import org.nlab.smtp.transport.connection.ClosableSmtpConnection;
import org.nlab.smtp.transport.factory.SmtpConnectionFactories;

/** A pool of Angus's transports: a connection is borrowed for each message. */
final class NithrilPeer implements Peer {
    @Override
    public String name() {
        return "nithril smtp-connection-pool";
    }

    @Override
    public String version() {
        return "nithril smtp-connection-pool " + Versions.of("smtp-connection-pool");
    }

    @Override
    public boolean takes(Case what) {
        return what.sink() == Sink.Kind.PLAIN;
    }

    @Override
    public Client open(Case what, TestMessage message, int port) throws Exception {
        GenericObjectPoolConfig<ClosableSmtpConnection> config = new GenericObjectPoolConfig<>();
        config.setMaxTotal(what.connections());
        config.setMaxIdle(what.connections());
        JakartaMail mail = new JakartaMail(what, message, port);
        SmtpConnectionPool pool =
                new SmtpConnectionPool(SmtpConnectionFactories.newSmtpFactory(mail.session()), config);
        return ThreadedClient.connect(what.connections(), pool, () -> new Borrowing(mail, pool));
    }

    private record Borrowing(JakartaMail mail, SmtpConnectionPool pool) implements Sender {
        @Override
        public int send() throws Exception {
            try (ClosableSmtpConnection connection = pool.borrowObject()) {
                MimeMessage next = mail.next();
                connection.sendMessage(next, next.getAllRecipients());
            }
            return 1;
        }

        @Override
        public void close() {}
    }
}
