package org.postbound.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import jakarta.annotation.Resource;
import jakarta.ejb.EJB;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingStream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postbound.Email;
import org.postbound.Receipt;
import org.postbound.SmtpConnection;
import org.postbound.SmtpConnectionFactory;

/** A Flight Recording of WildFly's JVM shows a transaction and its mail; the adapter asks WildFly for the module by itself. */
@ArquillianTest
class FlightRecordingIT {
    private static final List<String> KINDS = List.of("Connect", "Send", "Prepare", "Commit", "Deliver");

    @Resource(lookup = "java:/eis/OutboxOrders")
    private SmtpConnectionFactory mail;

    @EJB
    private Transactions transactions;

    @EJB
    private Orders orders;

    @EJB
    private MailServer server;

    /** The test's own classes have to ask, too. */
    @Deployment
    static EnterpriseArchive application() {
        return Archives.application(
                "outbox.ear",
                Archives.web(FlightRecordingIT.class)
                        .setManifest(new StringAsset("Manifest-Version: 1.0\nDependencies: jdk.jfr\n")));
    }

    @BeforeEach
    void startEmpty() throws Exception {
        if (server != null) {
            server.clear();
            orders.clear();
        }
    }

    private Receipt order() throws Exception {
        return transactions.required(() -> {
            orders.insert("book");
            try (SmtpConnection connection = mail.getConnection()) {
                return connection.send(Email.builder()
                        .to("jo@example.org")
                        .subject("Your order")
                        .text("It is on its way.\n")
                        .build());
            }
        });
    }

    @Test
    void transaction_isShownFromPrepareToDelivery() throws Exception {
        BlockingQueue<RecordedEvent> recorded = new LinkedBlockingQueue<>();
        try (RecordingStream recording = new RecordingStream()) {
            recording.setReuse(false);
            for (String kind : KINDS) {
                recording.enable("org.postbound." + kind).withoutThreshold();
                recording.onEvent("org.postbound." + kind, recorded::add);
            }
            recording.startAsync();

            Receipt receipt = order();
            Map<String, RecordedEvent> events =
                    untilDelivered(recorded, receipt.outboxId().orElseThrow());

            RecordedEvent prepare = events.get("org.postbound.Prepare");
            assertEquals("orders", prepare.getString("route"));
            assertEquals(1, prepare.getInt("messages"));
            RecordedEvent commit = events.get("org.postbound.Commit");
            assertEquals(prepare.getString("xid"), commit.getString("xid"));
            assertEquals(1, commit.getInt("messages"));
            RecordedEvent connect = events.get("org.postbound.Connect");
            assertEquals("OK", connect.getString("result"));
            RecordedEvent send = events.get("org.postbound.Send");
            assertEquals(receipt.messageId(), send.getString("messageId"));
            assertEquals(250, send.getInt("replyCode"));
            assertEquals("ACCEPTED", events.get("org.postbound.Deliver").getString("result"));
        }
        assertEquals(1, server.await(1).size());
    }

    private static Map<String, RecordedEvent> untilDelivered(BlockingQueue<RecordedEvent> recorded, String outboxId)
            throws InterruptedException {
        Map<String, RecordedEvent> events = new HashMap<>();
        RecordedEvent event;
        do {
            event = recorded.poll(50, TimeUnit.SECONDS);
            assertNotNull(event, () -> "not delivered; recorded are " + events.keySet());
            events.put(event.getEventType().getName(), event);
        } while (!event.getEventType().getName().endsWith(".Deliver")
                || !event.getString("outboxId").equals(outboxId));
        return events;
    }
}
