package org.postbound.bench;

import jakarta.mail.MessagingException;
import jakarta.mail.Transport;

/** Angus Mail's static method, as applications use a container's mail session: a connection for each message. */
final class AngusSendPeer implements Peer {
    @Override
    public String name() {
        return "Angus Transport.send";
    }

    @Override
    public String version() {
        return JakartaMail.version();
    }

    /** It saves the message anew, so that it cannot send one as it was rendered. */
    @Override
    public boolean takes(Case what) {
        return !what.prebuilt() && what.sink() == Sink.Kind.PLAIN;
    }

    @Override
    public Client open(Case what, TestMessage message, int port) throws Exception {
        return ThreadedClient.connect(what.connections(), () -> new NewTransport(new JakartaMail(what, message, port)));
    }

    private record NewTransport(JakartaMail mail) implements Sender {
        @Override
        public int send() throws MessagingException {
            Transport.send(mail.next());
            return 1;
        }

        @Override
        public void close() {}
    }
}
