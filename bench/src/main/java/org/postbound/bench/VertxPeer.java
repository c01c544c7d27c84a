package org.postbound.bench;

import io.vertx.core.Vertx;
import io.vertx.ext.mail.LoginOption;
import io.vertx.ext.mail.MailClient;
import io.vertx.ext.mail.MailConfig;
import io.vertx.ext.mail.MailMessage;
import io.vertx.ext.mail.StartTLSOptions;

/** The client of Vert.x, with as many messages under way as there are connections. */
final class VertxPeer implements Peer {
    @Override
    public String name() {
        return "vertx-mail-client";
    }

    @Override
    public String version() {
        return "vertx-mail-client " + Versions.of("vertx-mail-client");
    }

    @Override
    public boolean takes(Case what) {
        return !what.prebuilt() && what.sink() == Sink.Kind.PLAIN;
    }

    @Override
    public Client open(Case what, TestMessage message, int port) throws Exception {
        Vertx vertx = Vertx.vertx();
        MailClient client = MailClient.create(
                vertx,
                new MailConfig()
                        .setHostname("127.0.0.1")
                        .setPort(port)
                        .setStarttls(StartTLSOptions.DISABLED)
                        .setLogin(LoginOption.DISABLED)
                        .setMaxPoolSize(what.connections())
                        .setKeepAlive(true));
        AutoCloseable both = () -> {
            client.close().toCompletionStage().toCompletableFuture().get();
            vertx.close().toCompletionStage().toCompletableFuture().get();
        };
        return ThreadedClient.connect(what.connections(), both, () -> new Awaiting(client, message));
    }

    private record Awaiting(MailClient client, TestMessage message) implements Sender {
        @Override
        public int send() throws Exception {
            MailMessage mail = new MailMessage()
                    .setFrom(message.from())
                    .setTo(message.to())
                    .setSubject(message.subject())
                    .setText(message.text());
            client.sendMail(mail).toCompletionStage().toCompletableFuture().get();
            return 1;
        }

        @Override
        public void close() {}
    }
}
