package org.postbound.outbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.postbound.DeliveryOptions;
import org.postbound.DsnNotify;
import org.postbound.Envelope;
import org.postbound.ForwardPath;
import org.postbound.InvalidEmailException;
import org.postbound.RecipientOutcome;
import org.postbound.SmtpReply;
import org.postbound.mime.RenderedMessage;
import org.postbound.mime.WireMessage;

/** What an operator does is done at once, and is there after a restart. */
class OperatorTest {
    private static final String ROUTE = "orders";
    private static final String OTHER = "news";
    private static final BranchId XID = new BranchId(1, new byte[] {1, 2}, new byte[] {});
    private static final SmtpReply OK = new SmtpReply(250, List.of("ok"));
    private static final SmtpReply UNKNOWN = new SmtpReply(550, List.of("5.1.1 who?"));
    private static final SmtpReply BUSY = new SmtpReply(451, List.of("4.3.0 later"));

    private final ManualClock clock = new ManualClock();
    private final CrashingDisk.Power power = new CrashingDisk.Power(1);
    private final CrashingDisk disk = new CrashingDisk(power);
    private final CrashingDisk bodies = new CrashingDisk(power);
    private final List<String> rung = new ArrayList<>();
    private TestOutbox running;
    private Outbox outbox;
    private Operator operator;

    @BeforeEach
    void open() {
        running = new TestOutbox(disk, bodies, TestOutbox.SMALL, clock);
        outbox = running.journal;
        operator = outbox.operator();
        outbox.onEligible(ROUTE, () -> rung.add(ROUTE));
        outbox.onEligible(OTHER, () -> rung.add(OTHER));
    }

    @AfterEach
    void close() {
        assertEquals(List.of(), running.stops);
        running.close();
    }

    private void reopen() {
        close();
        open();
    }

    private Instant now() {
        return clock.instant();
    }

    private OutboxId add(String... recipients) {
        Outbox.Stored stored = TestOutbox.stored(outbox.newId(), 100, recipients);
        outbox.add(ROUTE, List.of(stored));
        return stored.id();
    }

    private OutboxId add(Envelope envelope) {
        OutboxId id = outbox.newId();
        WireMessage content =
                WireMessage.of("Message-ID: <1@example.org>\r\n\r\nHello\r\n".getBytes(StandardCharsets.US_ASCII));
        outbox.add(ROUTE, List.of(new Outbox.Stored(id, new RenderedMessage(envelope, content))));
        return id;
    }

    private OutboxId addHeldUntil(Instant then) {
        return add(new Envelope(
                "a@example.org",
                List.of(ForwardPath.of("b@example.org")),
                new DeliveryOptions(
                        Optional.empty(), Optional.empty(), false, OptionalInt.empty(), Optional.of(then))));
    }

    private void settle(OutboxId id, Attempt attempt) {
        for (Due due : outbox.takeDue(ROUTE, now(), 10)) {
            if (due.id().equals(id)) {
                outbox.settle(id, attempt).await();
            } else {
                outbox.release(due.id());
            }
        }
    }

    private Attempt failed(String recipient) {
        return Attempt.failed(now(), List.of(RecipientOutcome.of(recipient, UNKNOWN)), "550 5.1.1 who?");
    }

    private OutboxId addFailed(String recipient) {
        OutboxId id = add(recipient);
        settle(id, failed(recipient));
        return id;
    }

    private Kept kept(OutboxId id) {
        return operator.find(id).orElseThrow();
    }

    private State state(OutboxId id) {
        return kept(id).state();
    }

    private static void assertTold(String text, Class<? extends RuntimeException> type, Executable operation) {
        String message = assertThrows(type, operation).getMessage();
        assertTrue(message.contains(text), message);
    }

    @Test
    void parkedMessage_waitsForItsRelease_alsoAfterARestart() {
        OutboxId eligible = add("b@example.org");
        OutboxId failed = addFailed("c@example.org");
        operator.park(eligible);
        operator.park(failed);
        assertEquals("set aside by an operator", kept(eligible).remark());
        assertEquals(
                "set aside by an operator; before: 550 5.1.1 who?", kept(failed).remark());
        reopen();

        assertEquals(List.of(), outbox.takeDue(ROUTE, Instant.MAX, 10));
        assertEquals(Optional.empty(), outbox.nextDue(ROUTE));
        assertThrows(IllegalStateException.class, () -> operator.park(eligible));
        rung.clear();
        operator.release(failed, now());
        assertEquals(List.of(ROUTE), rung);
        assertEquals(List.of(failed), ids(outbox.takeDue(ROUTE, now(), 10)));
        assertEquals(State.PARKED, state(eligible));
    }

    private static List<OutboxId> ids(List<Due> messages) {
        return messages.stream().map(Due::id).toList();
    }

