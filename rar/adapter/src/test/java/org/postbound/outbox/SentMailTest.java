package org.postbound.outbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postbound.RecipientOutcome;
import org.postbound.SmtpReply;
import org.postbound.config.Retention;

/** What is kept of mail that was accepted. */
class SentMailTest {
    private static final String ROUTE = "default";
    private static final Duration WEEK = Duration.ofDays(7);
    private static final RecipientOutcome BUSY =
            RecipientOutcome.of("b@example.org", new SmtpReply(451, List.of("4.3.0 later")));
    private static final RecipientOutcome OK =
            RecipientOutcome.of("b@example.org", new SmtpReply(250, List.of("2.0.0 queued")));

    private final ManualClock clock = new ManualClock();
    private final CrashingDisk.Power power = new CrashingDisk.Power(1);
    private final CrashingDisk disk = new CrashingDisk(power);
    private final CrashingDisk bodies = new CrashingDisk(power);
    private TestOutbox outbox;
    private Journal journal;

    @BeforeEach
    void open() {
        open(WEEK);
    }

    private void open(Duration keep) {
        Retention retention = new Retention(Duration.ofDays(1), keep);
        outbox = new TestOutbox(disk, bodies, new JournalLimits(0, 0, 4096, 0, 1 << 14, retention), clock);
        journal = outbox.journal;
    }

    @AfterEach
    void close() {
        outbox.close();
    }

    private OutboxId accept(String route) {
        OutboxId id = journal.newId();
        journal.add(route, List.of(TestOutbox.stored(id, 500)));
        settle(id, Attempt.accepted(clock.instant(), List.of(OK)));
        return id;
    }

    private void settle(OutboxId id, Attempt attempt) {
        for (String route : List.of(ROUTE, "other")) {
            journal.takeDue(route, Instant.MAX, 1);
        }
        journal.settle(id, attempt).await();
    }

    private List<SentMail.Entry> list(Optional<OutboxId> after, int most) {
        return journal.sent().list(ROUTE, after, most);
    }

    private List<OutboxId> ids() {
        return list(Optional.empty(), 1000).stream()
                .map(entry -> entry.message().id())
                .toList();
    }

    @Test
    void acceptedMessage_isKeptWithItsReplies_andNotItsContent() throws Exception {
        Instant stored = clock.instant();
        OutboxId id = journal.newId();
        journal.add(ROUTE, List.of(TestOutbox.stored(id, 5000)));
        settle(id, Attempt.deferred(stored, List.of(BUSY), stored.plusSeconds(60), "busy"));
        assertEquals(List.of(), ids());
        clock.advance(Duration.ofMinutes(1));
        settle(id, Attempt.accepted(clock.instant(), List.of(OK)));
        Sent expected = new Sent(
                id, ROUTE, "<" + id + "@example.org>", "a@example.org", List.of(OK), stored, clock.instant(), 2);
        assertEquals(expected, list(Optional.empty(), 10).get(0).message());
        assertEquals(Optional.empty(), journal.operator().find(id));
        assertEquals(List.of(), journal.operator().depths());
        assertEquals(List.of(), bodies.list());
        outbox.close();
        open();
        assertEquals(expected, list(Optional.empty(), 10).get(0).message());
    }

    @Test
    void failedMessage_isNotSent() {
        OutboxId id = journal.newId();
        journal.add(ROUTE, List.of(TestOutbox.stored(id, 500)));
        settle(id, Attempt.failed(clock.instant(), List.of(), "no"));
        journal.operator().remove(id);
        assertEquals(List.of(), ids());
    }

    @Test
    void list_goesOnBehindAnEntry_inOrderOfAcceptance() {
        List<OutboxId> accepted = new ArrayList<>();
        OutboxId late = journal.newId();
        for (int i = 0; i < 5; i++) {
            accepted.add(accept(ROUTE));
            accept("other");
        }
        journal.add(ROUTE, List.of(TestOutbox.stored(late, 500)));
        settle(late, Attempt.accepted(clock.instant(), List.of(OK)));
        accepted.add(late);
        assertEquals(accepted, ids());
        List<SentMail.Entry> first = list(Optional.empty(), 4);
        assertEquals(4, first.size());
        assertEquals(
                accepted.subList(4, 6),
                list(Optional.of(first.get(3).number()), 4).stream()
                        .map(entry -> entry.message().id())
                        .toList());
    }

    @Test
    void find_isByMessageId_theNewestFirst() {
        accept(ROUTE);
        OutboxId id = accept("other");
        accept(ROUTE);
        assertEquals(
                List.of(id),
                journal.sent().find("<" + id + "@example.org>").stream()
                        .map(entry -> entry.message().id())
                        .toList());
        assertEquals(List.of(), journal.sent().find("<nobody@example.org>"));
    }

    @Test
    void manyEntries_areSearchedAcrossPages() {
        List<OutboxId> all = new ArrayList<>();
        for (int i = 0; i < 1500; i++) {
            all.add(journal.newId());
        }
        journal.add(ROUTE, all.stream().map(id -> TestOutbox.stored(id, 10)).toList());
        List<Outbox.Settlement> settlements = journal.takeDue(ROUTE, Instant.MAX, 2000).stream()
                .map(due -> journal.settle(due.id(), Attempt.accepted(clock.instant(), List.of(OK))))
                .toList();
        settlements.forEach(Outbox.Settlement::await);
        assertEquals(1, journal.sent().find("<" + all.get(0) + "@example.org>").size());
        assertEquals(1500, list(Optional.empty(), 2000).size());
        clock.advance(WEEK);
        assertTrue(journal.expire(clock.instant()));
        assertEquals(500, list(Optional.empty(), 2000).size());
        assertTrue(journal.expire(clock.instant()));
        assertFalse(journal.expire(clock.instant()));
        assertEquals(List.of(), ids());
    }

    @Test
    void entry_isKeptForItsTime_andNoLonger() {
        OutboxId first = accept(ROUTE);
        clock.advance(Duration.ofDays(1));
        OutboxId second = accept(ROUTE);
        clock.advance(WEEK.minusDays(1).minusNanos(1));
        assertFalse(journal.expire(clock.instant()));
        assertEquals(List.of(first, second), ids());
        clock.advance(Duration.ofNanos(1));
        assertTrue(journal.expire(clock.instant()));
        assertEquals(List.of(second), ids());
    }

    @Test
    void withoutKeeping_nothingIsKept_andWhatThereWasIsErased() {
        accept(ROUTE);
        outbox.close();
        open(Duration.ZERO);
        accept(ROUTE);
        assertEquals(1, ids().size());
        assertTrue(journal.expire(clock.instant()));
        assertEquals(List.of(), ids());
    }
}
