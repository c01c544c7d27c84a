package org.postbound.ra;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postbound.DeliveryEvent;
import org.postbound.Envelope;
import org.postbound.mime.RenderedMessage;
import org.postbound.mime.WireMessage;
import org.postbound.outbox.Attempt;
import org.postbound.outbox.Due;
import org.postbound.outbox.DurableSubscription;
import org.postbound.outbox.InMemoryOutbox;
import org.postbound.outbox.Outbox;
import org.postbound.outbox.OutboxId;
import org.postbound.tx.Acknowledgements;

/** An activation and a container, on one thread; pauses are of milliseconds. */
class EventDeliveryTest {
    private static final Pauses SHORT = new Pauses(Duration.ofMillis(1), Duration.ofMillis(4));

    private final InMemoryOutbox outbox = new InMemoryOutbox(Clock.systemUTC());
    private final Acknowledgements acknowledgements = new Acknowledgements(outbox.subscriptions());
    private final StubWorkManager works = new StubWorkManager();
    private final List<EventDelivery> deliveries = new ArrayList<>();

    EventDeliveryTest() {
        outbox.subscriptions()
                .activate(new DurableSubscription(
                        "billing", Optional.empty(), EnumSet.allOf(DeliveryEvent.Kind.class), Duration.ofDays(1)));
    }

    @AfterEach
    void stop() {
        deliveries.forEach(EventDelivery::stop);
        deliveries.forEach(delivery -> delivery.awaitEnd(Duration.ofSeconds(20)));
        works.awaitEnd();
    }

    private EventDelivery start(StubEndpoints endpoints) throws Exception {
        EventDelivery delivery = new EventDelivery(
                outbox.subscriptions(), acknowledgements, "billing", endpoints, SHORT, Clock.systemUTC());
        deliveries.add(delivery);
        new LongWork("events", delivery, delivery::stop).schedule(works);
        return delivery;
    }

    private String accept() {
        OutboxId id = outbox.newId();
        WireMessage message = WireMessage.of(StubContainer.message(1));
        outbox.add(
                "default",
                List.of(new Outbox.Stored(id, new RenderedMessage(Envelope.of("a@from.test", "b@to.test"), message))));
        List<Due> due = outbox.takeDue("default", Instant.MAX, 1);
        outbox.settle(due.get(0).id(), Attempt.accepted(Instant.now(), List.of()))
                .await();
        return id.toString();
    }

    private void awaitNoEvents() throws InterruptedException {
        CountDownLatch none = new CountDownLatch(1);
        Runnable look = () -> {
            if (outbox.subscriptions().list().get(0).events() == 0) {
                none.countDown();
            }
        };
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        look.run();
        while (!none.await(1, TimeUnit.MILLISECONDS) && System.nanoTime() < end) {
            look.run();
        }
        assertEquals(0, none.getCount(), "events are still kept");
    }

