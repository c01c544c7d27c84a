package org.postbound.ra;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.ResourceAdapterInternalException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postbound.Disposition;
import org.postbound.SmtpConfigurationException;
import org.postbound.SmtpConnection;
import org.postbound.SmtpConnectionFactory;
import org.postbound.outbox.InMemoryOutbox;
import org.postbound.smtp.ScriptedServer;

/** Several adapters of one class loader, as containers make them, on one outbox. */
class RoutesTest {
    private final InMemoryOutbox outbox = new InMemoryOutbox(Clock.systemUTC());
    private final OpenOutboxes outboxes =
            new OpenOutboxes(config -> new OpenOutboxes.Opened(outbox, () -> {}, () -> {}));
    private final List<Adapter> adapters = new ArrayList<>();

    /** One of the adapters, with threads of its own. */
    private final class Adapter {
        final SmtpResourceAdapter bean = new SmtpResourceAdapter(outboxes);
        final StubWorkManager works = new StubWorkManager();

        Adapter() {
            bean.setOutboxDirectory("in-memory");
            adapters.add(this);
        }

        Adapter start() throws ResourceException {
            bean.start(new StubBootstrap(works, new StubRegistry()));
            return this;
        }

        SmtpManagedConnectionFactory factory(int port) throws ResourceException {
            SmtpManagedConnectionFactory factory = new SmtpManagedConnectionFactory();
            StubContainer.configure(factory, port);
            factory.setAsynchronous(true);
            factory.setDeliveryConnections(1);
            factory.setResourceAdapter(bean);
            return factory;
        }

        SmtpConnectionFactory activate(int port) throws ResourceException {
            return factory(port).createConnectionFactory();
        }

        long couriers() {
            return works.works().stream()
                    .map(LongWork.class::cast)
                    .filter(work -> work.name().startsWith("postbound-courier-"))
                    .count();
        }
    }

    private Adapter startAdapter() throws ResourceException {
        return new Adapter().start();
    }

    @AfterEach
    void stopAll() {
        adapters.forEach(adapter -> adapter.bean.stop());
        adapters.forEach(adapter -> adapter.works.awaitEnd());
    }

    private static String refused(SmtpManagedConnectionFactory factory) {
        ResourceException refusal = assertThrows(ResourceException.class, factory::createConnectionFactory);
        SmtpConfigurationException cause = assertInstanceOf(SmtpConfigurationException.class, refusal.getCause());
        assertEquals("Name", cause.property());
        return cause.getMessage();
    }

    private static SmtpManagedConnectionFactory alice(Adapter adapter, String password) throws ResourceException {
        SmtpManagedConnectionFactory factory = adapter.factory(1);
        factory.setUserName("alice");
        factory.setPassword(password);
        return factory;
    }

    @Test
    void secondConfigurationOfAName_isRefused_namingBoth() throws Exception {
        Adapter adapter = startAdapter();
        alice(adapter, "wonder-land").createConnectionFactory();
        SmtpManagedConnectionFactory other = adapter.factory(2);
        other.setServerName("relay.test");
        other.setSecurity("STARTTLS");

        String message = refused(other);

        assertTrue(message.contains("\"default\""), message);
        assertTrue(message.contains("localhost:1 (NONE, password of alice)"), message);
        assertTrue(message.contains("relay.test:2 (STARTTLS, no user)"), message);
        assertTrue(message.contains("ServerName, PortNumber, Security, UserName or its secret."), message);
        assertTrue(
                message.endsWith(
                        "Give one of them another Name, or both the same properties; if the properties of one were"
                                + " changed, restart the adapter"),
                message);
        assertFalse(message.contains("wonder-land"), message);
    }

    @Test
    void configurationsThatDifferInASecretAlone_areRefused_withoutShowingIt() throws Exception {
        Adapter adapter = startAdapter();
        alice(adapter, "wonder-land").createConnectionFactory();
        SmtpManagedConnectionFactory other = alice(adapter, "looking-glass");

        String message = refused(other);

        assertTrue(message.contains("they differ in UserName or its secret."), message);
        assertFalse(message.contains("wonder-land") || message.contains("looking-glass"), message);
    }

    @Test
    void secondConfigurationOfAName_isRefused_fromAnotherAdapterToo() throws Exception {
        startAdapter().activate(1);
        Adapter other = startAdapter();
        String message = refused(other.factory(2));
        assertTrue(message.contains("localhost:1") && message.contains("localhost:2"), message);
        other.activate(1);
    }

    @Test
    void secondConfigurationOfAName_isRefused_beforeTheStartToo() throws Exception {
        Adapter adapter = new Adapter();
        adapter.activate(1);
        refused(adapter.factory(2));
        adapter.start();
        assertEquals(1, adapter.couriers());
    }

