package org.postbound.ra;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.management.JMX;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.postbound.DeliveryEvent;
import org.postbound.Envelope;
import org.postbound.RecipientOutcome;
import org.postbound.SmtpReply;
import org.postbound.mime.RenderedMessage;
import org.postbound.mime.WireMessage;
import org.postbound.outbox.Attempt;
import org.postbound.outbox.BranchId;
import org.postbound.outbox.Due;
import org.postbound.outbox.DurableSubscription;
import org.postbound.outbox.InMemoryOutbox;
import org.postbound.outbox.Outbox.Stored;

/** As a JMX client sees it: through the MBean server. */
class OutboxMonitorTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final BranchId XID = new BranchId(7, new byte[] {1}, new byte[] {2});

    private final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    private final InMemoryOutbox outbox = new InMemoryOutbox(clock);
    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    private ObjectName name;
    private OutboxMXBean seen;

    @BeforeEach
    void register() throws Exception {
        name = new ObjectName("org.postbound.test:type=Outbox,test=" + System.identityHashCode(this));
        server.registerMBean(new OutboxMonitor(outbox, new Routes(outbox), clock), name);
        seen = JMX.newMXBeanProxy(server, name, OutboxMXBean.class);
    }

    @AfterEach
    void unregister() throws Exception {
        server.unregisterMBean(name);
    }

    private Stored message(String recipient) {
        String content = "Message-ID: <1@from.test>\r\nSubject: Order\r\n\r\nIt is on its way.\r\n";
        return new Stored(
                outbox.newId(),
                new RenderedMessage(
                        Envelope.of("a@from.test", recipient),
                        WireMessage.of(content.getBytes(StandardCharsets.US_ASCII))));
    }

    private String add(String recipient) {
        Stored stored = message(recipient);
        outbox.add("r", List.of(stored));
        return stored.id().toString();
    }

    private String addRefused(String recipient) {
        String id = add(recipient);
        for (Due due : outbox.takeDue("r", Instant.MAX, 10)) {
            if (due.id().toString().equals(id)) {
                RecipientOutcome outcome = RecipientOutcome.of(recipient, new SmtpReply(550, List.of("5.1.1 who?")));
                outbox.settle(due.id(), Attempt.failed(NOW, List.of(outcome), "550 5.1.1 who?"))
                        .await();
            } else {
                outbox.release(due.id());
            }
        }
        return id;
    }

    private static void assertTold(String text, Executable operation) {
        String message = assertThrows(IOException.class, operation).getMessage();
        assertTrue(message.contains(text), message);
    }

    @Test
    void depth_isShownForEachRoute() throws IOException {
        add("b@to.test");
        add("c@to.test");
        addRefused("d@to.test");

        List<RouteStatus> routes = seen.getRoutes();

        assertEquals(List.of("r"), routes.stream().map(RouteStatus::getRoute).toList());
        RouteStatus route = routes.get(0);
        assertEquals(
                Map.of(
                        "PREPARED",
                        0,
                        "ELIGIBLE",
                        2,
                        "IN_DELIVERY",
                        0,
                        "DEFERRED",
                        0,
                        "FAILED",
                        1,
                        "PARKED",
                        0,
                        "EXPIRED",
                        0),
                route.getMessages());
        assertEquals(NOW.toString(), route.getDue());
        assertFalse(route.isActive());
        assertFalse(route.isPaused());
        assertFalse(route.isSuspended());
        assertNull(route.getUnreachableUntil());
    }

    @Test
    void messages_areListedByStateAndFromAPlace() throws IOException {
        String first = add("b@to.test");
        String refused = addRefused("c@to.test");
        String last = add("d@to.test");

        assertEquals(List.of(first, refused, last), ids(seen.list("r", null, null, 10)));
        assertEquals(List.of(refused), ids(seen.list("r", "FAILED", "", 10)));
        assertEquals(List.of(refused), ids(seen.list("r", "", first, 1)));
        assertEquals(List.of(), ids(seen.list("other", "", "", 10)));
        assertTold("is no state; give one of", () -> seen.list("r", "LOST", null, 1));
        assertTold("16 hexadecimal digits", () -> seen.list("r", null, "x", 1));
    }

    private static List<String> ids(List<MessageStatus> messages) {
        return messages.stream().map(MessageStatus::getId).toList();
    }

    @Test
    void message_isShownWithItsHeaderAndReplies_andItsContentWhenAsked() throws IOException {
        String id = addRefused("c@to.test");

        String shown = seen.show(id);

        assertTrue(shown.startsWith(id + " FAILED of route r, 64 octets\n"), shown);
        assertTrue(shown.contains("from <a@from.test> to\nc@to.test: 550 5.1.1 who?\n"), shown);
        assertTrue(shown.contains("Subject: Order\n"), shown);
        assertFalse(shown.contains("on its way"), shown);
        assertTrue(seen.content(id).endsWith("\r\n\r\nIt is on its way.\r\n"));
        assertTold("is not there", () -> seen.show("00000000000000ff"));
    }

    @Test
    void failedMessages_areTriedAgain_oneOrAll() throws IOException {
        String one = addRefused("b@to.test");
        String other = addRefused("c@to.test");
        seen.retry(one);
        assertEquals(List.of(one), ids(seen.list("r", "DEFERRED", null, 10)));
        assertEquals(1, seen.retryAll("r", "FAILED"));
        assertEquals(List.of(one, other), ids(seen.list("r", "DEFERRED", null, 10)));
        assertTold("is no state", () -> seen.retryAll("r", "all"));
    }

    @Test
    void removedMessage_isGone() throws IOException {
        String id = addRefused("b@to.test");
        seen.remove(id);
        assertEquals(List.of(), ids(seen.list("r", null, null, 10)));
        assertThrows(IOException.class, () -> seen.remove(id));
    }

    @Test
    void routeThatIsNotActive_cannotBePaused() {
        assertTold("is not active", () -> seen.pause("r"));
        assertTold("is not active", () -> seen.resume("r"));
    }

    @Test
    void preparedBranch_isShown_andDecided() throws IOException {
        outbox.prepare("r", XID, List.of(message("b@to.test")));
        assertEquals(List.of("7:01:02 PREPARED since " + NOW + ", 1 messages"), seen.branches("r"));
        seen.decide("r", "7:01:02", true);
        assertEquals(1, seen.list("r", "ELIGIBLE", null, 10).size());
        assertThrows(IOException.class, () -> seen.decide("r", "7:01:02", false));
        assertTold("is not there", () -> seen.decide("r", "7:01:03", false));
    }

    @Test
    void subscriptions_areShown_andRemovedWhenNobodyUsesThem() throws IOException {
        DurableSubscription failures = new DurableSubscription(
                "failures",
                Optional.of("r"),
                Set.of(DeliveryEvent.Kind.FAILED, DeliveryEvent.Kind.EXPIRED),
                Duration.ofDays(1));
        outbox.subscriptions().activate(failures);
        addRefused("b@to.test");

        SubscriptionStatus shown = seen.getSubscriptions().get(0);
        assertEquals("failures", shown.getName());
        assertEquals("r", shown.getRoute());
        assertEquals(List.of("FAILED", "EXPIRED"), shown.getKinds());
        assertEquals(86_400_000, shown.getRetention());
        assertTrue(shown.isActive());
        assertEquals(NOW.toString(), shown.getUsed());
        assertEquals(1, shown.getEvents());
        assertTold("in use", () -> seen.removeSubscription("failures"));

        outbox.subscriptions().deactivate("failures");
        seen.removeSubscription("failures");
        assertEquals(List.of(), seen.getSubscriptions());
        assertTold("failures", () -> seen.removeSubscription("failures"));
    }
}
