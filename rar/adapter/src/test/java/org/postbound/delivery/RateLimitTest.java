package org.postbound.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.postbound.SmtpPoolException;

/** On a clock that moves only when the limit waits. */
class RateLimitTest {
    private final AtomicLong now = new AtomicLong(1_000_000);
    private final List<Duration> waits = new ArrayList<>();

    private RateLimit limit(double perSecond) {
        return new RateLimit(perSecond, now::get);
    }

    private boolean waitFor(Duration time) {
        waits.add(time);
        now.addAndGet(time.toNanos());
        return true;
    }

    @Test
    void firstMessage_doesNotWait() {
        limit(2).acquire(this::waitFor);

        assertEquals(List.of(), waits);
    }

    @Test
    void messagesOneAfterTheOther_areSpacedEvenly() {
        RateLimit limit = limit(4);
        for (int i = 0; i < 5; i++) {
            limit.acquire(this::waitFor);
        }

        Duration quarter = Duration.ofMillis(250);
        assertEquals(List.of(quarter, quarter, quarter, quarter), waits);
    }

    @Test
    void timeThatPassed_isNotWaitedAgain() {
        RateLimit limit = limit(1);
        limit.acquire(this::waitFor);
        now.addAndGet(Duration.ofMillis(600).toNanos());
        limit.acquire(this::waitFor);

        assertEquals(List.of(Duration.ofMillis(400)), waits);
    }

    @Test
    void longSilence_allowsNoBurst() {
        RateLimit limit = limit(1);
        limit.acquire(this::waitFor);
        now.addAndGet(Duration.ofHours(1).toNanos());
        limit.acquire(this::waitFor);
        limit.acquire(this::waitFor);

        assertEquals(List.of(Duration.ofSeconds(1)), waits);
    }

    @Test
    void fractionOfAMessage_isALongerInterval() {
        RateLimit limit = limit(0.5);
        limit.acquire(this::waitFor);
        limit.acquire(this::waitFor);

        assertEquals(List.of(Duration.ofSeconds(2)), waits);
    }

    @Test
    void noLimit_neverWaits() {
        RateLimit limit = limit(0);
        for (int i = 0; i < 100; i++) {
            limit.acquire(this::waitFor);
            assertTrue(limit.tryAcquire());
        }

        assertEquals(List.of(), waits);
    }

    @Test
    void placeThatIsNotFreeYet_isNotTaken() {
        RateLimit limit = limit(1);
        assertTrue(limit.tryAcquire());
        assertFalse(limit.tryAcquire());
        now.addAndGet(Duration.ofSeconds(1).toNanos());
        assertTrue(limit.tryAcquire());
        limit.acquire(this::waitFor);
        assertEquals(List.of(Duration.ofSeconds(1)), waits);
    }

    @Test
    void whoeverGivesUpWaiting_isNotLetThrough() {
        RateLimit limit = limit(1);
        assertTrue(limit.acquire(this::waitFor));
        assertFalse(limit.acquire(time -> false));
    }

    @Test
    void interrupted_isToldAndStaysInterrupted() {
        RateLimit limit = limit(1);
        limit.acquire(this::waitFor);

        assertThrows(
                SmtpPoolException.class,
                () -> limit.acquire(time -> {
                    throw new InterruptedException();
                }));
        assertTrue(Thread.interrupted());
    }
}
