package org.postbound.ra;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import javax.management.JMX;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.postbound.DeliveryEvent;
import org.postbound.DeliveryOptions;
import org.postbound.Envelope;
import org.postbound.RecipientOutcome;
import org.postbound.SmtpReply;
import org.postbound.config.Retention;
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
    private final InMemoryOutbox outbox =
            new InMemoryOutbox(clock, new Retention(Duration.ofDays(1), Duration.ofDays(1)));
    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    private final Routes routes = new Routes(outbox);
    private OutboxMonitor monitor;
    private ObjectName name;
    private OutboxMXBean seen;

    @TempDir
    Path directory;

    @BeforeEach
    void register() throws Exception {
        name = new ObjectName("org.postbound.test:type=Outbox,test=" + System.identityHashCode(this));
        monitor = new OutboxMonitor(outbox, routes, clock);
        server.registerMBean(monitor, name);
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

    /** One that no courier takes, however late the test is run. */
    private Stored held(String recipient) {
        Stored stored = message(recipient);
        Envelope envelope = stored.message().envelope();
        DeliveryOptions options = new DeliveryOptions(
                Optional.empty(),
                Optional.empty(),
                false,
                OptionalInt.empty(),
                Optional.of(Instant.parse("9999-01-01T00:00:00Z")),
                Optional.empty());
        return new Stored(
                stored.id(),
                new RenderedMessage(
                        new Envelope(envelope.reversePath(), envelope.forwardPaths(), options),
                        stored.message().message()));
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
    void parkedMessage_isReleased_orAllAre() throws IOException {
        String one = add("b@to.test");
        String other = add("c@to.test");
        seen.park(one);
        assertEquals(1, seen.parkAll("r", "ELIGIBLE"));
        assertEquals(List.of(one, other), ids(seen.list("r", "PARKED", null, 10)));
        seen.release(one);
        assertEquals(List.of(one), ids(seen.list("r", "DEFERRED", null, 10)));
        assertThrows(IOException.class, () -> seen.release(one));
        assertEquals(1, seen.retryAll("r", "PARKED"));
        assertTold("is no state", () -> seen.parkAll("r", "all"));
    }

    @Test
    void recipient_isCorrected() throws IOException {
        String id = addRefused("b@to.test");
        seen.changeRecipient(id, "b@to.test", "c@to.test");
        MessageStatus corrected = seen.list("r", "DEFERRED", null, 1).get(0);
        assertEquals(List.of("c@to.test: not asked yet"), corrected.getRecipients());
    }

    @Test
    void message_isExported_andNothingIsOverwritten() throws IOException {
        String id = add("b@to.test");
        Path file = directory.resolve("order.eml");
        seen.export(id, file.toString());
        assertEquals(seen.content(id), Files.readString(file, StandardCharsets.ISO_8859_1));
        assertThrows(FileAlreadyExistsException.class, () -> seen.export(id, file.toString()));
        assertTold(
                "ends in .eml",
                () -> seen.export(id, directory.resolve("order.war").toString()));
        assertTold(
                "is not there",
                () -> seen.export(
                        "00000000000000ff", directory.resolve("new.eml").toString()));
        assertFalse(Files.exists(directory.resolve("new.eml")));
        assertEquals(1, seen.exportAll("r", "ELIGIBLE", directory.resolve("all").toString()));
        assertTrue(Files.exists(directory.resolve("all").resolve(id + ".eml")));
    }

    @Test
    void routeThatIsPaused_isShown_andResumed_alsoIfItIsNotActive() throws IOException {
        add("b@to.test");
        seen.pause("r");

        RouteStatus route = seen.getRoutes().get(0);
        assertTrue(route.isPaused());
        assertEquals(NOW.toString(), route.getPausedSince());
        assertEquals(0, route.getOldestWaiting());

        seen.resume("r");
        assertFalse(seen.getRoutes().get(0).isPaused());
        assertNull(seen.getRoutes().get(0).getPausedSince());
        assertTold("is not active and has no mail; there are [r]", () -> seen.pause("R"));
        assertTold("is neither paused nor active; paused are [], active are []", () -> seen.resume("r"));
    }

    @Test
    void routeThatIsNotActive_isNoPlaceForMail_norDrained() {
        String id = add("b@to.test");
        assertTold("route \"s\" is not active", () -> seen.move(id, "s"));
        assertTold("route \"s\" is not active", () -> seen.moveAll("r", "ELIGIBLE", "s"));
        assertTold("route \"r\" is not active", () -> seen.drain("r", 1));
        assertTold("seconds is -1", () -> seen.drain("r", -1));
    }

    @Test
    void mailOfAnInactiveRoute_isMovedToAnActiveOne() throws Exception {
        String one = add("b@to.test");
        String other = add("c@to.test");
        Routes.Part part = activate("s");
        try {
            seen.pause("s");
            seen.move(one, "s");
            assertEquals(1, seen.moveAll("r", "ELIGIBLE", "s"));
            assertEquals(List.of(one, other), ids(seen.list("s", "ELIGIBLE", null, 10)));
            RouteStatus active = seen.getRoutes().get(0);
            assertEquals("s", active.getRoute());
            assertTrue(active.isActive());
            assertEquals(0, active.getSessionsOpen());
            assertEquals(0, active.getAccepted());
        } finally {
            part.stop();
        }
    }

    @Test
    void emptyRoute_isDrainedAtOnce_andPaused() throws Exception {
        Routes.Part part = activate("s");
        try {
            assertEquals(0, seen.drain("s", 60));
            assertTrue(seen.getRoutes().get(0).isPaused());
        } finally {
            part.stop();
        }
    }

    @Test
    void outboxThatIsClosed_endsADrain_withoutAPause() throws Exception {
        Routes.Part part = activate("r");
        try {
            outbox.add("r", List.of(held("b@to.test")));
            monitor.close();
            assertTold("route \"r\" is not paused", () -> seen.drain("r", 3600));
            assertFalse(seen.getRoutes().get(0).isPaused());
        } finally {
            part.stop();
        }
    }

    /** With nobody behind the port, and no thread to look. */
    private Routes.Part activate(String route) throws Exception {
        SmtpManagedConnectionFactory factory = new SmtpManagedConnectionFactory();
        StubContainer.configure(factory, 1);
        factory.setName(route);
        Routes.Part part = routes.join(new StubWorkManager());
        part.activate(FactoryContext.unmanaged(new ConfigReader(factory).read()));
        return part;
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

    @Test
    void sentMail_isListedAndFound() throws Exception {
        add("b@to.test");
        add("c@to.test");
        for (Due due : outbox.takeDue("r", Instant.MAX, 10)) {
            RecipientOutcome outcome = RecipientOutcome.of(
                    due.envelope().forwardPaths().get(0).address(), new SmtpReply(250, List.of("2.0.0 queued")));
            outbox.settle(due.id(), Attempt.accepted(NOW, List.of(outcome))).await();
        }
        SentStatus first = seen.sent("r", "", 1).get(0);
        assertEquals(List.of("b@to.test: 250 2.0.0 queued"), first.getRecipients());
        assertEquals("a@from.test", first.getReversePath());
        assertEquals("<1@from.test>", first.getMessageId());
        assertEquals("r", first.getRoute());
        assertEquals(1, first.getAttempts());
        assertEquals(NOW.toString(), first.getStored());
        assertEquals(NOW.toString(), first.getAccepted());
        List<SentStatus> rest = seen.sent("r", first.getEntry(), 10);
        assertEquals(1, rest.size());
        assertFalse(rest.get(0).getId().equals(first.getId()));
        assertEquals(2, seen.findSent("<1@from.test>").size());
        assertEquals(List.of(), seen.sent("s", null, 10));
    }
}
