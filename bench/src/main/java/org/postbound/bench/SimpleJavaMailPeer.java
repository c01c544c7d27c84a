package org.postbound.bench;

import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.simplejavamail.api.email.Email;
import org.simplejavamail.api.email.EmailPopulatingBuilder;
import org.simplejavamail.api.mailer.Mailer;
import org.simplejavamail.api.mailer.config.TransportStrategy;
import org.simplejavamail.email.EmailBuilder;
import org.simplejavamail.mailer.MailerBuilder;

/** Simple Java Mail with the pool of its batch module. */
final class SimpleJavaMailPeer implements Peer {
    @Override
    public String name() {
        return "simple-java-mail batch-module";
    }

    @Override
    public String version() {
        return "simple-java-mail " + Versions.of("batch-module");
    }

    @Override
    public boolean takes(Case what) {
        return !what.prebuilt() && what.sink() == Sink.Kind.PLAIN;
    }

    @Override
    public Client open(Case what, TestMessage message, int port) throws Exception {
        Mailer mailer = MailerBuilder.withSMTPServer("127.0.0.1", port)
                .withTransportStrategy(TransportStrategy.SMTP)
                .withClusterKey(UUID.randomUUID())
                .withConnectionPoolCoreSize(what.connections())
                .withConnectionPoolMaxSize(what.connections())
                .withConnectionPoolExpireAfterMillis((int) TimeUnit.MINUTES.toMillis(10))
                .buildMailer();
        AutoCloseable pool = () -> mailer.shutdownConnectionPool().get();
        return ThreadedClient.connect(what.connections(), pool, () -> new Pooled(mailer, message));
    }

    private record Pooled(Mailer mailer, TestMessage message) implements Sender {
        @Override
        public int send() throws Exception {
            EmailPopulatingBuilder builder = EmailBuilder.startingBlank()
                    .from(message.from())
                    .withSubject(message.subject())
                    .withPlainText(message.text());
            message.to().forEach(builder::to);
            Email email = builder.buildEmail();
            mailer.sendMail(email).get();
            return 1;
        }

        @Override
        public void close() {}
    }
}
