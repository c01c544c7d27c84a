package org.postbound.bench;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import org.springframework.mail.javamail.JavaMailSenderImpl;

/** Spring's sender, which keeps a connection for the messages of one call. */
final class SpringPeer implements Peer {
    /** With a network a batch has to fit a round. */
    private static final int BATCH = 100;

    private static final int SLOW_BATCH = 10;

    @Override
    public String name() {
        return "Spring JavaMailSender batch";
    }

    @Override
    public String version() {
        return "Spring " + Versions.of("spring-context-support");
    }

    /** It saves each message anew, so that it cannot send one as it was rendered. */
    @Override
    public boolean takes(Case what) {
        return !what.prebuilt() && what.sink() == Sink.Kind.PLAIN;
    }

    @Override
    public Client open(Case what, TestMessage message, int port) throws Exception {
        return ThreadedClient.connect(what.connections(), () -> {
            JakartaMail mail = new JakartaMail(what, message, port);
            JavaMailSenderImpl sender = new JavaMailSenderImpl();
            sender.setSession(mail.session());
            sender.setHost("127.0.0.1");
            sender.setPort(port);
            return new Batch(mail, sender, what.rttMs() == 0 && what.sizeBytes() < 10_000 ? BATCH : SLOW_BATCH);
        });
    }

    private record Batch(JakartaMail mail, JavaMailSenderImpl sender, int size) implements Sender {
        @Override
        public int send() throws MessagingException {
            MimeMessage[] messages = new MimeMessage[size];
            for (int i = 0; i < size; i++) {
                messages[i] = mail.next();
            }
            sender.send(messages);
            return size;
        }

        @Override
        public void close() {}
    }
}
