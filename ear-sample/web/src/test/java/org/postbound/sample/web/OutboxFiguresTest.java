package org.postbound.sample.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.management.MBeanException;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

class OutboxFiguresTest {
    private static final String OUTBOX = "org.postbound:outbox=\"/data\",type=Outbox";
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    private final MBeanServer beans = MBeanServerFactory.newMBeanServer();
    private final OutboxFigures figures = new OutboxFigures(beans, Clock.fixed(NOW, ZoneOffset.UTC));
    private final List<String> performed = new ArrayList<>();

    /** What the adapter registers, as far as the page needs it. */
    public interface OutboxMXBean {
        List<RouteStatus> getRoutes() throws IOException;

        List<MessageStatus> list(String route, String state, String after, int most) throws IOException;

        void retry(String id) throws IOException;

        void remove(String id) throws IOException;
    }

    /** What the adapter registers for a connection factory, as far as the page needs it. */
    public interface FactoryMXBean {
        String getServer();

        String getLastError();
    }

    /** How much mail a route has. */
    public interface RouteStatus {
        String getRoute();

        Map<String, Integer> getMessages();

        boolean isActive();

        boolean isPaused();

        String getUnreachableUntil();
    }

    /** A message. */
    public interface MessageStatus {
        String getId();

        String getState();

        List<String> getRecipients();

        int getAttempts();

        String getStored();

        String getDue();

        String getRemark();
    }

    private record Route(String getRoute, Map<String, Integer> getMessages, String getUnreachableUntil)
            implements RouteStatus {
        @Override
        public boolean isActive() {
            return true;
        }

        @Override
        public boolean isPaused() {
            return false;
        }
    }

    private record Message(String getId, String getState, String recipient, String getRemark) implements MessageStatus {
        @Override
        public List<String> getRecipients() {
            return List.of(recipient);
        }

        @Override
        public int getAttempts() {
            return 1;
        }

        @Override
        public String getStored() {
            return "2026-01-02T03:04:00Z";
        }

        @Override
        public String getDue() {
            return "2026-01-02T03:04:10Z";
        }
    }

    /** An outbox; it knows the message 1. */
    private record Outbox(List<RouteStatus> getRoutes, List<MessageStatus> messages, List<String> performed)
            implements OutboxMXBean {
        @Override
        public List<MessageStatus> list(String route, String state, String after, int most) {
            return messages.stream()
                    .filter(message -> message.getState().equals(state))
                    .limit(most)
                    .toList();
        }

        @Override
        public void retry(String id) throws IOException {
            perform("retry", id);
        }

        @Override
        public void remove(String id) throws IOException {
            perform("remove", id);
        }

        private void perform(String what, String id) throws IOException {
            if (!"1".equals(id)) {
                throw new IOException("message " + id + " is not there");
            }
            performed.add(what);
        }
    }

    /** A connection factory. */
    private record Factory(String getServer, String getLastError) implements FactoryMXBean {}

    @Test
    void serverWithoutOutbox_showsNothing() throws Exception {
        assertEquals(json("""
                {"now": "2026-01-02T03:04:05Z", "routes": [], "messages": []}"""), figures.read());
    }

    @Test
    void routeAndItsMessages_areShown() throws Exception {
        register(
                List.of(new Route("orders", Map.of("ELIGIBLE", 0, "FAILED", 1, "PREPARED", 3), null)),
                List.of(new Message("1", "FAILED", "jo@example.org: 550 no", "refused")));

        assertEquals(json("""
                {"now": "2026-01-02T03:04:05Z",
                 "routes": [{
                   "outbox": "org.postbound:outbox=\\"/data\\",type=Outbox",
                   "route": "orders",
                   "messages": {"IN_DELIVERY": 0, "ELIGIBLE": 0, "DEFERRED": 0, "FAILED": 1, "PARKED": 0, "EXPIRED": 0},
                   "active": true,
                   "paused": false}],
                 "messages": [{
                   "outbox": "org.postbound:outbox=\\"/data\\",type=Outbox",
                   "route": "orders",
                   "id": "1",
                   "state": "FAILED",
                   "recipients": ["jo@example.org: 550 no"],
                   "attempts": 1,
                   "stored": "2026-01-02T03:04:00Z",
                   "due": "2026-01-02T03:04:10Z",
                   "remark": "refused"}]}"""), figures.read());
    }

