package org.postbound.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postbound.config.DeliveryConfig;

class GateTest {
    private static final Optional<Duration> IN = Optional.empty();
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Gate gate = new Gate(new RetryPolicy(DeliveryConfig.DEFAULT, () -> 0));
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    private Optional<Duration> enter(String courier) {
        return gate.enter(courier, now);
    }

    private Gate.Failure fail(String courier) {
        Gate.Failure failure = gate.failed(courier, false, now);
        gate.leave(courier);
        return failure;
    }

    @Test
    void whileTheServerAnswers_allMayEnter() {
        assertEquals(IN, enter("a"));
        assertEquals(IN, enter("b"));
        assertFalse(gate.answered("a"));
        assertEquals(Optional.empty(), gate.closedUntil());
    }

    @Test
    void whenItCannotBeReached_allWait_longerFromTimeToTime() {
        enter("a");
        assertEquals(Gate.Failure.UNREACHABLE, fail("a"));
        assertEquals(Optional.of(MINUTE), enter("a"));
        assertEquals(Optional.of(MINUTE), enter("b"));
        assertEquals(Optional.of(now.plus(MINUTE)), gate.closedUntil());
        now = now.plus(MINUTE);
        assertEquals(IN, enter("a"));
        assertEquals(Gate.Failure.STILL_UNREACHABLE, fail("a"));
        assertEquals(Optional.of(MINUTE.multipliedBy(2)), enter("b"));
    }

    @Test
    void outageThatSeveralMeet_countsOnce() {
        for (String courier : new String[] {"a", "b", "c", "d"}) {
            enter(courier);
        }
        assertEquals(Gate.Failure.UNREACHABLE, fail("a"));
        for (String courier : new String[] {"b", "c", "d"}) {
            assertEquals(Gate.Failure.STILL_UNREACHABLE, fail(courier));
        }
        assertEquals(Optional.of(MINUTE), enter("a"));
    }

    @Test
    void afterThePause_oneTriesForAll() {
        enter("a");
        fail("a");
        now = now.plus(MINUTE);
        assertEquals(IN, enter("b"));
        assertEquals(Optional.of(Gate.LONG), enter("a"));
        assertTrue(gate.answered("b"));
        assertEquals(IN, enter("a"));
        assertFalse(gate.answered("a"));
    }

    @Test
    void whoTriesForAllAndFindsNothingToSend_leavesItToTheNext() {
        enter("a");
        fail("a");
        now = now.plus(MINUTE);
        enter("b");
        gate.leave("b");
        assertEquals(IN, enter("a"));
    }

    @Test
    void serverThatHasSessionsEnough_isAskedForMoreLater_andOneByOne() {
        for (String courier : new String[] {"a", "b", "c", "d"}) {
            assertEquals(IN, enter(courier));
        }
        gate.answered("a");
        gate.answered("b");
        assertEquals(Gate.Failure.CROWDED, gate.failed("c", true, now));
        gate.leave("c");
        gate.leave("d");
        assertEquals(Optional.of(MINUTE), enter("c"));
        now = now.plus(MINUTE);
        assertEquals(IN, enter("c"));
        assertEquals(Optional.of(MINUTE), enter("d"));
    }

    @Test
    void whereThereIsRoomForOne_anotherMayBeTheOne() {
        enter("a");
        enter("b");
        gate.answered("a");
        gate.failed("b", true, now);
        gate.leave("b");
        gate.leave("a");
        assertEquals(IN, enter("b"));
        assertEquals(Optional.of(MINUTE), enter("a"));
    }

    @Test
    void refusalWithNobodyInside_isNoCrowd() {
        enter("a");
        assertEquals(Gate.Failure.UNREACHABLE, gate.failed("a", true, now));
    }

    @Test
    void failureThatHasNothingToDoWithACrowd_closesTheGate() {
        enter("a");
        enter("b");
        gate.answered("a");
        assertEquals(Gate.Failure.UNREACHABLE, fail("b"));
        assertTrue(gate.answered("a"));
    }

    @Test
    void gateThatIsOpened_isTriedAtOnce() {
        enter("a");
        fail("a");
        gate.open();
        assertEquals(IN, enter("a"));
    }
}
