package org.postbound.outbox;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.postbound.DeliveryOptions;
import org.postbound.Envelope;
import org.postbound.ForwardPath;
import org.postbound.mime.RenderedMessage;
import org.postbound.mime.WireMessage;
import org.postbound.outbox.Outbox.Stored;

/** Which message is given out first, and when. */
class OrderTest {
    private static final String ROUTE = "default";

    private final ManualClock clock = new ManualClock();
    private final CrashingDisk.Power power = new CrashingDisk.Power(0);
    private final CrashingDisk disk = new CrashingDisk(power);
    private final CrashingDisk bodies = new CrashingDisk(power);

    private TestOutbox open() {
        return new TestOutbox(disk, bodies, TestOutbox.SMALL, clock);
    }

    private static OutboxId add(Journal journal, OptionalInt priority, Optional<Instant> holdUntil) {
        DeliveryOptions options = new DeliveryOptions(Optional.empty(), Optional.empty(), false, priority, holdUntil);
        Envelope envelope = new Envelope("a@from.test", List.of(ForwardPath.of("b@to.test")), options);
        Stored stored = new Stored(
                journal.newId(), new RenderedMessage(envelope, WireMessage.of(new byte[] {'x', '\r', '\n'})));
        journal.add(ROUTE, List.of(stored));
        return stored.id();
    }

    private List<OutboxId> take(Journal journal, int most) {
        return journal.takeDue(ROUTE, clock.instant(), most).stream()
                .map(Due::id)
                .toList();
    }

    @Test
    void mostUrgentMessage_isFirst_andTheOldestOfThose() {
        List<OutboxId> ids;
        try (TestOutbox outbox = open()) {
            ids = IntStream.of(0, -3, 5, 0, 5)
                    .mapToObj(priority -> add(outbox.journal, OptionalInt.of(priority), Optional.empty()))
                    .toList();
            assertEquals(List.of(ids.get(2)), take(outbox.journal, 1));
            outbox.journal.release(ids.get(2));
        }
        try (TestOutbox outbox = open()) {
            assertEquals(List.of(ids.get(2), ids.get(4), ids.get(0), ids.get(3), ids.get(1)), take(outbox.journal, 10));
        }
    }

    @Test
    void messageThatIsReleased_isNotBehindYoungerOnes() {
        try (TestOutbox outbox = open()) {
            OutboxId first = add(outbox.journal, OptionalInt.empty(), Optional.empty());
            OutboxId second = add(outbox.journal, OptionalInt.empty(), Optional.empty());
            assertEquals(List.of(first), take(outbox.journal, 1));
            outbox.journal.release(first);
            assertEquals(Optional.of(clock.instant()), outbox.journal.nextDue(ROUTE));
            assertEquals(List.of(first, second), take(outbox.journal, 2));
        }
    }

    @Test
    void messagesThatWereDue_areNotForWhoeverAsksForOlderOnes() {
        Instant longAgo = clock.instant().minus(Duration.ofDays(5));
        try (TestOutbox outbox = open()) {
            List<OutboxId> ids = Stream.generate(() -> add(outbox.journal, OptionalInt.empty(), Optional.empty()))
                    .limit(3)
                    .toList();
            assertEquals(ids.subList(0, 1), take(outbox.journal, 1));
            assertEquals(List.of(), outbox.journal.takeDue(ROUTE, longAgo, 100));
            assertEquals(Optional.of(clock.instant()), outbox.journal.nextDue(ROUTE));
            assertEquals(ids.subList(1, 3), take(outbox.journal, 100));
        }
    }

    @Test
    void oldMessage_isFoundBehindMoreUrgentOnes() {
        Instant now = clock.instant();
        Instant longAgo = now.minus(Duration.ofDays(5));
        try (TestOutbox outbox = open()) {
            clock.set(longAgo);
            OutboxId old = add(outbox.journal, OptionalInt.empty(), Optional.empty());
            clock.set(now);
            OutboxId taken = add(outbox.journal, OptionalInt.of(9), Optional.empty());
            OutboxId urgent = add(outbox.journal, OptionalInt.of(5), Optional.empty());
            OutboxId other = add(outbox.journal, OptionalInt.empty(), Optional.empty());
            assertEquals(List.of(taken), take(outbox.journal, 1));
            assertEquals(
                    List.of(old),
                    outbox.journal.takeDue(ROUTE, longAgo, 100).stream()
                            .map(Due::id)
                            .toList());
            outbox.journal.release(old);
            assertEquals(List.of(urgent, old, other), take(outbox.journal, 100));
        }
    }

    @Test
    void heldMessage_isDueAtItsTime_andNotHeldAgainByTheServer() {
        Instant release = clock.instant().plus(Duration.ofHours(1));
        OutboxId held;
        try (TestOutbox outbox = open()) {
            held = add(outbox.journal, OptionalInt.empty(), Optional.of(release));
            assertEquals(Optional.of(release), outbox.journal.nextDue(ROUTE));
            assertEquals(List.of(), take(outbox.journal, 1));
        }
        try (TestOutbox outbox = open()) {
            clock.advance(Duration.ofHours(1));
            Due due = outbox.journal.takeDue(ROUTE, clock.instant(), 1).get(0);
            assertEquals(held, due.id());
            assertEquals(Optional.empty(), due.remaining().options().holdUntil());
            assertEquals(release, due.since());
        }
    }
}
