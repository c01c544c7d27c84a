package org.postbound.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postbound.Envelope;
import org.postbound.config.DeliveryConfig;
import org.postbound.mime.RenderedMessage;
import org.postbound.mime.WireMessage;
import org.postbound.outbox.Attempt;
import org.postbound.outbox.Due;
import org.postbound.outbox.InMemoryOutbox;
import org.postbound.outbox.Outbox;
import org.postbound.outbox.State;

/** Time passes only while the drain waits, and then a courier does what the test has it do. */
class DrainTest {
    private static final String ROUTE = "r";

    private final ManualClock clock = new ManualClock();
    private final InMemoryOutbox outbox = new InMemoryOutbox(clock);
    private final List<String> told = new ArrayList<>();
    private Runnable meanwhile = () -> {};
    private long now;

    private final Drain drain = new Drain(
            outbox.operator(),
            clock,
            () -> now,
            time -> {
                now += time.toNanos();
                meanwhile.run();
                return true;
            },
            (route, left, remaining) -> told.add("%s: %d, %s".formatted(route, left, remaining)));

    private final Delivery delivery = new Delivery(outbox, ROUTE, DeliveryConfig.DEFAULT, clock, nobody());

    /** No courier runs. */
    private static DeliveryReports nobody() {
        return (DeliveryReports) Proxy.newProxyInstance(
                DeliveryReports.class.getClassLoader(), new Class<?>[] {DeliveryReports.class}, (proxy, method, a) -> {
                    throw new AssertionError("told of " + method);
                });
    }

    private void add() {
        WireMessage content =
                WireMessage.of("Message-ID: <1@from.test>\r\n\r\nHello\r\n".getBytes(StandardCharsets.US_ASCII));
        outbox.add(
                ROUTE,
                List.of(new Outbox.Stored(
                        outbox.newId(), new RenderedMessage(Envelope.of("a@from.test", "b@to.test"), content))));
    }

    private Due take() {
        return outbox.takeDue(ROUTE, clock.instant(), 1).get(0);
    }

    private void deferAll() {
        for (Due due : outbox.takeDue(ROUTE, clock.instant(), 100)) {
            outbox.settle(
                    due.id(),
                    Attempt.deferred(clock.instant(), List.of(), clock.instant().plus(Duration.ofHours(1)), "later"));
        }
    }

    private void acceptOne() {
        outbox.settle(take().id(), Attempt.accepted(clock.instant(), List.of()));
    }

    private boolean isPaused() {
        return outbox.operator().pausedSince(ROUTE).isPresent();
    }

    @Test
    void everythingThatIsDeferred_isTriedAtOnce_andTheRouteIsPausedWhenItIsEmpty() throws Exception {
        add();
        add();
        deferAll();
        outbox.operator().pause(ROUTE);
        meanwhile = () -> {
            assertEquals(Optional.empty(), outbox.operator().pausedSince(ROUTE));
            acceptOne();
        };
        assertEquals(0, drain.drain(ROUTE, delivery, Duration.ofMinutes(1)));
        assertTrue(isPaused());
        assertEquals(Duration.ofSeconds(1).toNanos(), now);
        assertEquals(List.of(), told);
    }

    @Test
    void whatDoesNotLeaveInTime_isCounted_andProgressIsTold() throws Exception {
        add();
        add();
        add();
        meanwhile = this::deferAll;
        assertEquals(3, drain.drain(ROUTE, delivery, Duration.ofMillis(25_250)));
        assertTrue(isPaused());
        assertEquals(Duration.ofMillis(25_250).toNanos(), now);
        assertEquals(List.of("r: 3, PT15.25S", "r: 3, PT5.25S"), told);
    }

    @Test
    void messageThatIsInDelivery_isWaitedFor_andThoseThatFailedAreNot() throws Exception {
        add();
        outbox.settle(take().id(), Attempt.failed(clock.instant(), List.of(), "no"));
        add();
        Due due = take();
        meanwhile = () -> outbox.settle(due.id(), Attempt.failed(clock.instant(), List.of(), "no"));
        assertEquals(0, drain.drain(ROUTE, delivery, Duration.ofMinutes(1)));
        assertEquals(
                Optional.of(2),
                outbox.operator().depths().stream()
                        .map(depth -> depth.messages().get(State.FAILED))
                        .findFirst());
    }

    @Test
    void interrupt_endsIt_withoutAPause() {
        add();
        Drain interrupted = new Drain(
                outbox.operator(),
                clock,
                () -> now,
                time -> {
                    throw new InterruptedException();
                },
                (route, left, remaining) -> {});
        assertThrows(InterruptedException.class, () -> interrupted.drain(ROUTE, delivery, Duration.ofMinutes(1)));
        assertEquals(false, isPaused());
    }
}