    @Test
    void serverThatIsNotReached_isShownWithTheLatestErrorOfTheRoute() throws Exception {
        register(List.of(new Route("orders", Map.of(), "2026-01-02T03:04:09Z")), List.of());
        registerFactory("\"/data\",route=\"orders\"", "2026-01-02T03:04:01Z earlier");
        registerFactory("\"/data\",route=\"orders\",instance=2", "2026-01-02T03:04:04Z refused");
        registerFactory("\"/data\",route=\"news\"", "2026-01-02T03:04:05Z of another route");
        registerFactory("\"/other\",route=\"orders\"", "2026-01-02T03:04:05Z of another outbox");

        JsonObject route = figures.read().getJsonArray("routes").getJsonObject(0);
        assertEquals("2026-01-02T03:04:09Z", route.getString("unreachableUntil"));
        assertEquals("localhost:25", route.getString("server"));
        assertEquals("2026-01-02T03:04:04Z refused", route.getString("lastError"));
    }

    @Test
    void manyMessages_areCountedAndSomeListed() throws Exception {
        int many = 5 * OutboxFigures.MOST;
        register(
                List.of(new Route("orders", Map.of("ELIGIBLE", many), null)),
                Stream.iterate(1, id -> id + 1)
                        .limit(many)
                        .<MessageStatus>map(
                                id -> new Message(id.toString(), "ELIGIBLE", "jo@example.org: not asked yet", ""))
                        .toList());

        JsonArray messages = figures.read().getJsonArray("messages");
        assertEquals(OutboxFigures.MOST, messages.size());
        assertEquals("1", messages.getJsonObject(0).getString("id"));
        assertEquals(
                many,
                figures.read()
                        .getJsonArray("routes")
                        .getJsonObject(0)
                        .getJsonObject("messages")
                        .getInt("ELIGIBLE"));
    }

    @Test
    void action_isPerformed() throws Exception {
        register(List.of(), List.of());

        assertTrue(figures.perform(OutboxFigures.Action.RETRY, OUTBOX, "1"));
        assertTrue(figures.perform(OutboxFigures.Action.REMOVE, OUTBOX, "1"));
        assertEquals(List.of("retry", "remove"), performed);
    }

    @Test
    void actionOnMessageThatIsGone_isThrownWithItsCause() throws Exception {
        register(List.of(), List.of());

        MBeanException e =
                assertThrows(MBeanException.class, () -> figures.perform(OutboxFigures.Action.RETRY, OUTBOX, "2"));
        assertEquals("message 2 is not there", Beans.told(e).getMessage());
    }

    @Test
    void actionOnAnotherMBean_isNotPerformed() throws Exception {
        Outbox other = new Outbox(List.of(), List.of(), performed);
        beans.registerMBean(other, new ObjectName("other:type=Outbox"));

        assertFalse(figures.perform(OutboxFigures.Action.RETRY, "other:type=Outbox", "1"));
        assertEquals(List.of(), performed);
    }

    private void register(List<RouteStatus> routes, List<MessageStatus> messages) throws Exception {
        beans.registerMBean(new Outbox(routes, messages, performed), new ObjectName(OUTBOX));
    }

    private void registerFactory(String keys, String lastError) throws Exception {
        beans.registerMBean(
                new Factory("localhost:25", lastError),
                new ObjectName("org.postbound:type=ConnectionFactory,outbox=" + keys));
    }

    private static JsonObject json(String text) {
        return Json.createReader(new StringReader(text)).readObject();
    }
}
