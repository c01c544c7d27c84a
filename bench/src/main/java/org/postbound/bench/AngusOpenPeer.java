package org.postbound.bench;

import jakarta.mail.MessagingException;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;

/** Angus Mail with its transport kept open: what the ratios refer to. */
final class AngusOpenPeer implements Peer {
    static final String NAME = "Angus, transport kept open";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String version() {
        return JakartaMail.version();
    }

    @Override
    public boolean takes(Case what) {
        return true;
    }

    @Override
    public Client open(Case what, TestMessage message, int port) throws Exception {
        return ThreadedClient.connect(what.connections(), () -> {
            JakartaMail mail = new JakartaMail(what, message, port);
            Transport transport = mail.session().getTransport();
            transport.connect();
            return new OpenTransport(mail, transport);
        });
    }

    private record OpenTransport(JakartaMail mail, Transport transport) implements Sender {
        @Override
        public int send() throws MessagingException {
            MimeMessage next = mail.next();
            transport.sendMessage(next, next.getAllRecipients());
            return 1;
        }

        @Override
        public void close() throws MessagingException {
            transport.close();
        }
    }
}
