package org.postbound.outbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postbound.DeliveryEvent;
import org.postbound.DeliveryEvent.Kind;
import org.postbound.RecipientOutcome;
import org.postbound.SmtpReply;
import org.postbound.config.Retention;
import org.postbound.outbox.Subscriptions.PendingEvent;
import org.postbound.outbox.Subscriptions.Subscribed;

class SubscriptionsTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final Duration WEEK = Duration.ofDays(7);
    private static final BranchId XID = new BranchId(7, new byte[] {1}, new byte[] {2});

    private final ManualClock clock = new ManualClock();
    private CrashingDisk.Power power = new CrashingDisk.Power(1);
    private CrashingDisk disk = new CrashingDisk(power);
    private CrashingDisk bodies = new CrashingDisk(power);
    private JournalLimits limits = TestOutbox.SMALL;
    private TestOutbox outbox;

    SubscriptionsTest() {
        clock.set(NOON);
        start();
    }

    private void start() {
        outbox = new TestOutbox(disk, bodies, limits, clock);
    }

    @AfterEach
    void close() {
        outbox.close();
        assertEquals(List.of(), outbox.stops);
    }

    /** The power goes, and comes again. */
    private void crash() {
        outbox.kill();
        power = new CrashingDisk.Power(2);
        disk = disk.restart(power);
        bodies = bodies.restart(power);
        start();
    }

    private Subscriptions subscriptions() {
        return outbox.journal.subscriptions();
    }

    private Subscribed shown(String name) {
        return subscriptions().list().stream()
                .filter(one -> one.subscription().name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private void subscribe(String name, Optional<String> route, Kind... kinds) {
        subscriptions().activate(new DurableSubscription(name, route, Set.of(kinds), WEEK));
    }

    private void subscribe(String name) {
        subscribe(name, Optional.empty(), Kind.values());
    }

    /** Sends a message to two recipients, and records what an attempt achieves. */
    private OutboxId attempt(String route, Attempt attempt) {
        OutboxId id = outbox.journal.newId();
        outbox.journal.add(route, List.of(TestOutbox.stored(id, 100, "b@example.org", "c@example.org")));
        return again(route, id, attempt);
    }

    private OutboxId again(String route, OutboxId id, Attempt attempt) {
        assertEquals(
                List.of(id),
                outbox.journal.takeDue(route, Instant.MAX, 1).stream()
                        .map(Due::id)
                        .toList());
        outbox.journal.settle(id, attempt).await();
        return id;
    }

    private OutboxId accept() {
        return attempt("default", Attempt.accepted(clock.instant(), List.of()));
    }

    private List<PendingEvent> takeAll(String name) {
        List<PendingEvent> taken = new ArrayList<>();
        Optional<PendingEvent> next = subscriptions().take(name, clock.instant());
        while (next.isPresent()) {
            taken.add(next.get());
            next = subscriptions().take(name, clock.instant());
        }
        return taken;
    }

    private List<String> messages(String name) {
        return takeAll(name).stream().map(one -> one.event().outboxId()).toList();
    }

    private OutboxId takeOne(String name) {
        return subscriptions().take(name, clock.instant()).orElseThrow().id();
    }

    @Test
    void event_tellsWhatTheAttemptAchieved() {
        subscribe("all");
        SmtpReply fine = new SmtpReply(250, List.of("2.1.5 fine"));
        SmtpReply later = new SmtpReply(451, List.of("4.3.0 later"));
        RecipientOutcome b = RecipientOutcome.of("b@example.org", fine);
        OutboxId id = attempt(
                "default",
                Attempt.deferred(
                        NOON,
                        List.of(b, RecipientOutcome.of("c@example.org", later)),
                        NOON.plusSeconds(60),
                        "c is busy"));
        RecipientOutcome c = RecipientOutcome.of("c@example.org", fine);
        again("default", id, Attempt.accepted(NOON.plusSeconds(61), List.of(c)));

        String messageId = "<%s@example.org>".formatted(id);
        assertEquals(
                List.of(
                        new DeliveryEvent(
                                id.toString(),
                                messageId,
                                "default",
                                Kind.DEFERRED,
                                1,
                                NOON,
                                List.of(b, RecipientOutcome.of("c@example.org", later)),
                                Optional.of(NOON.plusSeconds(60)),
                                "c is busy"),
                        new DeliveryEvent(
                                id.toString(),
                                messageId,
                                "default",
                                Kind.ACCEPTED,
                                2,
                                NOON.plusSeconds(61),
                                List.of(b, c),
                                Optional.empty(),
                                "")),
                takeAll("all").stream().map(PendingEvent::event).toList());
    }

    @Test
    void eventThatCannotBeRead_isGivenOutAgain() throws Exception {
        CrashingDisk another = new CrashingDisk(power);
        try (Store store = Store.open(another, limits.step())) {
            KnownSubscriptions known =
                    new KnownSubscriptions(store, new EventRoom(another, limits), new TestOutbox.Recorded());
            DurableSubscription all = new DurableSubscription("all", Optional.empty(), Set.of(Kind.values()), WEEK);
            known.use(all, 1, NOON);
            DeliveryEvent event = new DeliveryEvent(
                    "1", "<1@example.org>", "default", Kind.ACCEPTED, 1, NOON, List.of(), Optional.empty(), "");
            known.show(known.tell(event, () -> new OutboxId(2)));
            // Whatever it reads with is not there.
            Reading broken = new Reading(null, null, null, null);
            EventJournal journal =
                    new EventJournal(known, new GroupCommit(null, GroupCommit.LINGER), broken, clock, null);
            assertThrows(NullPointerException.class, () -> journal.take("all", NOON));
            assertEquals(2, known.take("all", NOON).orElseThrow().id());
        }
    }

    @Test
    void messageThatExpires_wasNotAttemptedOnceMore() {
        subscribe("all");
        attempt("default", Attempt.expired(NOON, List.of(), "too late"));
        DeliveryEvent event = takeAll("all").get(0).event();
        assertEquals(Kind.EXPIRED, event.kind());
        assertEquals(0, event.attempt());
        assertEquals(
                List.of(RecipientOutcome.pending("b@example.org"), RecipientOutcome.pending("c@example.org")),
                event.recipients());
    }

    @Test
    void filter_isByRouteAndKind() {
        subscribe("orders", Optional.of("orders"), Kind.values());
        subscribe("trouble", Optional.empty(), Kind.FAILED, Kind.PARKED);
        OutboxId accepted = attempt("orders", Attempt.accepted(NOON, List.of()));
        OutboxId failed = attempt("news", Attempt.failed(NOON, List.of(), "no"));
        OutboxId parked = attempt("orders", Attempt.parked(NOON, List.of(), "perhaps"));
        assertEquals(List.of(accepted.toString(), parked.toString()), messages("orders"));
        assertEquals(List.of(failed.toString(), parked.toString()), messages("trouble"));
    }

    @Test
    void withoutSubscription_nothingIsKept() {
        accept();
        subscribe("late");
        assertEquals(List.of(), takeAll("late"));
        assertEquals(0, subscriptions().list().get(0).events());
    }

    @Test
    void mailThatIsRolledBack_hasNoEvent() {
        subscribe("all");
        OutboxId id = outbox.journal.newId();
        outbox.journal.prepare("default", XID, List.of(TestOutbox.stored(id, 100)));
        outbox.journal.rollback("default", XID);
        assertEquals(List.of(), takeAll("all"));
    }

    @Test
    void eachSubscription_acknowledgesForItself() {
        subscribe("a");
        subscribe("b");
        OutboxId message = accept();
        subscriptions().acknowledge("a", List.of(takeOne("a")));
        crash();
        assertEquals(List.of(), messages("a"));
        assertEquals(List.of(message.toString()), messages("b"));
    }

    @Test
    void eventThatWasGivenOut_isGivenOutAgainWhenReleased_orAfterACrash() {
        subscribe("all");
        OutboxId message = accept();
        OutboxId event = takeOne("all");
        assertEquals(List.of(), takeAll("all"));
        assertEquals(Optional.empty(), subscriptions().nextDue("all"));

        assertTrue(subscriptions().release("all", event, NOON.plusSeconds(10)));
        assertEquals(Optional.of(NOON.plusSeconds(10)), subscriptions().nextDue("all"));
        assertEquals(List.of(), takeAll("all"));
        clock.set(NOON.plusSeconds(10));
        assertEquals(
                1, subscriptions().take("all", clock.instant()).orElseThrow().failures());

        crash();
        assertEquals(List.of(message.toString()), messages("all"));
    }

    @Test
    void eventThatPauses_doesNotHoldUpOthers() {
        subscribe("all");
        accept();
        OutboxId second = accept();
        subscriptions().release("all", takeOne("all"), NOON.plusSeconds(10));
        assertEquals(List.of(second.toString()), messages("all"));
    }

    @Test
    void preparedAcknowledgement_holdsTheEvent_untilItIsRolledBack() {
        subscribe("all");
        OutboxId message = accept();
        OutboxId event = takeOne("all");
        subscriptions().prepare("all", XID, List.of(event));
        assertFalse(subscriptions().release("all", event, NOON));
        crash();

        assertEquals(List.of(), takeAll("all"));
        assertEquals(
                List.of(XID),
                subscriptions().branches("all").stream().map(Branch::xid).toList());
        assertEquals(List.of(), subscriptions().branches("other"));
        subscriptions().rollback("all", XID);
        assertEquals(List.of(message.toString()), messages("all"));
        assertThrows(UnknownBranchException.class, () -> subscriptions().rollback("all", XID));
    }

    @Test
    void committedAcknowledgement_erasesTheEvent() {
        subscribe("all");
        accept();
        subscriptions().prepare("all", XID, List.of(takeOne("all")));
        assertThrows(IllegalStateException.class, () -> subscriptions().prepare("all", XID, List.of(new OutboxId(1))));
        subscriptions().commit("all", XID);
        assertThrows(UnknownBranchException.class, () -> subscriptions().commit("all", XID));
        crash();
        assertEquals(List.of(), takeAll("all"));
    }

    @Test
    void subscription_isChangedByWhoeverUsesIt_andKeepsItsEvents() {
        subscribe("all");
        OutboxId message = accept();
        clock.set(NOON.plusSeconds(5));
        DurableSubscription changed =
                new DurableSubscription("all", Optional.of("orders"), Set.of(Kind.FAILED), Duration.ofDays(1));
        assertThrows(IllegalStateException.class, () -> subscriptions().activate(changed));
        subscriptions().deactivate("all");
        subscriptions().activate(changed);
        accept();
        crash();
        assertEquals(
                List.of(new Subscribed(
                        changed,
                        NOON,
                        NOON.plusSeconds(5),
                        false,
                        1,
                        shown("all").octets(),
                        0)),
                subscriptions().list());
        assertEquals(List.of(message.toString()), messages("all"));
    }

    @Test
    void operator_removesWhatIsNotInUse() {
        subscribe("all");
        subscribe("other");
        accept();
        subscriptions().prepare("all", XID, List.of(takeOne("all")));
        assertThrows(IllegalStateException.class, () -> subscriptions().remove("all"));
        subscriptions().deactivate("all");
        assertThrows(IllegalStateException.class, () -> subscriptions().deactivate("all"));
        subscriptions().remove("all");
        assertThrows(IllegalStateException.class, () -> subscriptions().remove("all"));
        crash();
        assertEquals(
                List.of("other"),
                subscriptions().list().stream()
                        .map(one -> one.subscription().name())
                        .toList());
        assertEquals(List.of(), subscriptions().branches("all"));
        assertEquals(1, takeAll("other").size());
    }

    @Test
    void whatIsOlderThanTheRetention_goes() {
        subscribe("used");
        subscribe("abandoned");
        subscriptions().deactivate("abandoned");
        accept();
        clock.advance(WEEK);
        OutboxId young = accept();
        subscriptions().expire(clock.instant());
        assertEquals(2, subscriptions().list().size());

        clock.advance(Duration.ofSeconds(1));
        subscriptions().expire(clock.instant());
        crash();
        assertEquals(
                List.of("used"),
                subscriptions().list().stream()
                        .map(one -> one.subscription().name())
                        .toList());
        assertEquals(clock.instant(), subscriptions().list().get(0).used());
        assertEquals(List.of(young.toString()), messages("used"));
    }

    @Test
    void whatExpires_isReportedAndCounted() {
        subscribe("used");
        subscribe("abandoned");
        subscriptions().deactivate("abandoned");
        accept();
        accept();
        clock.advance(WEEK.plusSeconds(1));
        subscriptions().expire(clock.instant());
        assertEquals(List.of("abandoned 2", "used 2"), outbox.losses);
        assertEquals(2, shown("used").lost());
        subscriptions().expire(clock.instant());
        assertEquals(2, outbox.losses.size());
        crash();
        assertEquals(2, shown("used").lost());
    }

    /** Room for some events of the size that one has which was accepted. */
    private void limitEvents(int events, long reserve) {
        subscribe("measure");
        accept();
        long octets = shown("measure").octets();
        subscriptions().deactivate("measure");
        subscriptions().remove("measure");
        outbox.close();
        limits = new JournalLimits(0, events * octets, 4096, reserve, 1 << 14, Retention.DEFAULT);
        start();
    }

    @Test
    void withoutRoom_theOldestEventsOfTheLargestSubscriptionGo() {
        limitEvents(6, 0);
        subscribe("orphan");
        subscriptions().deactivate("orphan");
        OutboxId first = accept();
        accept();
        OutboxId third = accept();
        subscribe("used");
        OutboxId fourth = accept();
        assertEquals(List.of(), outbox.losses);
        OutboxId fifth = accept();
        assertEquals(List.of("orphan"), outbox.losses);
        OutboxId sixth = accept();
        assertEquals(List.of("orphan"), outbox.losses);
        crash();
        assertEquals(3, shown("orphan").lost());
        assertEquals(0, shown("used").lost());
        assertEquals(6, shown("orphan").events() + shown("used").events());
        assertEquals(List.of(fourth.toString(), fifth.toString(), sixth.toString()), messages("used"));
        assertFalse(messages("orphan").contains(first.toString()));
        assertFalse(messages("orphan").contains(third.toString()));
    }

    @Test
    void subscriptionThatHasTakenAll_isReportedAgain() {
        limitEvents(2, 0);
        subscribe("slow");
        for (int i = 0; i < 3; i++) {
            accept();
        }
        assertEquals(List.of("slow"), outbox.losses);
        takeAll("slow").forEach(one -> subscriptions().acknowledge("slow", List.of(one.id())));
        for (int i = 0; i < 4; i++) {
            accept();
        }
        assertEquals(List.of("slow", "slow"), outbox.losses);
        assertEquals(3, shown("slow").lost());
    }

    @Test
    void whatIsGivenOutOrPrepared_isNotDropped() {
        limitEvents(2, 0);
        subscribe("all");
        accept();
        accept();
        OutboxId givenOut = takeOne("all");
        subscriptions().prepare("all", XID, List.of(takeOne("all")));
        accept();
        assertEquals(3, shown("all").events());
        OutboxId last = accept();
        assertEquals(1, shown("all").lost());
        subscriptions().commit("all", XID);
        subscriptions().acknowledge("all", List.of(givenOut));
        assertEquals(List.of(last.toString()), messages("all"));
    }

    @Test
    void onADiskThatIsNearlyFull_eventsTakeNoMoreThanTheyHave() {
        outbox.close();
        limits = new JournalLimits(0, 0, 4096, 100_000, 1 << 14, Retention.DEFAULT);
        start();
        subscribe("all");
        List<Outbox.Stored> mail = TestOutbox.several(outbox.journal, 3, 100);
        outbox.journal.add("default", mail);
        for (Due due : outbox.journal.takeDue("default", Instant.MAX, 2)) {
            outbox.journal.settle(due.id(), Attempt.accepted(NOON, List.of())).await();
        }
        disk.capacity = disk.size() + 50_000;
        again("default", mail.get(2).id(), Attempt.accepted(NOON, List.of()));
        assertEquals(List.of("all"), outbox.losses);
        assertEquals(List.of(mail.get(1).id().toString(), mail.get(2).id().toString()), messages("all"));
    }

    @Test
    void committedAcknowledgement_isPreparedOnceMoreAfterACrash_andHoldsNothing() {
        subscribe("all");
        accept();
        OutboxId second = accept();
        subscriptions().prepare("all", XID, List.of(takeOne("all")));
        subscriptions().commit("all", XID);
        assertEquals(List.of(), subscriptions().branches("all"));
        crash();
        assertEquals(
                List.of(new Branch(XID, Branch.State.PREPARED, NOON, 0)),
                subscriptions().branches("all"));
        subscriptions().rollback("all", XID);
        assertEquals(List.of(), subscriptions().branches("all"));
        assertEquals(List.of(second.toString()), messages("all"));
        crash();
        assertEquals(List.of(), subscriptions().branches("all"));
    }

    @Test
    void transactionThatIsOver_leavesNothing_onceAnotherPrepares() {
        subscribe("all");
        accept();
        accept();
        OutboxId first = takeOne("all");
        subscriptions().prepare("all", XID, List.of(first));
        subscriptions().commit("all", XID);
        assertFalse(subscriptions().release("all", first, NOON));
        BranchId other = new BranchId(7, new byte[] {2}, new byte[] {2});
        subscriptions().prepare("all", other, List.of(takeOne("all")));
        crash();
        assertEquals(
                List.of(new Branch(other, Branch.State.PREPARED, NOON, 1)),
                subscriptions().branches("all"));
    }

    @Test
    void subscriptionThatEnds_leavesNothingOfItsBranches() {
        for (boolean removed : new boolean[] {true, false}) {
            subscribe("all");
            accept();
            OutboxId event = takeOne("all");
            subscriptions().prepare("all", XID, List.of(event));
            subscriptions().commit("all", XID);
            if (!removed) {
                subscriptions().release("all", event, NOON);
            }
            subscriptions().deactivate("all");
            if (removed) {
                subscriptions().remove("all");
            }
            crash();
            assertEquals(List.of(), subscriptions().branches("all"));
        }
    }

    @Test
    void whatIsGivenOutOrPrepared_doesNotExpire() {
        subscribe("all");
        accept();
        accept();
        OutboxId givenOut = takeOne("all");
        subscriptions().prepare("all", XID, List.of(takeOne("all")));
        clock.advance(WEEK.plusSeconds(1));
        subscriptions().expire(clock.instant());
        assertEquals(2, subscriptions().list().get(0).events());
        subscriptions().rollback("all", XID);
        subscriptions().release("all", givenOut, clock.instant());
        subscriptions().expire(clock.instant());
        assertEquals(0, subscriptions().list().get(0).events());
    }

    @Test
    void listener_isCalledForEventsOfItsSubscription() throws Exception {
        subscribe("all");
        subscribe("failed", Optional.empty(), Kind.FAILED);
        CountDownLatch called = new CountDownLatch(1);
        CountDownLatch notCalled = new CountDownLatch(1);
        Outbox.Subscription all = subscriptions().onEvent("all", called::countDown);
        subscriptions().onEvent("failed", notCalled::countDown);
        accept();
        assertTrue(called.await(10, TimeUnit.SECONDS));
        assertEquals(1, notCalled.getCount());
        all.close();
    }

    @Test
    void subscriptionWithoutNameKindsOrRetention_isRefused() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new DurableSubscription("", Optional.empty(), Set.of(Kind.FAILED), WEEK));
        assertThrows(
                IllegalArgumentException.class, () -> new DurableSubscription("a", Optional.empty(), Set.of(), WEEK));
        assertThrows(
                IllegalArgumentException.class,
                () -> new DurableSubscription("a", Optional.empty(), Set.of(Kind.FAILED), Duration.ZERO));
        assertThrows(
                IllegalStateException.class, () -> subscriptions().prepare("nobody", XID, List.of(new OutboxId(1))));
        assertThrows(IllegalArgumentException.class, () -> subscriptions().prepare("nobody", XID, List.of()));
    }
}