    @ParameterizedTest
    @ValueSource(strings = {"transacted", "in two phases", "not transacted"})
    void eventsAreToldInOrder_andAcknowledged(String how) throws Exception {
        StubEndpoints endpoints =
                new StubEndpoints(!how.equals("not transacted"), how.equals("in two phases"), event -> true);
        String first = accept();
        start(endpoints);
        assertEquals(first, endpoints.next().outboxId());
        String second = accept();
        assertEquals(second, endpoints.next().outboxId());
        awaitNoEvents();
        stop();
        assertEquals(
                List.of("before onDelivery", "on", "after", "before onDelivery", "on", "after"),
                endpoints.calls.subList(0, 6));
        assertEquals(0, endpoints.open.get());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void beanThatThrows_isToldAgain_andAfterDeliveryIsCalled(boolean transacted) throws Exception {
        AtomicInteger failures = new AtomicInteger(5);
        StubEndpoints endpoints = new StubEndpoints(transacted, event -> {
            if (failures.getAndDecrement() > 0) {
                throw new IllegalArgumentException("no database");
            }
            return true;
        });
        String message = accept();
        start(endpoints);
        for (int i = 0; i < 6; i++) {
            assertEquals(message, endpoints.next().outboxId());
        }
        awaitNoEvents();
        assertEquals(6, endpoints.calls.stream().filter("after"::equals).count());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void containerThatCommitsAfterAFailure_acknowledgesNothing(boolean twoPhases) throws Exception {
        AtomicBoolean first = new AtomicBoolean(true);
        StubEndpoints endpoints = new StubEndpoints(true, twoPhases, event -> {
            if (first.getAndSet(false)) {
                throw new IllegalStateException("the component is being stopped");
            }
            return true;
        });
        endpoints.commitsAfterFailures = true;
        String message = accept();
        start(endpoints);
        assertEquals(message, endpoints.next().outboxId());
        assertEquals(message, endpoints.next().outboxId());
        awaitNoEvents();
    }

    @Test
    void error_isTheBeansFailure_too() throws Exception {
        AtomicBoolean first = new AtomicBoolean(true);
        StubEndpoints endpoints = new StubEndpoints(true, event -> {
            if (first.getAndSet(false)) {
                throw new LinkageError("an old library");
            }
            return true;
        });
        accept();
        start(endpoints);
        endpoints.next();
        endpoints.next();
        awaitNoEvents();
    }

    @Test
    void transactionThatRollsBackInSilence_acknowledgesNothing() throws Exception {
        AtomicBoolean first = new AtomicBoolean(true);
        StubEndpoints endpoints = new StubEndpoints(true, event -> !first.getAndSet(false));
        accept();
        start(endpoints);
        endpoints.next();
        endpoints.next();
        awaitNoEvents();
    }

    @Test
    void eventThatAlwaysFails_doesNotStopOthers() throws Exception {
        String poison = accept();
        StubEndpoints endpoints =
                new StubEndpoints(true, event -> !event.outboxId().equals(poison));
        String next = accept();
        start(endpoints);
        assertEquals(poison, endpoints.next().outboxId());
        DeliveryEvent event = endpoints.next();
        while (event.outboxId().equals(poison)) {
            event = endpoints.next();
        }
        assertEquals(next, event.outboxId());
    }

    @Test
    void endpointThatIsUnavailable_isAskedAgain() throws Exception {
        StubEndpoints endpoints = new StubEndpoints(true, event -> true);
        endpoints.unavailable.set(3);
        String message = accept();
        start(endpoints);
        assertEquals(message, endpoints.next().outboxId());
        awaitNoEvents();
    }

    @Test
    void endpointThatFailsByAnError_isAskedAgain() throws Exception {
        StubEndpoints endpoints = new StubEndpoints(true, event -> true);
        endpoints.broken.set(3);
        String message = accept();
        start(endpoints);
        assertEquals(message, endpoints.next().outboxId());
        awaitNoEvents();
    }

    @Test
    void deliveryThatCannotBegin_isTriedAgain_withoutTheBean() throws Exception {
        StubEndpoints endpoints = new StubEndpoints(true, event -> true);
        endpoints.notBeginning.set(2);
        String message = accept();
        start(endpoints);
        assertEquals(message, endpoints.next().outboxId());
        awaitNoEvents();
        stop();
        assertEquals(
                List.of("before onDelivery", "before onDelivery", "before onDelivery", "on", "after"), endpoints.calls);
        assertEquals(0, endpoints.open.get());
    }

    @Test
    void beanThatDoesNotEnd_isWaitedForNoLongerThanThat() throws Exception {
        CountDownLatch called = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        StubEndpoints endpoints = new StubEndpoints(true, event -> {
            called.countDown();
            return awaitUninterruptibly(end);
        });
        accept();
        EventDelivery delivery = start(endpoints);
        assertTrue(called.await(20, TimeUnit.SECONDS));
        delivery.stop();
        delivery.awaitEnd(Duration.ofMillis(1));
        assertEquals(1, outbox.subscriptions().list().get(0).events());
        end.countDown();
        delivery.awaitEnd(Duration.ofSeconds(20));
        assertEquals(0, outbox.subscriptions().list().get(0).events());
    }

    private static boolean awaitUninterruptibly(CountDownLatch latch) {
        try {
            return latch.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void deliveryThatStops_endsTheEventUnderWay() throws Exception {
        CountDownLatch stopping = new CountDownLatch(1);
        StubEndpoints endpoints = new StubEndpoints(true, event -> {
            stopping.countDown();
            return true;
        });
        accept();
        EventDelivery delivery = start(endpoints);
        assertTrue(stopping.await(20, TimeUnit.SECONDS));
        delivery.stop();
        delivery.awaitEnd(Duration.ofSeconds(20));
        assertEquals(0, outbox.subscriptions().list().get(0).events());
        accept();
        assertEquals(1, outbox.subscriptions().list().get(0).events());
    }

    @Test
    void beanRuns_withoutTheClassLoaderOfWhoeverActivatedIt() throws Exception {
        CompletableFuture<ClassLoader> seen = new CompletableFuture<>();
        StubEndpoints endpoints = new StubEndpoints(
                true, event -> seen.complete(Thread.currentThread().getContextClassLoader()));
        accept();
        Thread.currentThread().setContextClassLoader(new ClassLoader(getClass().getClassLoader()) {});
        try {
            start(endpoints);
        } finally {
            Thread.currentThread().setContextClassLoader(getClass().getClassLoader());
        }
        assertEquals(SmtpResourceAdapter.class.getClassLoader(), seen.get(20, TimeUnit.SECONDS));
    }

    @Test
    void pauses_doubleUpToTheLongest() {
        Pauses pauses = new Pauses(Duration.ofSeconds(1), Duration.ofMinutes(10));
        assertEquals(Duration.ofSeconds(1), pauses.after(0));
        assertEquals(Duration.ofSeconds(8), pauses.after(3));
        assertEquals(Duration.ofMinutes(10), pauses.after(10));
        assertEquals(Duration.ofMinutes(10), pauses.after(Integer.MAX_VALUE));
    }
}