    @Test
    void onlyAParkedMessage_isReleased() {
        OutboxId id = addFailed("b@example.org");
        assertThrows(IllegalStateException.class, () -> operator.release(id, now()));
        operator.retry(id, now());
        assertEquals(List.of(id), ids(outbox.takeDue(ROUTE, now(), 10)));
        assertThrows(IllegalStateException.class, () -> operator.park(id));
    }

    @Test
    void messageThatIsHeld_isNotDueBefore_whateverTheOperatorDoes() {
        Instant then = now().plusSeconds(3600);
        OutboxId id = addHeldUntil(then);
        operator.park(id);
        operator.release(id, now());
        assertEquals(Optional.of(then), outbox.nextDue(ROUTE));
        operator.changeRecipient(id, "b@example.org", "c@example.org", now());
        assertEquals(Optional.of(then), outbox.nextDue(ROUTE));
        operator.move(id, OTHER, now());
        assertEquals(Optional.of(then), outbox.nextDue(OTHER));
    }

    @Test
    void messageThatWasRefused_isTriedForAllButThoseThatWereAccepted() {
        OutboxId id = add("b@example.org", "c@example.org", "d@example.org");
        settle(
                id,
                Attempt.failed(
                        now(),
                        List.of(
                                RecipientOutcome.of("b@example.org", OK),
                                RecipientOutcome.of("c@example.org", UNKNOWN),
                                RecipientOutcome.of("d@example.org", BUSY)),
                        "no"));
        operator.retry(id, now());
        Due due = outbox.takeDue(ROUTE, now(), 1).get(0);
        assertEquals(
                List.of(ForwardPath.of("c@example.org"), ForwardPath.of("d@example.org")),
                due.remaining().forwardPaths());
        assertEquals(1, due.attempts());
    }

    @Test
    void changedRecipient_isTriedAnew_andTheOthersKeepWhatTheyHave() {
        OutboxId id = add("b@example.org", "c@example.org", "d@example.org");
        settle(
                id,
                Attempt.failed(
                        now(),
                        List.of(
                                RecipientOutcome.of("b@example.org", OK),
                                RecipientOutcome.of("c@example.org", UNKNOWN),
                                RecipientOutcome.of("d@example.org", BUSY)),
                        "no"));

        rung.clear();
        operator.changeRecipient(id, "c@example.org", "e@example.org", now());

        assertEquals(List.of(ROUTE), rung);
        reopen();
        Due due = outbox.takeDue(ROUTE, now(), 1).get(0);
        assertEquals(
                List.of(
                        RecipientOutcome.of("b@example.org", OK),
                        RecipientOutcome.pending("e@example.org"),
                        RecipientOutcome.of("d@example.org", BUSY)),
                due.outcomes());
        assertEquals(
                List.of(ForwardPath.of("e@example.org"), ForwardPath.of("d@example.org")),
                due.remaining().forwardPaths());
        outbox.release(id);
    }

    @Test
    void recipientThatCannotBeChanged_isToldOf_andTheMessageIsAsItWas() {
        OutboxId id = add("b@example.org", "c@example.org");
        settle(
                id,
                Attempt.deferred(
                        now(), List.of(RecipientOutcome.of("b@example.org", OK)), now().plusSeconds(60), "busy"));
        Kept before = kept(id);

        assertTold(
                "has accepted the message for b@example.org already",
                IllegalStateException.class,
                () -> operator.changeRecipient(id, "b@example.org", "e@example.org", now()));
        assertTold(
                "no recipient of the message; give one of [b@example.org, c@example.org]",
                IllegalArgumentException.class,
                () -> operator.changeRecipient(id, "x@example.org", "e@example.org", now()));
        assertTold(
                "would get it twice",
                IllegalArgumentException.class,
                () -> operator.changeRecipient(id, "c@example.org", "b@EXAMPLE.org", now()));
        assertTold(
                "is a recipient of the message already",
                IllegalArgumentException.class,
                () -> operator.changeRecipient(id, "c@example.org", "c@example.org", now()));
        InvalidEmailException bad = assertThrows(
                InvalidEmailException.class,
                () -> operator.changeRecipient(id, "c@example.org", "e@example.org> SIZE=1", now()));
        assertEquals("to.forwardPath", bad.field());

        assertEquals(before, kept(id));
        assertEquals(List.of(id), ids(outbox.takeDue(ROUTE, now().plusSeconds(60), 10)));
    }

    @Test
    void originalRecipient_isKept_andARecipientThatWasNamedTwice_isNamedOnce() {
        Set<DsnNotify> notify = Set.of(DsnNotify.FAILURE);
        ForwardPath wrong = new ForwardPath("b@example.org", notify, Optional.of("first@example.org"));
        OutboxId id = add(new Envelope(
                "a@example.org", List.of(wrong, ForwardPath.of("c@example.org"), wrong), DeliveryOptions.NONE));
        operator.changeRecipient(id, "b@example.org", "e@b\u00fccher.example", now());
        assertEquals(
                List.of(
                        new ForwardPath("e@xn--bcher-kva.example", notify, Optional.of("first@example.org")),
                        ForwardPath.of("c@example.org")),
                kept(id).message().envelope().forwardPaths());
    }

