package org.postbound.outbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postbound.DeliveryEvent;
import org.postbound.OutboxException;
import org.postbound.config.Retention;
import org.postbound.outbox.Outbox.Stored;

/** The same key is stored once. */
class IdempotencyKeyTest {
    private static final String ROUTE = "default";
    private static final String KEY = "order-4711";
    private static final Duration DAY = Duration.ofDays(1);

    private final ManualClock clock = new ManualClock();
    private final CrashingDisk.Power power = new CrashingDisk.Power(1);
    private final CrashingDisk disk = new CrashingDisk(power);
    private final CrashingDisk bodies = new CrashingDisk(power);
    private TestOutbox outbox;
    private Journal journal;

    @BeforeEach
    void open() {
        open(TestOutbox.SMALL);
    }

    private void open(JournalLimits limits) {
        outbox = new TestOutbox(disk, bodies, limits, clock);
        journal = outbox.journal;
    }

    @AfterEach
    void close() {
        outbox.close();
    }

    private Stored keyed(int size) {
        return TestOutbox.keyed(journal.newId(), size, KEY);
    }

    private static BranchId xid(int number) {
        return new BranchId(1, new byte[] {(byte) number}, new byte[] {});
    }

    private OutboxId prepare(int xid, int size) {
        Stored stored = keyed(size);
        journal.prepare(ROUTE, xid(xid), List.of(stored));
        return stored.id();
    }

    private OutboxId add(String route) {
        Stored stored = keyed(100);
        return journal.add(route, List.of(stored)).get(0);
    }

    private List<OutboxId> due() {
        return journal.takeDue(ROUTE, Instant.MAX, 100).stream().map(Due::id).toList();
    }

    @Test
    void twoBranches_bothCommit_andTheFirstToDoSoIsSent() {
        OutboxId first = prepare(1, 100);
        OutboxId second = prepare(2, 100);
        journal.commit(ROUTE, xid(2));
        journal.commit(ROUTE, xid(1));
        assertEquals(List.of(second), due());
        assertEquals(Optional.empty(), journal.operator().find(first));
        assertEquals(List.of(), journal.branches(ROUTE));
    }

    @Test
    void branchThatRollsBack_claimsNothing() {
        prepare(1, 100);
        journal.rollback(ROUTE, xid(1));
        OutboxId second = add(ROUTE);
        assertEquals(List.of(second), due());
    }

    @Test
    void branchThatIsDecidedByAnOperator_claimsTheKey() {
        OutboxId first = prepare(1, 100);
        journal.completeHeuristically(ROUTE, xid(1), true);
        assertEquals(first, add(ROUTE));
        assertEquals(List.of(first), due());
    }

    @Test
    void sameKeyTwiceInOneBranch_isSentOnce() {
        Stored one = keyed(100);
        Stored other = keyed(100);
        Stored without = TestOutbox.stored(journal.newId(), 100);
        journal.prepare(ROUTE, xid(1), List.of(one, other, without));
        journal.commit(ROUTE, xid(1));
        assertEquals(List.of(one.id(), without.id()), due());
    }

    @Test
    void messageThatIsNotStored_isAnsweredWithTheFirst() {
        Stored first = keyed(100);
        Stored without = TestOutbox.stored(journal.newId(), 100);
        Stored second = keyed(100);
        assertEquals(
                List.of(first.id(), without.id(), first.id()), journal.add(ROUTE, List.of(first, without, second)));
        assertEquals(first.id(), add(ROUTE));
        assertEquals(List.of(first.id(), without.id()), due());
    }

    @Test
    void otherRoute_hasKeysOfItsOwn() {
        OutboxId first = add(ROUTE);
        OutboxId other = add("other");
        assertTrue(other.compareTo(first) > 0);
        assertEquals(List.of(first), due());
    }

    @Test
    void key_isKnownAfterTheMessageWasAccepted_andAfterARestart() {
        OutboxId first = add(ROUTE);
        assertEquals(List.of(first), due());
        journal.settle(first, Attempt.accepted(clock.instant(), List.of())).await();
        assertEquals(first, add(ROUTE));
        outbox.close();
        open();
        assertEquals(first, add(ROUTE));
        assertEquals(List.of(), due());
    }

    @Test
    void key_isFreeWhenItWasKeptForLongEnough_erasedOrNot() {
        OutboxId first = add(ROUTE);
        clock.advance(DAY.minusNanos(1));
        assertFalse(journal.expire(clock.instant()));
        assertEquals(first, add(ROUTE));
        clock.advance(Duration.ofNanos(1));
        OutboxId second = add(ROUTE);
        assertEquals(List.of(first, second), due());
        clock.advance(DAY);
        assertTrue(journal.expire(clock.instant()));
        assertFalse(journal.expire(clock.instant()));
        OutboxId third = add(ROUTE);
        assertEquals(List.of(third), due());
    }

    @Test
    void manyKeys_areErasedInSteps() {
        for (int i = 0; i < 25; i++) {
            int number = i * 100;
            journal.add(
                    ROUTE,
                    java.util.stream.IntStream.range(number, number + 100)
                            .mapToObj(key -> TestOutbox.keyed(journal.newId(), 10, "key-" + key))
                            .toList());
        }
        clock.advance(DAY);
        int steps = 0;
        while (journal.expire(clock.instant())) {
            steps++;
        }
        assertEquals(3, steps);
    }

    @Test
    void spaceOfWhatIsNotSent_isFreeAgain() throws IOException {
        outbox.close();
        open(new JournalLimits(20_000, 0, 4096, 0, 1 << 14, Retention.DEFAULT));
        journal.add(ROUTE, List.of(keyed(8000)));
        for (int i = 0; i < 5; i++) {
            journal.add(ROUTE, List.of(keyed(8000)));
            prepare(i, 8000);
            journal.commit(ROUTE, xid(i));
        }
        assertEquals(1, bodies.list().size());
        journal.add(ROUTE, List.of(TestOutbox.stored(journal.newId(), 8000)));
        Stored more = TestOutbox.stored(journal.newId(), 8000);
        assertThrows(OutboxException.class, () -> journal.add(ROUTE, List.of(more)));
    }

    @Test
    void messageThatIsNotSent_isNoEvent() {
        journal.subscriptions()
                .activate(new DurableSubscription(
                        "all", Optional.empty(), java.util.Set.of(DeliveryEvent.Kind.values()), DAY));
        add(ROUTE);
        add(ROUTE);
        prepare(1, 100);
        journal.commit(ROUTE, xid(1));
        assertEquals(Optional.empty(), journal.subscriptions().take("all", Instant.MAX));
        assertEquals(
                1,
                journal.operator().depths().get(0).messages().values().stream()
                        .mapToInt(i -> i)
                        .sum());
    }
}
