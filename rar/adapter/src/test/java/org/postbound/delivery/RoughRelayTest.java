package org.postbound.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postbound.Envelope;
import org.postbound.OutboxException;
import org.postbound.Security;
import org.postbound.SmtpConnectionSpec;
import org.postbound.SmtpException;
import org.postbound.config.Credentials;
import org.postbound.config.DeliveryConfig;
import org.postbound.config.OutboxConfig;
import org.postbound.config.SessionConfig;
import org.postbound.config.SessionLimits;
import org.postbound.config.Timeouts;
import org.postbound.config.Tls;
import org.postbound.delivery.RoughRelay.Mood;
import org.postbound.mime.RenderedMessage;
import org.postbound.mime.WireMessage;
import org.postbound.outbox.Attempt;
import org.postbound.outbox.Due;
import org.postbound.outbox.Journals;
import org.postbound.outbox.Kept;
import org.postbound.outbox.Outbox;
import org.postbound.outbox.OutboxEvents;
import org.postbound.outbox.OutboxId;
import org.postbound.outbox.State;
import org.postbound.smtp.DeadlineQueue;
import org.postbound.smtp.Relays;
import org.postbound.smtp.Sessions;
import org.postbound.smtp.SmtpLink;

/**
 * A large backlog, a journal on disk, four couriers and a relay with moods. Time stands still unless nothing is due any
 * more, so whoever has to wait for somebody else's trouble is found out.
 */
class RoughRelayTest {
    private static final int MESSAGES = Integer.getInteger("postbound.rough.messages", 20_000);
    private static final int COURIERS = 4;
    private static final int TOGETHER = 500;
    private static final String ROUTE = "rough";

    private final ManualClock clock = new ManualClock();
    private final DeadlineQueue deadlines = new DeadlineQueue();
    private final Map<OutboxId, List<State>> attempts = new ConcurrentHashMap<>();
    private final Map<OutboxId, Integer> numbers = new ConcurrentHashMap<>();
    private final Semaphore settled = new Semaphore(0);
    private final List<Courier> couriers = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    @TempDir
    Path directory;

    private Journals.Lease journal;

    /** Tells nobody: the outcomes are looked at. */
    private static final class Silent implements DeliveryReports {
        @Override
        public void failed(Due message, String reason) {}

        @Override
        public void expired(Due message) {}

        @Override
        public void inDoubt(Due message, SmtpException failure) {}

        @Override
        public void parked(Due message, SmtpException failure) {}

        @Override
        public void unreachable(String route, SmtpException failure, Duration pause) {}

        @Override
        public void reachable(String route) {}

        @Override
        public void fault(String route, Throwable fault) {
            throw new AssertionError(fault);
        }

        @Override
        public void outboxFailed(String route, OutboxException failure) {
            throw failure;
        }
    }

    private static final class Failing implements OutboxEvents {
        @Override
        public void stopped(Throwable why) {
            throw new AssertionError(why);
        }

        @Override
        public void troubled(String what, Exception why) {
            throw new AssertionError(what, why);
        }
    }

    @BeforeEach
    void open() {
        journal = Journals.open(OutboxConfig.Journal.of(directory), clock, "test", new Failing());
        start(journal, "outbox");
        start(deadlines, "deadlines");
    }

