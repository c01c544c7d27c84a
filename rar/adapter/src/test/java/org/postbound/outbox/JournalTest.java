package org.postbound.outbox;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.postbound.OutboxException;
import org.postbound.OutboxException.Reason;
import org.postbound.RecipientOutcome;
import org.postbound.SmtpReply;
import org.postbound.config.Retention;
import org.postbound.mime.RenderedMessage;
import org.postbound.mime.StoredOctets;
import org.postbound.mime.WireMessage;
import org.postbound.outbox.Outbox.Stored;

/** The journal on a disk in memory. */
class JournalTest {
    private static final String ROUTE = "default";
    private static final BranchId XID = new BranchId(1, new byte[] {1, 2}, new byte[] {});

    private final ManualClock clock = new ManualClock();
    private final CrashingDisk.Power power = new CrashingDisk.Power(1);
    private final CrashingDisk disk = new CrashingDisk(power);
    private final CrashingDisk bodies = new CrashingDisk(power);

    private TestOutbox open() {
        return open(TestOutbox.SMALL);
    }

    private TestOutbox open(JournalLimits limits) {
        return new TestOutbox(disk, bodies, limits, clock);
    }

    private static byte[] octets(WireMessage message) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        message.writeTo(out);
        return out.toByteArray();
    }

    private static List<Due> due(Outbox outbox) {
        return outbox.takeDue(ROUTE, Instant.MAX, Integer.MAX_VALUE);
    }

    @Test
    void content_isThatOfTheMessage_alsoFromAFileOfItsOwn() throws IOException {
        try (TestOutbox outbox = open()) {
            for (int size : new int[] {10, 4000, 40_000}) {
                Stored stored = TestOutbox.stored(outbox.journal.newId(), size);
                outbox.journal.add(ROUTE, List.of(stored));
                try (WireMessage content = outbox.journal.content(
                        outbox.journal.operator().get(stored.id()).message())) {
                    assertEquals(stored.message().message().traits(), content.traits());
                    assertEquals(
                            new String(octets(stored.message().message()), StandardCharsets.US_ASCII),
                            new String(octets(content), StandardCharsets.US_ASCII));
                }
            }
            assertEquals(1, bodies.list().size());
        }
    }

    @Test
    void manyContentsOfOneTransaction_goIntoFilesWhenTheyAreTooManyForMemory() throws IOException {
        int inMemory = 64
                * 4096
                / octets(TestOutbox.stored(new OutboxId(1), 4000).message().message()).length;
        try (TestOutbox outbox = open()) {
            outbox.journal.add(ROUTE, TestOutbox.several(outbox.journal, 100, 4000));
            assertEquals(100 - inMemory, bodies.list().size());
        }
        try (TestOutbox outbox = open()) {
            List<Due> all = due(outbox.journal);
            assertEquals(100, all.size());
            for (Due due : all) {
                try (WireMessage content = outbox.journal.content(due)) {
                    String text = new String(octets(content), StandardCharsets.US_ASCII);
                    assertTrue(text.contains("<%s@example.org>".formatted(due.id())), text);
                }
            }
        }
    }

    @Test
    void contentsThatWentIntoFiles_leaveWithTheirTransaction() throws IOException {
        bodies.capacity = 20_000;
        try (TestOutbox outbox = open()) {
            List<Stored> messages = TestOutbox.several(outbox.journal, 100, 4000);
            OutboxException full = assertThrows(OutboxException.class, () -> outbox.journal.add(ROUTE, messages));
            assertEquals(Reason.FULL, full.reason());
            assertEquals(List.of(), bodies.list());
            outbox.journal.add(ROUTE, messages.subList(0, 10));
            assertEquals(List.of(), outbox.stops);
        }
    }

    @Test
    void contentsThatAreWritten_leaveTheirRoomToOthers_whileTheirTransactionIsStored() {
        try (TestOutbox outbox = open(new JournalLimits(0, 0, 4096, 100_000, 1 << 14, Retention.DEFAULT))) {
            List<Stored> several = TestOutbox.several(outbox.journal, 2, 10_000);
            Stored other = TestOutbox.stored(outbox.journal.newId(), 30_000);
            WireMessage last = several.get(1).message().message();
            WireMessage slow = WireMessage.restored(
                    new StoredOctets() {
                        @Override
                        public long size() {
                            return last.size();
                        }

                        @Override
                        public void writeTo(OutputStream out) throws IOException {
                            // Twice what is to be stored has to be free: this one and the other, without the first one.
                            long stored =
                                    last.size() + other.message().message().size() + 3 * 1024;
                            disk.capacity = disk.size() + 100_000 + 2 * stored;
                            outbox.journal.add("other", List.of(other));
                            last.writeTo(out);
                        }

                        @Override
                        public void close() {}
                    },
                    last.traits());
            RenderedMessage second =
                    new RenderedMessage(several.get(1).message().envelope(), slow);
            outbox.journal.add(
                    ROUTE, List.of(several.get(0), new Stored(several.get(1).id(), second)));
            assertEquals(2, due(outbox.journal).size());
        }
    }

    @Test
    void acceptedMessage_leavesNothing() throws IOException {
        try (TestOutbox outbox = open()) {
            outbox.journal.add(ROUTE, List.of(TestOutbox.stored(outbox.journal.newId(), 40_000)));
            Due due = due(outbox.journal).get(0);
            outbox.journal
                    .settle(due.id(), Attempt.accepted(clock.instant(), List.of()))
                    .await();
            assertEquals(List.of(), bodies.list());
            assertThrows(IllegalStateException.class, () -> outbox.journal.content(due));
        }
        try (TestOutbox outbox = open()) {
            assertEquals(List.of(), due(outbox.journal));
        }
    }

    @Test
    void ids_areNeverTheSame_alsoAfterARestartAndWhenTheClockGoesBack() {
        Set<OutboxId> ids = new HashSet<>();
        OutboxId last = new OutboxId(1);
        for (int restart = 0; restart < 5; restart++) {
            try (TestOutbox outbox = open()) {
                for (int i = 0; i < 100; i++) {
                    OutboxId id = outbox.journal.newId();
                    assertTrue(ids.add(id));
                    assertTrue(id.compareTo(last) > 0);
                    assertTrue(id.toString().compareTo(last.toString()) > 0);
                    assertEquals(id, OutboxId.parse(id.toString()));
                    last = id;
                }
            }
            clock.advance(Duration.ofDays(restart % 2 == 0 ? -3 : 1));
        }
    }

    @Test
    void outcomes_areKeptPerRecipient() {
        SmtpReply ok = new SmtpReply(250, List.of("2.1.5 fine"));
        SmtpReply busy = new SmtpReply(450, List.of("4.2.1 busy", "very"));
        OutboxId id;
        try (TestOutbox outbox = open()) {
            id = outbox.journal.newId();
            outbox.journal.add(
                    ROUTE, List.of(TestOutbox.stored(id, 10, "b@example.org", "c@example.org", "d@example.org")));
            due(outbox.journal);
            Instant next = clock.instant().plusSeconds(60);
            outbox.journal
                    .settle(
                            id,
                            Attempt.deferred(
                                    clock.instant(),
                                    List.of(
                                            RecipientOutcome.of("d@example.org", ok),
                                            RecipientOutcome.of("b@example.org", busy)),
                                    next,
                                    "busy"))
                    .await();
            assertEquals(Optional.of(next), outbox.journal.nextDue(ROUTE));
            assertEquals(List.of(), outbox.journal.takeDue(ROUTE, next.minusNanos(1), 10));
        }
        try (TestOutbox outbox = open()) {
            Due due = due(outbox.journal).get(0);
            assertEquals(1, due.attempts());
            assertEquals(
                    List.of(
                            RecipientOutcome.of("b@example.org", busy),
                            RecipientOutcome.pending("c@example.org"),
                            RecipientOutcome.of("d@example.org", ok)),
                    due.outcomes());
            assertEquals(
                    List.of("b@example.org", "c@example.org"),
                    due.remaining().forwardPaths().stream()
                            .map(path -> path.address())
                            .toList());
        }
    }

    @Test
    void failedMessage_staysAndIsNotDue() {
        try (TestOutbox outbox = open()) {
            outbox.journal.add(ROUTE, TestOutbox.several(outbox.journal, 3, 10));
            List<Due> due = due(outbox.journal);
            outbox.journal
                    .settle(due.get(0).id(), Attempt.failed(clock.instant(), List.of(), "no"))
                    .await();
            outbox.journal
                    .settle(due.get(1).id(), Attempt.parked(clock.instant(), List.of(), "?"))
                    .await();
            outbox.journal
                    .settle(due.get(2).id(), Attempt.expired(clock.instant(), List.of(), "late"))
                    .await();
            assertEquals(Optional.empty(), outbox.journal.nextDue(ROUTE));
        }
        try (TestOutbox outbox = open()) {
            assertEquals(List.of(), due(outbox.journal));
        }
    }

    @Test
    void branch_thatIsNotThere_isUnknown() {
        try (TestOutbox outbox = open()) {
            outbox.journal.prepare(ROUTE, XID, TestOutbox.several(outbox.journal, 1, 10));
            assertThrows(UnknownBranchException.class, () -> outbox.journal.commit("other", XID));
            outbox.journal.commit(ROUTE, XID);
            assertThrows(UnknownBranchException.class, () -> outbox.journal.commit(ROUTE, XID));
            assertThrows(UnknownBranchException.class, () -> outbox.journal.rollback(ROUTE, XID));
            assertThrows(UnknownBranchException.class, () -> outbox.journal.forget(ROUTE, XID));
            assertThrows(UnknownBranchException.class, () -> outbox.journal.completeHeuristically(ROUTE, XID, true));
        }
    }

    @Test
    void preparedTwice_isRefused_andTheFirstStays() {
        try (TestOutbox outbox = open()) {
            outbox.journal.prepare(ROUTE, XID, TestOutbox.several(outbox.journal, 1, 10));
            List<Stored> more = TestOutbox.several(outbox.journal, 1, 9000);
            assertThrows(IllegalStateException.class, () -> outbox.journal.prepare(ROUTE, XID, more));
            assertEquals(List.of(), bodies.list());
            outbox.journal.commit(ROUTE, XID);
            assertEquals(1, due(outbox.journal).size());
        }
    }

    @Test
    void decidedBranch_isToldUntilItIsForgotten() {
        try (TestOutbox outbox = open()) {
            outbox.journal.prepare(ROUTE, XID, TestOutbox.several(outbox.journal, 2, 10));
            assertThrows(IllegalStateException.class, () -> outbox.journal.forget(ROUTE, XID));
            outbox.journal.completeHeuristically(ROUTE, XID, true);
        }
        try (TestOutbox outbox = open()) {
            Branch branch = outbox.journal.branches(ROUTE).get(0);
            assertEquals(new Branch(XID, Branch.State.HEURISTICALLY_COMMITTED, clock.instant(), 2), branch);
            assertTrue(assertThrows(HeuristicOutcomeException.class, () -> outbox.journal.rollback(ROUTE, XID))
                    .committed());
            outbox.journal.forget(ROUTE, XID);
            assertEquals(List.of(), outbox.journal.branches(ROUTE));
            assertEquals(2, due(outbox.journal).size());
        }
    }

    @Test
    void releasedMessage_isDueAgain() {
        try (TestOutbox outbox = open()) {
            outbox.journal.add(ROUTE, TestOutbox.several(outbox.journal, 1, 10));
            AtomicInteger calls = new AtomicInteger();
            Due due = due(outbox.journal).get(0);
            Outbox.Subscription subscription = outbox.journal.onEligible(ROUTE, calls::incrementAndGet);
            assertEquals(List.of(), due(outbox.journal));
            outbox.journal.release(due.id());
            subscription.close();
            assertEquals(1, calls.get());
            assertEquals(List.of(due), due(outbox.journal));
            outbox.journal.release(due.id());
            assertEquals(1, calls.get());
            assertThrows(IllegalStateException.class, () -> outbox.journal.release(due.id()));
        }
    }

    /** With its pages on the disk alone. */
    private TestOutbox openWithMuch() {
        try (TestOutbox outbox = open()) {
            outbox.journal.add(ROUTE, TestOutbox.several(outbox.journal, 2000, 10));
        }
        return open();
    }

    @Test
    void messagesThatMeetAnErrorWhenTheyAreGivenOut_areDueAgain() {
        try (TestOutbox outbox = openWithMuch()) {
            disk.readingFails = new OutOfMemoryError("for the moment");
            assertThrows(OutOfMemoryError.class, () -> due(outbox.journal));
            disk.readingFails = null;
            assertEquals(2000, due(outbox.journal).size());
            assertEquals(List.of(), outbox.stops);
        }
    }

    @Test
    void messageWhoseAttemptCannotBeRecorded_isStillInDelivery() {
        try (TestOutbox outbox = open()) {
            outbox.journal.add(ROUTE, TestOutbox.several(outbox.journal, 2, 10));
            List<OutboxId> due = due(outbox.journal).stream().map(Due::id).toList();
            due.forEach(id -> assertThrows(NullPointerException.class, () -> outbox.journal.settle(id, null)));
            assertEquals(List.of(), due(outbox.journal));
            outbox.journal
                    .settle(due.get(0), Attempt.accepted(clock.instant(), List.of()))
                    .await();
            outbox.journal.release(due.get(1));
            assertEquals(1, due(outbox.journal).size());
        }
    }

    @Test
    void messagesThatAnOperatorCannotChange_areAsTheyWereBefore() {
        try (TestOutbox outbox = openWithMuch()) {
            disk.readingFails = new OutOfMemoryError("for the moment");
            assertThrows(OutOfMemoryError.class, () -> outbox.journal.operator().parkAll(ROUTE, State.ELIGIBLE));
            disk.readingFails = null;
            assertEquals(2000, outbox.journal.operator().parkAll(ROUTE, State.ELIGIBLE));
            assertEquals(List.of(), outbox.stops);
        }
    }

    @Test
    void interruptedThread_storesAllTheSame_andStaysInterrupted() {
        try (TestOutbox outbox = open()) {
            List<Stored> messages = TestOutbox.several(outbox.journal, 1, 9000);
            Thread.currentThread().interrupt();
            outbox.journal.add(ROUTE, messages);
            assertTrue(Thread.interrupted());
            assertEquals(1, due(outbox.journal).size());
        }
    }

    @Test
    void interruptedWriter_goesOn() {
        try (TestOutbox outbox = open()) {
            for (int i = 0; i < 100; i++) {
                outbox.interruptWriter();
                outbox.journal.add(ROUTE, TestOutbox.several(outbox.journal, 2, 3000));
                Due first = outbox.journal.takeDue(ROUTE, Instant.MAX, 1).get(0);
                outbox.journal
                        .settle(first.id(), Attempt.accepted(clock.instant(), List.of()))
                        .await();
            }
            assertEquals(100, due(outbox.journal).size());
            assertEquals(List.of(), outbox.stops);
        }
    }

    @Test
    void outboxMaxBytes_isNotExceeded_andWhatIsStoredCanBeSettled() {
        try (TestOutbox outbox = open(new JournalLimits(50_000, 0, 4096, 0, 1 << 14, Retention.DEFAULT))) {
            outbox.journal.add(ROUTE, TestOutbox.several(outbox.journal, 1, 20_000));
            outbox.journal.prepare(ROUTE, XID, TestOutbox.several(outbox.journal, 1, 2_000));
            List<Stored> large = TestOutbox.several(outbox.journal, 2, 15_000);
            OutboxException full = assertThrows(OutboxException.class, () -> outbox.journal.add(ROUTE, large));
            assertEquals(Reason.FULL, full.reason());
            assertTrue(full.getMessage().contains("OutboxMaxBytes is 50000"), full.getMessage());
            assertEquals(1, bodies.list().size());
            outbox.journal.commit(ROUTE, XID);
            due(outbox.journal).forEach(due -> outbox.journal
                    .settle(due.id(), Attempt.accepted(clock.instant(), List.of()))
                    .await());
            outbox.journal.add(ROUTE, large);
            assertEquals(List.of(), outbox.stops);
        }
    }

    @Test
    void fullDisk_takesNothingNew_andWhatIsStoredCanBeSettled() {
        disk.capacity = 400_000;
        try (TestOutbox outbox = open(new JournalLimits(0, 0, 1 << 20, 150_000, 1 << 14, Retention.DEFAULT))) {
            outbox.journal.prepare(ROUTE, XID, TestOutbox.several(outbox.journal, 10, 1_000));
            OutboxException full = null;
            for (int i = 0; full == null; i++) {
                assertTrue(i < 1000, "never full");
                try {
                    outbox.journal.add(ROUTE, TestOutbox.several(outbox.journal, 1, 5_000));
                } catch (OutboxException e) {
                    full = e;
                }
            }
            assertEquals(Reason.FULL, full.reason());
            assertTrue(full.isTransient());
            outbox.journal.commit(ROUTE, XID);
            for (Due due : due(outbox.journal)) {
                outbox.journal
                        .settle(due.id(), Attempt.accepted(clock.instant(), List.of()))
                        .await();
            }
            outbox.journal.add(ROUTE, TestOutbox.several(outbox.journal, 1, 5_000));
            assertEquals(List.of(), outbox.stops);
        }
    }

    @Test
    void diskThatOthersFill_takesNoLargeContent_andLeavesNothingOfIt() {
        bodies.capacity = 10_000;
        try (TestOutbox outbox = open()) {
            List<Stored> messages = new ArrayList<>(TestOutbox.several(outbox.journal, 1, 6000));
            messages.addAll(TestOutbox.several(outbox.journal, 1, 20_000));
            OutboxException full = assertThrows(OutboxException.class, () -> outbox.journal.add(ROUTE, messages));
            assertEquals(Reason.FULL, full.reason());
            assertEquals(List.of(), bodies.list());
            outbox.journal.add(ROUTE, messages.subList(0, 1));
            assertEquals(1, due(outbox.journal).size());
            assertEquals(List.of(), outbox.stops);
        }
    }

    @Test
    void failedSync_stopsForGood_andIsNotTriedAgain() {
        try (TestOutbox outbox = open()) {
            outbox.journal.add(ROUTE, TestOutbox.several(outbox.journal, 1, 10));
            disk.nextSyncFails = new IOException("EIO");
            List<Stored> messages = TestOutbox.several(outbox.journal, 1, 10);
            assertEquals(
                    Reason.STOPPED,
                    assertThrows(OutboxException.class, () -> outbox.journal.add(ROUTE, messages))
                            .reason());
            disk.nextSyncFails = null;
            long operations = power.operations();
            for (Runnable call : List.<Runnable>of(
                    () -> outbox.journal.add(ROUTE, messages),
                    () -> outbox.journal.prepare(ROUTE, XID, messages),
                    () -> outbox.journal.commit(ROUTE, XID),
                    () -> due(outbox.journal),
                    () -> outbox.journal.branches(ROUTE),
                    () -> outbox.journal.nextDue(ROUTE))) {
                OutboxException stopped = assertThrows(OutboxException.class, call::run);
                assertEquals(Reason.STOPPED, stopped.reason());
                assertTrue(stopped.getMessage().contains("EIO"), stopped.getMessage());
            }
            assertEquals(operations, power.operations());
            // It is told by the thread that writes.
            outbox.kill();
            assertEquals(1, outbox.stops.size());
        }
    }

    @Test
    void outboxWhoseSyncFailed_isNotWrittenWhenItIsClosed() {
        List<Stored> messages;
        try (TestOutbox outbox = open()) {
            messages = TestOutbox.several(outbox.journal, 1, 10);
            outbox.journal.add(ROUTE, messages);
            disk.nextSyncFails = new IOException("EIO");
            assertThrows(
                    OutboxException.class, () -> outbox.journal.add(ROUTE, TestOutbox.several(outbox.journal, 1, 10)));
            disk.nextSyncFails = null;
            assertNotWrittenByClose(outbox);
        }
        try (TestOutbox outbox = open()) {
            assertTrue(due(outbox.journal).stream()
                    .map(Due::id)
                    .toList()
                    .contains(messages.get(0).id()));
        }
    }

    @Test
    void changeThatStoppedHalfWay_isNotWrittenWhenTheOutboxIsClosed() {
        try (TestOutbox outbox = open()) {
            // A message is written before its status, which cannot be without a route.
            assertThrows(
                    OutboxException.class, () -> outbox.journal.add(null, TestOutbox.several(outbox.journal, 1, 10)));
            assertNotWrittenByClose(outbox);
        }
    }

    private void assertNotWrittenByClose(TestOutbox outbox) {
        outbox.kill();
        assertEquals(1, outbox.stops.size());
        long operations = power.operations();
        outbox.journal.close();
        assertEquals(operations, power.operations());
    }

    @Test
    void unreadableStore_isRefused_andStaysAsItIs() {
        try (TestOutbox outbox = open()) {
            outbox.journal.add(ROUTE, TestOutbox.several(outbox.journal, 1, 10));
        }
        byte[] octets = disk.octets(Store.FILE);
        for (int i = 0; i < octets.length; i++) {
            octets[i] = (byte) (octets[i] ^ (i % 7 == 0 ? 0x55 : 0));
        }
        disk.replace(Store.FILE, octets);
        OutboxException unreadable = assertThrows(OutboxException.class, this::open);
        assertEquals(Reason.UNREADABLE, unreadable.reason());
        assertArrayEquals(octets, disk.octets(Store.FILE));
    }

    @Test
    void bodiesWithoutStore_areRefused() {
        bodies.replace(new OutboxId(5).toString(), new byte[10]);
        assertEquals(
                Reason.UNREADABLE,
                assertThrows(OutboxException.class, this::open).reason());
        assertFalse(disk.exists(Store.FILE));
    }

    @Test
    void lostBody_isRefused() throws IOException {
        try (TestOutbox outbox = open()) {
            outbox.journal.add(ROUTE, TestOutbox.several(outbox.journal, 1, 10_000));
        }
        bodies.delete(bodies.list().get(0));
        assertEquals(
                Reason.UNREADABLE,
                assertThrows(OutboxException.class, this::open).reason());
    }

    @Test
    void file_shrinksAgainAfterABacklog_whileMailFlows() {
        JournalLimits limits = new JournalLimits(0, 0, 1 << 20, 0, 1 << 18, Retention.DEFAULT);
        try (TestOutbox outbox = open(limits)) {
            for (int i = 0; i < 20; i++) {
                outbox.journal.add(ROUTE, TestOutbox.several(outbox.journal, 100, 10_000));
            }
            long backlog = disk.size();
            assertTrue(backlog > 20_000_000, "backlog of " + backlog);
            // One message that is never settled, and new ones all the time.
            List<Due> due = due(outbox.journal);
            for (Due one : due.subList(0, due.size() - 1)) {
                outbox.journal
                        .settle(one.id(), Attempt.accepted(clock.instant(), List.of()))
                        .await();
                if (one.id().value() % 10 == 0) {
                    outbox.journal.add(ROUTE, TestOutbox.several(outbox.journal, 1, 1000));
                    due(outbox.journal).forEach(flow -> outbox.journal
                            .settle(flow.id(), Attempt.accepted(clock.instant(), List.of()))
                            .await());
                }
            }
            assertTrue(disk.size() < 2_000_000, "still " + disk.size() + " of " + backlog);
            assertEquals(List.of(), outbox.stops);
        }
    }

    @Test
    void contents_areNotReadAtOpen() {
        int count = 2000;
        try (TestOutbox outbox = open(TestOutbox.USUAL)) {
            for (int i = 0; i < 20; i++) {
                outbox.journal.add(ROUTE, TestOutbox.several(outbox.journal, count / 20, 10_000));
            }
        }
        long before = power.read();
        try (TestOutbox outbox = open(TestOutbox.USUAL)) {
            long read = power.read() - before;
            assertTrue(read < disk.size() / 10, read + " octets of " + disk.size());
            assertEquals(count, due(outbox.journal).size());
        }
    }

    @Test
    void operator_seesMessages_hasThemTriedAgain_andGivesThemUp() {
        try (TestOutbox outbox = open()) {
            outbox.journal.add(ROUTE, TestOutbox.several(outbox.journal, 3, 10));
            outbox.journal.prepare(ROUTE, XID, TestOutbox.several(outbox.journal, 1, 10_000));
            List<Due> due = outbox.journal.takeDue(ROUTE, clock.instant(), 2);
            OutboxId failed = due.get(0).id();
            OutboxId delivered = due.get(1).id();
            outbox.journal
                    .settle(failed, Attempt.failed(clock.instant(), List.of(), "no such user"))
                    .await();

            List<Kept> kept = outbox.journal.operator().list(ROUTE, Optional.empty(), 10);
            assertEquals(
                    List.of(State.FAILED, State.IN_DELIVERY, State.ELIGIBLE, State.PREPARED),
                    kept.stream().map(Kept::state).toList());
            assertEquals("no such user", kept.get(0).remark());
            assertEquals(kept.subList(1, 3), outbox.journal.operator().list(ROUTE, Optional.of(failed), 2));

            Instant later = clock.instant().plusSeconds(5);
            outbox.journal.operator().retry(failed, later);
            assertThrows(
                    IllegalStateException.class, () -> outbox.journal.operator().retry(delivered, later));
            assertThrows(
                    IllegalStateException.class, () -> outbox.journal.operator().remove(delivered));
            OutboxId prepared = kept.get(3).message().id();
            assertThrows(
                    IllegalStateException.class, () -> outbox.journal.operator().remove(prepared));
            outbox.journal.operator().remove(kept.get(2).message().id());
            assertThrows(
                    IllegalStateException.class,
                    () -> outbox.journal.operator().remove(kept.get(2).message().id()));
            assertEquals(Optional.of(later), outbox.journal.nextDue(ROUTE));
            outbox.journal.rollback(ROUTE, XID);
            outbox.journal
                    .settle(delivered, Attempt.accepted(clock.instant(), List.of()))
                    .await();
        }
        try (TestOutbox outbox = open()) {
            List<Kept> kept = outbox.journal.operator().list(ROUTE, Optional.empty(), 10);
            assertEquals(1, kept.size());
            assertEquals(State.DEFERRED, kept.get(0).state());
            assertEquals(1, kept.get(0).message().attempts());
        }
    }
}
