package org.postbound.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.postbound.Envelope;
import org.postbound.mime.RenderedMessage;
import org.subethamail.smtp.server.SMTPServer;

class RealServerTest {
    @Test
    void message_arrives() {
        List<String> arrived = new CopyOnWriteArrayList<>();
        SMTPServer server = SMTPServer.port(0)
                .messageHandler((context, from, to, data) ->
                        arrived.add(from + " " + to + " " + new String(data, StandardCharsets.UTF_8)))
                .build();
        server.start();
        try {
            SmtpSession session = Sessions.open("localhost", server.getPortAllocated());
            String text = "Subject: hi\r\n\r\n.dot\r\n\u00e9\r\n";
            session.send(new RenderedMessage(Envelope.of("a@from.test", "b@to.test"), Sessions.wire(text)), false);
            assertEquals(1, arrived.size());
            assertTrue(arrived.get(0).startsWith("a@from.test b@to.test "), arrived.get(0));
            assertTrue(arrived.get(0).endsWith(text), arrived.get(0));
            session.quit();
        } finally {
            server.stop();
        }
    }
}
