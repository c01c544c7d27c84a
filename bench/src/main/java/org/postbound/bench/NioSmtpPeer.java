package org.postbound.bench;

import com.hubspot.smtp.client.SmtpClientResponse;
import com.hubspot.smtp.client.SmtpSession;
import com.hubspot.smtp.client.SmtpSessionConfig;
import com.hubspot.smtp.client.SmtpSessionFactory;
import com.hubspot.smtp.client.SmtpSessionFactoryConfig;
import com.hubspot.smtp.messages.MessageContent;
import com.hubspot.smtp.messages.MessageContentEncoding;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.smtp.SmtpRequests;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import java.io.IOException;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ExecutionException;

/** HubSpot's asynchronous client, which takes bytes; built each time they come from Jakarta Mail. */
final class NioSmtpPeer implements Peer {
    static final String NAME = "HubSpot NioSmtpClient";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String version() {
        return NAME + " " + Versions.of("NioSmtpClient") + " (Netty " + Versions.of("netty-buffer") + ")";
    }

    @Override
    public boolean takes(Case what) {
        return true;
    }

    @Override
    public Client open(Case what, TestMessage message, int port) throws Exception {
        SmtpSessionFactory factory = new SmtpSessionFactory(SmtpSessionFactoryConfig.nonProductionConfig());
        Session session = Session.getInstance(new Properties());
        return ThreadedClient.connect(what.connections(), factory, () -> {
            SmtpSession connected = factory.connect(SmtpSessionConfig.forRemoteAddress("127.0.0.1", port))
                    .get()
                    .getSession();
            check(connected.send(SmtpRequests.ehlo("localhost")).get());
            return new Awaiting(connected, what.prebuilt() ? null : session, message, recipients(message));
        });
    }

    private static List<String> recipients(TestMessage message) {
        return message.to().stream().map(address -> "<" + address + ">").toList();
    }

    private static void check(SmtpClientResponse response) {
        if (response.containsError()) {
            throw new IllegalStateException("not accepted: " + response);
        }
    }

    private record Awaiting(SmtpSession connected, Session building, TestMessage message, List<String> recipients)
            implements Sender {
        @Override
        public int send() throws Exception {
            MessageContent content =
                    MessageContent.of(Unpooled.wrappedBuffer(bytes()), MessageContentEncoding.SEVEN_BIT);
            check(connected
                    .send("<" + message.from() + ">", recipients, content)
                    .get());
            return 1;
        }

        private byte[] bytes() throws MessagingException, IOException {
            return building == null ? message.rendered() : message.render(building);
        }

        @Override
        public void close() throws InterruptedException, ExecutionException {
            connected.close().get();
        }
    }
}
