package org.postbound.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeadlineQueueTest {
    private final DeadlineQueue queue = new DeadlineQueue();
    private final CompletableFuture<Void> watching = CompletableFuture.runAsync(queue);

    @AfterEach
    void stop() {
        queue.stop();
        watching.join();
    }

    private void awaitExpiry() throws InterruptedException {
        CountDownLatch expired = new CountDownLatch(1);
        queue.start(Duration.ofMillis(1), expired::countDown);
        assertTrue(expired.await(30, TimeUnit.SECONDS));
    }

    @Test
    void deadline_expiresOnce_evenAfterIdleness() throws Exception {
        AtomicInteger expiries = new AtomicInteger();
        queue.start(Duration.ZERO, expiries::incrementAndGet);
        for (int i = 0; i < 10; i++) {
            awaitExpiry();
        }
        assertEquals(1, expiries.get());
    }

    @Test
    void closedDeadline_doesNotExpire() throws Exception {
        AtomicInteger expiries = new AtomicInteger();
        // By the thread that watches, so that it cannot expire before it is closed.
        queue.start(Duration.ZERO, () -> queue.start(Duration.ZERO, expiries::incrementAndGet)
                .close());
        awaitExpiry();
        awaitExpiry();
        assertEquals(0, expiries.get());
    }

    @Test
    void laterDeadline_doesNotHoldUpAnEarlierOne() throws Exception {
        Deadlines.Deadline later = queue.start(Duration.ofDays(1), () -> {
            throw new AssertionError("a day has passed");
        });
        awaitExpiry();
        later.close();
    }
}
