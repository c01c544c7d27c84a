package org.postbound.bench;

import jakarta.resource.ResourceException;
import java.util.ArrayList;
import java.util.List;
import org.postbound.Disposition;
import org.postbound.Email;
import org.postbound.Envelope;
import org.postbound.Receipt;
import org.postbound.SmtpConnection;
import org.postbound.SmtpConnectionFactory;
import org.postbound.ra.SmtpManagedConnectionFactory;

/** This connector without a container, through its public API. */
final class PostboundPeer implements Peer {
    static final String ONE_BY_ONE = "Postbound send";
    static final String BATCHES = "Postbound sendAll(100)";
    static final String PARTIAL = "Postbound partial send";
    static final String PARTIAL_BATCHES = "Postbound partial sendAll(100)";

    private static final int BATCH = 100;

    private final String name;
    private final int batch;
    private final boolean partialDelivery;

    private PostboundPeer(String name, int batch, boolean partialDelivery) {
        this.name = name;
        this.batch = batch;
        this.partialDelivery = partialDelivery;
    }

    static Peer oneByOne() {
        return new PostboundPeer(ONE_BY_ONE, 1, false);
    }

    static Peer batches() {
        return new PostboundPeer(BATCHES, BATCH, false);
    }

    static Peer partial() {
        return new PostboundPeer(PARTIAL, 1, true);
    }

    static Peer partialBatches() {
        return new PostboundPeer(PARTIAL_BATCHES, BATCH, true);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String version() {
        return "Postbound " + Versions.of("postbound-adapter");
    }

    /** There is no batch of bytes, and partial delivery of one recipient is delivery. */
    @Override
    public boolean takes(Case what) {
        return (batch == 1 || !what.prebuilt()) && (!partialDelivery || what.recipients() > 1);
    }

    /** A batch over a slow network takes too long to be sent for nothing. */
    @Override
    public boolean opensConnected() {
        return batch > 1;
    }

    @Override
    public Client open(Case what, TestMessage message, int port) throws Exception {
        SmtpConnectionFactory factory = factory(port, partialDelivery);
        return ThreadedClient.connect(what.connections(), () -> {
            SmtpConnection connection = factory.getConnection();
            connection.server();
            return sender(connection, what, message);
        });
    }

    static SmtpConnectionFactory factory(int port, boolean partialDelivery) throws ResourceException {
        SmtpManagedConnectionFactory factory = new SmtpManagedConnectionFactory();
        factory.setServerName("127.0.0.1");
        factory.setPortNumber(port);
        factory.setSecurity("NONE");
        factory.setPartialDelivery(partialDelivery);
        // No pool manages it: the one connection is kept, whatever it has sent.
        factory.setMaxMessagesPerConnection(0);
        return factory.createConnectionFactory();
    }

    private Sender sender(SmtpConnection connection, Case what, TestMessage message) {
        if (batch > 1) {
            return new OneConnection(connection, () -> sendAll(connection, message));
        }
        if (!what.prebuilt()) {
            return new OneConnection(connection, () -> {
                check(connection.send(email(message)));
                return 1;
            });
        }
        Envelope envelope = Envelope.of(message.from(), message.to().toArray(String[]::new));
        return new OneConnection(connection, () -> {
            check(connection.send(envelope, message.rendered()));
            return 1;
        });
    }

    private int sendAll(SmtpConnection connection, TestMessage message) {
        List<Email> emails = new ArrayList<>(batch);
        for (int i = 0; i < batch; i++) {
            emails.add(email(message));
        }
        connection.sendAll(emails).forEach(PostboundPeer::check);
        return batch;
    }

    static Email email(TestMessage message) {
        return Email.builder()
                .from(message.from())
                .to(message.to().toArray(String[]::new))
                .subject(message.subject())
                .text(message.text())
                .build();
    }

    static void check(Receipt receipt) {
        if (receipt.disposition() != Disposition.ACCEPTED) {
            throw new IllegalStateException("not accepted: " + receipt);
        }
    }

    private record OneConnection(SmtpConnection connection, Sending sending) implements Sender {
        @Override
        public int send() {
            return sending.send();
        }

        @Override
        public void close() {
            connection.close();
        }
    }

    private interface Sending {
        int send();
    }
}