    @Test
    void adapterWhoseRouteIsTaken_doesNotStart() throws Exception {
        startAdapter().activate(1);
        Adapter late = new Adapter();
        late.activate(2);
        ResourceAdapterInternalException refusal = assertThrows(ResourceAdapterInternalException.class, late::start);
        assertInstanceOf(SmtpConfigurationException.class, refusal.getCause());
        late.works.awaitEnd();
    }

    /** Payara asks at each look-up. */
    @Test
    void sameConfigurationAgain_isTheSameRoute() throws Exception {
        Adapter one = startAdapter();
        SmtpManagedConnectionFactory factory = one.factory(1);
        factory.createConnectionFactory();
        factory.createConnectionFactory();
        one.activate(1);
        Adapter other = startAdapter();
        other.activate(1);
        assertEquals(1, one.couriers());
        assertEquals(0, other.couriers());
    }

    @Test
    void anotherName_isAnotherRoute() throws Exception {
        Adapter adapter = startAdapter();
        adapter.activate(1);
        SmtpManagedConnectionFactory news = adapter.factory(2);
        news.setName("news");
        news.createConnectionFactory();
        assertEquals(2, adapter.couriers());
    }

    @Test
    void route_hasAsManyCouriersAsConnections() throws Exception {
        Adapter adapter = startAdapter();
        SmtpManagedConnectionFactory factory = adapter.factory(1);
        factory.setDeliveryConnections(3);
        factory.createConnectionFactory();
        assertEquals(3, adapter.couriers());
    }

    @Test
    void nameOfAnAdapterThatHasStopped_isFree() throws Exception {
        Adapter one = startAdapter();
        one.activate(1);
        Adapter other = startAdapter();
        refused(other.factory(2));
        one.bean.stop();
        other.activate(2);
        assertEquals(1, other.couriers());
    }

    @Test
    void withoutAnOutbox_aNameIsButAName() throws Exception {
        Adapter adapter = new Adapter();
        adapter.bean.setOutbox("NONE");
        adapter.start();
        for (int port = 1; port < 3; port++) {
            SmtpManagedConnectionFactory factory = adapter.factory(port);
            factory.setAsynchronous(false);
            factory.createConnectionFactory();
        }
        assertEquals(0, adapter.couriers());
    }

    @Test
    void adapterThatStays_takesOver() throws Exception {
        CountDownLatch accepted = new CountDownLatch(1);
        try (ScriptedServer server = ScriptedServer.start(client -> {
            client.greet().takeMessage("b@to.test");
            client.reply("250 queued");
            accepted.countDown();
        })) {
            Adapter one = startAdapter();
            one.activate(server.port());
            Adapter other = startAdapter();
            SmtpConnectionFactory mail = other.activate(server.port());
            Adapter idle = startAdapter();

            one.bean.stop();
            one.works.awaitEnd();

            assertEquals(1, other.couriers());
            assertEquals(0, idle.couriers());
            store(mail);
            assertTrue(accepted.await(50, TimeUnit.SECONDS));
        }
    }

    private static void store(SmtpConnectionFactory mail) {
        try (SmtpConnection connection = mail.getConnection()) {
            assertEquals(Disposition.STORED, StubContainer.send(connection).disposition());
        }
    }

    @Test
    void adapterWithoutACourier_stopsWithoutDisturbingIt() throws Exception {
        Adapter one = startAdapter();
        one.activate(1);
        Adapter other = startAdapter();
        other.activate(1);
        other.bean.stop();
        assertEquals(1, one.couriers());
        refused(startAdapter().factory(2));
    }

    @Test
    void adapterWithoutAFreeThread_leavesTheCourierToAnother() throws Exception {
        Adapter one = startAdapter();
        one.works.refuse();
        one.activate(1);
        Adapter other = startAdapter();
        other.activate(1);
        assertEquals(1, other.couriers());
    }

    /** The link bounds its writes until the end, so that what is under way is not left half sent. */
    @Test
    void messageUnderWay_isFinishedWhenTheAdapterStops() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch stopping = new CountDownLatch(1);
        CompletableFuture<Void> accepted = new CompletableFuture<>();
        try (ScriptedServer server = ScriptedServer.start(client -> {
            client.greet();
            client.on("MAIL FROM:<a@from.test>", "250 ok").on("RCPT TO:<b@to.test>", "250 ok");
            client.expect("DATA");
            asked.countDown();
            assertTrue(stopping.await(50, TimeUnit.SECONDS));
            client.reply("354 go on").content();
            client.reply("250 queued");
            accepted.complete(null);
        })) {
            Adapter adapter = startAdapter();
            store(adapter.activate(server.port()));
            assertTrue(asked.await(50, TimeUnit.SECONDS));
            Thread stop = new Thread(adapter.bean::stop, "stop");
            stop.start();
            while (stop.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
            }
            stopping.countDown();
            accepted.get(50, TimeUnit.SECONDS);
            stop.join();
            assertEquals(Optional.empty(), outbox.nextDue("default"));
        }
    }
}