    private void start(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    @AfterEach
    void close() {
        couriers.forEach(courier -> courier.stop(Duration.ofSeconds(20)));
        journal.close();
        deadlines.stop();
    }

    private void store() {
        for (int first = 0; first < MESSAGES; first += TOGETHER) {
            journal.outbox()
                    .add(
                            ROUTE,
                            IntStream.range(first, Math.min(first + TOGETHER, MESSAGES))
                                    .mapToObj(this::message)
                                    .toList());
        }
    }

    private Outbox.Stored message(int number) {
        OutboxId id = journal.outbox().newId();
        numbers.put(id, number);
        WireMessage content = WireMessage.of(
                "Message-ID: <%d@from.test>\r\n\r\nHello\r\n".formatted(number).getBytes(StandardCharsets.US_ASCII));
        return new Outbox.Stored(
                id, new RenderedMessage(Envelope.of("a@from.test", "r%d@to.test".formatted(number)), content));
    }

    /** The outbox, which notes what is settled. */
    private Outbox noted() {
        return (Outbox) Proxy.newProxyInstance(
                Outbox.class.getClassLoader(), new Class<?>[] {Outbox.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("settle")) {
                        attempts.computeIfAbsent((OutboxId) arguments[0], id -> new ArrayList<>())
                                .add(((Attempt) arguments[1]).state());
                        settled.release();
                    }
                    try {
                        return method.invoke(journal.outbox(), arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private void deliver(int port) {
        Duration ample = Duration.ofSeconds(30);
        SessionConfig config = new SessionConfig(
                new SmtpConnectionSpec.Server("localhost", port, Security.NONE),
                new Credentials.None(),
                List.of(),
                Tls.DEFAULT,
                new Timeouts(ample, ample, ample),
                Optional.of("client.test"),
                true);
        Statistics statistics = new Statistics(clock);
        Delivery delivery = new Delivery(noted(), ROUTE, DeliveryConfig.DEFAULT, clock, new Silent());
        for (int i = 0; i < COURIERS; i++) {
            SmtpLink link = new SmtpLink(
                    new Relays(List.of(config), deadlines, Sessions.NO_TOKENS, () -> 0),
                    SessionLimits.DEFAULT,
                    statistics,
                    () -> 0);
            Courier courier = delivery.newCourier(new Submission(link, new RateLimit(0, () -> 0), statistics, false));
            couriers.add(courier);
            Thread thread = new Thread(courier, "courier " + i);
            threads.add(thread);
            thread.start();
        }
    }

    /** Returns after so many attempts, when all couriers sleep although time would have woken them for more. */
    private void awaitQuietAfter(int more) throws InterruptedException {
        assertTrue(settled.tryAcquire(more, 5, TimeUnit.MINUTES));
        while (isAnythingDue() || !threads.stream().allMatch(RoughRelayTest::isAsleep)) {
            assertTrue(threads.stream().allMatch(Thread::isAlive));
            Thread.onSpinWait();
        }
    }

    private boolean isAnythingDue() {
        return journal.outbox()
                .nextDue(ROUTE)
                .filter(due -> !due.isAfter(clock.instant()))
                .isPresent();
    }

    private static boolean isAsleep(Thread thread) {
        return thread.getState() == Thread.State.TIMED_WAITING;
    }

    private Map<Integer, List<State>> attemptsAt(Predicate<Mood> moods) {
        return attempts.entrySet().stream()
                .filter(entry -> moods.test(Mood.towards(numbers.get(entry.getKey()))))
                .collect(Collectors.toMap(entry -> numbers.get(entry.getKey()), Map.Entry::getValue));
    }

    private static void assertAll(List<State> expected, Map<Integer, List<State>> attempts) {
        assertEquals(
                Map.of(),
                attempts.entrySet().stream()
                        .filter(entry -> !entry.getValue().equals(expected))
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void everyMessage_endsAsTheRelayWants_andHoldsUpNobody() throws Exception {
        store();
        try (RoughRelay relay = new RoughRelay()) {
            deliver(relay.port());
            awaitQuietAfter(MESSAGES);

            assertAll(List.of(State.ACCEPTED), attemptsAt(mood -> mood == Mood.TAKES));
            assertAll(List.of(State.FAILED), attemptsAt(mood -> mood == Mood.REFUSES));
            Predicate<Mood> again = mood -> mood != Mood.TAKES && mood != Mood.REFUSES;
            assertAll(List.of(State.DEFERRED), attemptsAt(again));
            assertEquals(MESSAGES, attempts.size());

            clock.pass(DeliveryConfig.DEFAULT.retryInterval());
            wake();
            awaitQuietAfter(attemptsAt(again).size() + 1);

            assertAll(List.of(State.DEFERRED, State.ACCEPTED), attemptsAt(again));
            assertEquals(expectedDeliveries(), relay.accepted());
        }
        couriers.forEach(courier -> courier.stop(Duration.ofSeconds(20)));
        List<Kept> kept = journal.outbox().operator().list(ROUTE, Optional.empty(), MESSAGES);
        assertTrue(kept.stream().allMatch(message -> message.state() == State.FAILED));
        assertEquals(MESSAGES / 100, kept.size());
    }

    /** A message that is due at once: the clock that the couriers sleep by is not this one. */
    private void wake() {
        journal.outbox().add(ROUTE, List.of(message(MESSAGES)));
    }

    private Map<Integer, Integer> expectedDeliveries() {
        return IntStream.rangeClosed(0, MESSAGES)
                .filter(number -> Mood.towards(number) != Mood.REFUSES)
                .boxed()
                .collect(Collectors.toMap(
                        number -> number, number -> Mood.towards(number) == Mood.BREAKS_AFTER_ACCEPTING ? 2 : 1));
    }
}
