package org.postbound.ra;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postbound.delivery.InactiveRoutes;
import org.postbound.outbox.InMemoryOutbox;
import org.postbound.tx.InDoubtWatch;

class PatrolTest {
    private final InMemoryOutbox outbox = new InMemoryOutbox(Clock.systemUTC());
    private final StubWorkManager works = new StubWorkManager();

    private static InDoubtWatch watch(InDoubtWatch.Source branches) {
        return new InDoubtWatch(branches, Duration.ZERO, Clock.systemUTC());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void failureOfOneStep_keepsNeitherTheOthersNorTheNextRoundFromBeingTaken(boolean error) throws Exception {
        AtomicInteger failures = new AtomicInteger();
        CountDownLatch others = new CountDownLatch(3);
        CountDownLatch acknowledgements = new CountDownLatch(3);
        InactiveRoutes inactive = new InactiveRoutes(
                outbox,
                () -> {
                    others.countDown();
                    return Set.of();
                },
                Clock.systemUTC(),
                new LoggedInactiveRoutes());
        Patrol patrol = new Patrol(
                watch(before -> {
                    failures.incrementAndGet();
                    if (error) {
                        throw new LinkageError("an archive that is gone");
                    }
                    throw new IllegalStateException("a mistake");
                }),
                watch(before -> {
                    acknowledgements.countDown();
                    return List.of();
                }),
                inactive,
                outbox,
                Duration.ofMillis(1));
        new LongWork("patrol", patrol, patrol::stop).schedule(works);
        assertTrue(others.await(20, TimeUnit.SECONDS));
        assertTrue(acknowledgements.await(20, TimeUnit.SECONDS));
        patrol.stop();
        works.awaitEnd();
        assertTrue(failures.get() >= 3);
    }
}