    @Test
    void movedMessage_isDueOnTheOtherRoute_withItsPast() {
        OutboxId deferred = add("b@example.org");
        settle(
                deferred,
                Attempt.deferred(
                        now(), List.of(RecipientOutcome.of("b@example.org", BUSY)), now().plusSeconds(600), "busy"));
        Kept before = kept(deferred);
        clock.set(now().plus(Duration.ofSeconds(10)));
        rung.clear();

        operator.move(deferred, OTHER, now());

        assertEquals(List.of(OTHER), rung);
        assertEquals(Optional.empty(), outbox.nextDue(ROUTE));
        assertEquals(List.of(), operator.list(ROUTE, Optional.empty(), 10));
        reopen();
        Due due = outbox.takeDue(OTHER, now(), 10).get(0);
        assertEquals(OTHER, due.route());
        assertEquals(before.message().outcomes(), due.outcomes());
        assertEquals(1, due.attempts());
        assertEquals(before.message().since(), due.since());
        assertEquals(before.message().storedAt(), due.storedAt());
        outbox.settle(deferred, Attempt.accepted(now(), List.of())).await();
        assertEquals(List.of(), operator.depths());
    }

    @Test
    void messageThatWasGivenUp_isMovedAsIfItWereNew() {
        OutboxId failed = addFailed("b@example.org");
        clock.set(now().plus(Duration.ofDays(10)));
        operator.move(failed, OTHER, now());
        Due due = outbox.takeDue(OTHER, now(), 10).get(0);
        assertEquals(now(), due.since());
        assertEquals(List.of(ForwardPath.of("b@example.org")), due.remaining().forwardPaths());
        outbox.release(failed);
        assertTold("name another one", IllegalArgumentException.class, () -> operator.move(failed, OTHER, now()));
        assertEquals(List.of(failed), ids(outbox.takeDue(OTHER, now(), 10)));
    }

    @Test
    void allMessagesOfAState_areTreatedTogether_andTheOthersAreNot() {
        List<OutboxId> failed = List.of(addFailed("b@example.org"), addFailed("c@example.org"));
        OutboxId eligible = add("d@example.org");
        outbox.prepare(ROUTE, XID, TestOutbox.several(outbox, 1, 10));

        assertEquals(2, operator.parkAll(ROUTE, State.FAILED));
        assertEquals(State.ELIGIBLE, state(eligible));
        assertEquals(2, operator.moveAll(ROUTE, State.PARKED, OTHER, now()));
        assertEquals(0, operator.moveAll(ROUTE, State.PARKED, OTHER, now()));
        assertEquals(failed, ids(outbox.takeDue(OTHER, now(), 10)));
        assertEquals(0, operator.retryAll(OTHER, State.DEFERRED, now()));
        assertThrows(IllegalArgumentException.class, () -> operator.retryAll(ROUTE, State.ELIGIBLE, now()));
        assertThrows(IllegalArgumentException.class, () -> operator.parkAll(ROUTE, State.PREPARED));
        assertThrows(IllegalArgumentException.class, () -> operator.moveAll(ROUTE, State.IN_DELIVERY, OTHER, now()));
        assertThrows(IllegalArgumentException.class, () -> operator.moveAll(ROUTE, State.ELIGIBLE, ROUTE, now()));
        assertEquals(List.of(eligible), ids(outbox.takeDue(ROUTE, now(), 10)));
    }

    @Test
    void manyMessages_areTreatedInPieces() {
        outbox.add(ROUTE, TestOutbox.several(outbox, 2345, 10));
        assertEquals(2345, operator.moveAll(ROUTE, State.ELIGIBLE, OTHER, now()));
        assertEquals(
                List.of(Map.of(State.ELIGIBLE, 2345)),
                operator.depths().stream().map(Depth::messages).toList());
    }

    @Test
    void pausedRoute_isPausedAfterARestart_untilItIsResumed() {
        Instant since = now();
        operator.pause(ROUTE);
        clock.set(now().plus(Duration.ofHours(1)));
        operator.pause(ROUTE);
        operator.pause(OTHER);
        reopen();

        assertEquals(Map.of(ROUTE, since, OTHER, now()), operator.paused());
        operator.resume(ROUTE);
        operator.resume("unknown");
        assertEquals(List.of(ROUTE), rung);
        reopen();
        assertEquals(Optional.empty(), operator.pausedSince(ROUTE));
        assertEquals(Optional.of(now()), operator.pausedSince(OTHER));
    }

    @Test
    void depth_namesTheOldestThatIsStillToBeHandedOver() {
        addFailed("b@example.org");
        OutboxId oldest = add("c@example.org");
        add("d@example.org");
        assertEquals(oldest, outbox.takeDue(ROUTE, now(), 1).get(0).id());

        Depth depth = operator.depths().get(0);

        assertEquals(Optional.of(oldest), depth.oldest());
        assertEquals(2, depth.left());
    }
}
