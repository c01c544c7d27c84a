package org.postbound.outbox;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postbound.DeliveryEvent;
import org.postbound.OutboxException;
import org.postbound.RecipientOutcome;
import org.postbound.SmtpReply;
import org.postbound.config.Retention;
import org.postbound.mime.WireMessage;

/**
 * The power goes off at every operation of the disk. Afterwards the outbox is what it was before the step that was going
 * on, or what it is after it. {@code -Dpostbound.crash.rounds=1000} tries for longer.
 */
@Timeout(7200)
class CrashTest {
    private static final String ROUTE = "default";
    private static final String OTHER = "other";
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final int ROUNDS = Integer.getInteger("postbound.crash.rounds", 20);

    private static final Retention SHORT = new Retention(Duration.ofSeconds(15), Duration.ofSeconds(25));

    private static final JournalLimits LIMITS = new JournalLimits(0, 0, 4096, 0, 1 << 14, SHORT);

    /** Room for about five events. */
    private static final JournalLimits FEW_EVENTS = new JournalLimits(0, 2500, 4096, 0, 1 << 14, SHORT);

    private final ManualClock clock = new ManualClock();

    /** Something that is done to the journal and, later, to the model. */
    private interface Step {
        void on(Outbox outbox);
    }

    private record At(Instant instant, Step step) {}

    /** What can be seen of an outbox. */
    private static Map<String, String> seen(Outbox outbox) {
        Map<String, String> seen = new TreeMap<>();
        outbox.branches(ROUTE).forEach(branch -> seen.put("branch " + branch.xid(), branch.toString()));
        for (String route : List.of(ROUTE, OTHER)) {
            for (Kept kept : outbox.operator().list(route, Optional.empty(), Integer.MAX_VALUE)) {
                OutboxId id = kept.message().id();
                seen.put("message " + id, kept + " " + Arrays.hashCode(content(outbox, id)));
            }
            List<Due> due = outbox.takeDue(route, Instant.MAX, Integer.MAX_VALUE);
            due.forEach(one -> outbox.release(one.id()));
            seen.put("due " + route, due.toString());
        }
        seen.put("paused", outbox.operator().paused().toString());
        seen.put(
                "sent",
                outbox.sent().list(ROUTE, Optional.empty(), Integer.MAX_VALUE).stream()
                        .map(entry -> entry.message().toString())
                        .toList()
                        .toString());
        for (Subscriptions.Subscribed one : outbox.subscriptions().list()) {
            String name = one.subscription().name();
            seen.put("subscription " + name, one.subscription() + " " + one.since() + " " + one.used());
            outbox.subscriptions()
                    .branches(name)
                    .forEach(branch -> seen.put("acknowledgement " + name + branch.xid(), branch.toString()));
            seen.put(
                    "events " + name,
                    "%d, %d octets, %d lost: %s"
                            .formatted(one.events(), one.octets(), one.lost(), events(outbox.subscriptions(), name)));
        }
        return seen;
    }

    private static List<DeliveryEvent> events(Subscriptions subscriptions, String name) {
        List<Subscriptions.PendingEvent> taken = new ArrayList<>();
        Optional<Subscriptions.PendingEvent> next = subscriptions.take(name, Instant.MAX);
        while (next.isPresent()) {
            taken.add(next.get());
            next = subscriptions.take(name, Instant.MAX);
        }
        taken.forEach(one -> subscriptions.release(name, one.id(), START));
        return taken.stream().map(Subscriptions.PendingEvent::event).toList();
    }

    private static void use(Outbox outbox, String name, DeliveryEvent.Kind... kinds) {
        outbox.subscriptions()
                .activate(new DurableSubscription(name, Optional.of(ROUTE), Set.of(kinds), Duration.ofSeconds(20)));
    }

    private static void acknowledgeFirst(Outbox outbox, String name) {
        Subscriptions subscriptions = outbox.subscriptions();
        subscriptions.take(name, Instant.MAX).ifPresent(one -> subscriptions.acknowledge(name, List.of(one.id())));
    }

    private static void prepareFirst(Life life, Outbox outbox, String name, BranchId xid) {
        Subscriptions subscriptions = outbox.subscriptions();
        subscriptions.take(name, Instant.MAX).ifPresent(one -> {
            subscriptions.prepare(name, xid, List.of(one.id()));
            life.givenOut.computeIfAbsent(outbox, any -> new HashMap<>()).put(xid, one.id());
        });
    }

    /** Whoever was told of an event says when its transaction is over, unless there was a crash meanwhile. */
    private static void end(Life life, Outbox outbox, String name, BranchId xid, boolean commit) {
        Subscriptions subscriptions = outbox.subscriptions();
        if (commit) {
            subscriptions.commit(name, xid);
        } else {
            subscriptions.rollback(name, xid);
        }
        Optional.ofNullable(life.givenOut.getOrDefault(outbox, Map.of()).get(xid))
                .ifPresent(event -> subscriptions.release(name, event, START));
    }

    private static byte[] content(Outbox outbox, OutboxId id) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (WireMessage content = outbox.content(outbox.operator().get(id).message())) {
            content.writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static BranchId xid(int number) {
        return new BranchId(7, new byte[] {(byte) (number >> 8), (byte) number}, new byte[] {1});
    }

    /** Takes all that is due, settles the first, gives back the others. */
    private static void settleFirst(Outbox outbox, Attempt attempt) {
        List<Due> due = outbox.takeDue(ROUTE, Instant.MAX, Integer.MAX_VALUE);
        due.stream().skip(1).forEach(other -> outbox.release(other.id()));
        due.stream().findFirst().ifPresent(first -> outbox.settle(first.id(), attempt)
                .await());
    }

    private static Attempt deferred(Instant at) {
        RecipientOutcome busy =
                RecipientOutcome.of("b@example.org", new SmtpReply(451, List.of("4.3.0 later", "much later")));
        return Attempt.deferred(at, List.of(busy), at.plusSeconds(60), "busy");
    }

    /** A disk, the steps that are known to have been taken, and one that may have been. */
    private final class Life {
        CrashingDisk.Power power;
        CrashingDisk disk;
        CrashingDisk bodies;
        final List<At> done = new ArrayList<>();
        At uncertain;
        final long seed;
        final JournalLimits limits;
        final IdentityHashMap<Outbox, Map<BranchId, OutboxId>> givenOut = new IdentityHashMap<>();
        int restarts;

        Life(long seed, JournalLimits limits) {
            this.seed = seed;
            this.limits = limits;
            power = new CrashingDisk.Power(seed);
            disk = new CrashingDisk(power);
            bodies = new CrashingDisk(power);
        }

        /** Takes a step, unless the power is off. */
        void take(TestOutbox outbox, Step step) {
            At at = new At(START.plusSeconds(done.size()), step);
            clock.set(at.instant);
            uncertain = at;
            step.on(outbox.journal);
            done.add(at);
            uncertain = null;
        }

        /** What has to be there after the restart. */
        private Outbox model(boolean withUncertain) {
            InMemoryOutbox model = new InMemoryOutbox(clock, limits.retention(), limits.mostOfEvents());
            List<At> steps = new ArrayList<>(done);
            if (withUncertain) {
                steps.add(uncertain);
            }
            for (At at : steps) {
                clock.set(at.instant);
                at.step.on(model);
            }
            restart(model);
            return model;
        }

        void restart() {
            power = new CrashingDisk.Power(seed * 31 + ++restarts);
            disk = disk.restart(power);
            bodies = bodies.restart(power);
        }

        /** Compares what is there with what has to be, and learns whether the last step was taken. */
        void check(Outbox outbox, String when) {
            Map<String, String> there = seen(outbox);
            if (uncertain != null && there.equals(seen(model(true)))) {
                done.add(uncertain);
            } else {
                assertEquals(seen(model(false)), there, when);
            }
            uncertain = null;
            done.add(new At(START, this::restart));
        }

        private void restart(Outbox model) {
            givenOut.remove(model);
            ((InMemoryOutbox) model).restart();
        }
    }

    private static void script(Life life, TestOutbox outbox) {
        Map<Integer, OutboxId> ids = new HashMap<>();
        for (int i = 0; i < 12; i++) {
            ids.put(i, outbox.journal.newId());
        }
        life.take(outbox, o -> o.add(ROUTE, List.of(TestOutbox.stored(ids.get(0), 500))));
        life.take(
                outbox,
                o -> o.prepare(
                        ROUTE,
                        xid(1),
                        List.of(TestOutbox.stored(ids.get(1), 300), TestOutbox.stored(ids.get(2), 9000))));
        life.take(outbox, o -> o.prepare(ROUTE, xid(2), List.of(TestOutbox.stored(ids.get(3), 6000))));
        life.take(outbox, o -> o.prepare(ROUTE, xid(3), List.of(TestOutbox.stored(ids.get(4), 100))));
        life.take(outbox, o -> o.commit(ROUTE, xid(1)));
        life.take(outbox, o -> o.rollback(ROUTE, xid(2)));
        life.take(outbox, o -> settleFirst(o, Attempt.accepted(START, List.of())));
        life.take(outbox, o -> settleFirst(o, deferred(START)));
        life.take(outbox, o -> o.completeHeuristically(ROUTE, xid(3), true));
        life.take(outbox, o -> o.prepare(ROUTE, xid(4), List.of(TestOutbox.stored(ids.get(5), 5000))));
        life.take(outbox, o -> o.forget(ROUTE, xid(3)));
        life.take(outbox, o -> o.completeHeuristically(ROUTE, xid(4), false));
        for (int i = 0; i < 3; i++) {
            life.take(outbox, o -> settleFirst(o, Attempt.accepted(START, List.of())));
        }
    }

    private static void scriptOfEvents(Life life, TestOutbox outbox) {
        life.take(outbox, o -> use(o, "all", DeliveryEvent.Kind.values()));
        life.take(outbox, o -> use(o, "accepted", DeliveryEvent.Kind.ACCEPTED));
        List<Outbox.Stored> messages = TestOutbox.several(outbox.journal, 4, 500);
        life.take(outbox, o -> o.add(ROUTE, messages));
        life.take(outbox, o -> settleFirst(o, deferred(START)));
        for (int i = 0; i < 3; i++) {
            life.take(outbox, o -> settleFirst(o, Attempt.accepted(START, List.of())));
        }
        life.take(outbox, o -> acknowledgeFirst(o, "all"));
        life.take(outbox, o -> prepareFirst(life, o, "all", xid(1)));
        life.take(outbox, o -> prepareFirst(life, o, "accepted", xid(1)));
        life.take(outbox, o -> end(life, o, "all", xid(1), true));
        life.take(outbox, o -> end(life, o, "accepted", xid(1), false));
        life.take(outbox, o -> prepareFirst(life, o, "accepted", xid(2)));
        life.take(outbox, o -> end(life, o, "accepted", xid(2), true));
        life.take(outbox, o -> o.subscriptions().deactivate("accepted"));
        life.take(outbox, o -> o.subscriptions().expire(START.plusSeconds(30)));
        life.take(outbox, o -> o.subscriptions().deactivate("all"));
        life.take(outbox, o -> o.subscriptions().remove("all"));
    }

    private static void scriptOfOperator(Life life, TestOutbox outbox) {
        life.take(outbox, o -> o.operator().pause(ROUTE));
        List<Outbox.Stored> messages = TestOutbox.several(outbox.journal, 3, 5000);
        OutboxId first = messages.get(0).id();
        life.take(outbox, o -> o.add(ROUTE, messages));
        life.take(outbox, o -> o.operator().park(first));
        life.take(outbox, o -> o.operator().pause(OTHER));
        life.take(outbox, o -> o.operator().changeRecipient(first, "b@example.org", "c@example.org", START));
        life.take(outbox, o -> settleFirst(o, Attempt.failed(START, List.of(), "no")));
        life.take(outbox, o -> o.operator().move(first, OTHER, START));
        life.take(outbox, o -> o.operator().resume(ROUTE));
        life.take(outbox, o -> o.operator().park(first));
        life.take(outbox, o -> o.operator().release(first, START));
        life.take(outbox, o -> o.operator().remove(first));
        life.take(outbox, o -> o.operator().resume(OTHER));
    }

    @Test
    void powerFailure_leavesWhatAnOperatorDoesWholeOrAbsent() {
        crashAnywhere(CrashTest::scriptOfOperator, LIMITS);
    }

    private static void scriptOfKeys(Life life, TestOutbox outbox) {
        Journal journal = outbox.journal;
        Outbox.Stored first = TestOutbox.keyed(journal.newId(), 500, "a");
        life.take(outbox, o -> o.prepare(ROUTE, xid(1), List.of(first)));
        Outbox.Stored second = TestOutbox.keyed(journal.newId(), 6000, "a");
        life.take(outbox, o -> o.prepare(ROUTE, xid(2), List.of(second)));
        life.take(outbox, o -> o.commit(ROUTE, xid(2)));
        life.take(outbox, o -> o.commit(ROUTE, xid(1)));
        List<Outbox.Stored> others = List.of(
                TestOutbox.keyed(journal.newId(), 5000, "a"),
                TestOutbox.keyed(journal.newId(), 100, "b"),
                TestOutbox.keyed(journal.newId(), 100, "b"));
        life.take(outbox, o -> o.add(ROUTE, others));
        life.take(outbox, o -> settleFirst(o, Attempt.accepted(START, List.of())));
        Outbox.Stored late = TestOutbox.keyed(journal.newId(), 100, "a");
        life.take(outbox, o -> o.add(ROUTE, List.of(late)));
        life.take(outbox, o -> o.expire(START.plusSeconds(30)));
        Outbox.Stored afterwards = TestOutbox.keyed(journal.newId(), 100, "a");
        life.take(outbox, o -> o.add(ROUTE, List.of(afterwards)));
    }

    @Test
    void powerFailure_leavesClaimsOfKeysWholeOrAbsent() {
        crashAnywhere(CrashTest::scriptOfKeys, LIMITS);
    }

    @Test
    void powerFailure_atAnyOperation_leavesEachStepWholeOrAbsent() {
        crashAnywhere(CrashTest::script, LIMITS);
    }

    @Test
    void powerFailure_leavesEventsAndAcknowledgementsWholeOrAbsent() {
        crashAnywhere(CrashTest::scriptOfEvents, LIMITS);
    }

    @Test
    void powerFailure_leavesEventsForWhichOthersGo() {
        crashAnywhere(CrashTest::scriptOfEvents, FEW_EVENTS);
    }

    private void crashAnywhere(BiConsumer<Life, TestOutbox> script, JournalLimits limits) {
        boolean crashed = true;
        for (int operations = 0; crashed; operations++) {
            crashed = false;
            for (int variant = 0; variant < 6; variant++) {
                crashed |= crash(script, limits, operations, variant);
            }
            assertTrue(operations < 5000, "the script never ends");
        }
    }

    private boolean crash(BiConsumer<Life, TestOutbox> script, JournalLimits limits, int operations, int variant) {
        Life life = new Life(operations * 100L + variant, limits);
        life.power.failAfter(operations);
        TestOutbox outbox = null;
        try {
            outbox = new TestOutbox(life.disk, life.bodies, life.limits, clock);
            script.accept(life, outbox);
            outbox.close();
            outbox = null;
        } catch (OutboxException e) {
            assertTrue(life.power.isOff(), () -> "not for want of power: " + e);
        }
        boolean crashed = life.power.isOff();
        if (outbox != null) {
            outbox.kill();
        }
        life.restart();
        try (TestOutbox again = new TestOutbox(life.disk, life.bodies, life.limits, clock)) {
            life.check(again.journal, "after %d operations, variant %d".formatted(operations, variant));
        }
        return crashed;
    }

    @Test
    void powerFailures_overALongLife_loseNothing() {
        for (int seed = 0; seed < ROUNDS; seed++) {
            live(seed);
        }
    }

    private void live(long seed) {
        Random random = new Random(seed);
        Life life = new Life(seed, seed % 2 == 0 ? LIMITS : FEW_EVENTS);
        int nextXid = 0;
        for (int crash = 0; crash < 15; crash++) {
            life.power.failAfter(random.nextInt(5) == 0 ? random.nextInt(10) : random.nextInt(300));
            TestOutbox outbox = null;
            try {
                outbox = new TestOutbox(life.disk, life.bodies, life.limits, clock);
                life.check(outbox.journal, "seed %d, crash %d".formatted(seed, crash));
                while (true) {
                    randomStep(life, outbox, random, ++nextXid);
                }
            } catch (OutboxException e) {
                if (!life.power.isOff()) {
                    fail("seed %d, crash %d: not for want of power".formatted(seed, crash), e);
                }
            }
            if (outbox != null) {
                outbox.kill();
            }
            life.restart();
        }
        assertDoesNotThrow(() -> end(life, seed), () -> "seed " + seed);
    }

    private void end(Life life, long seed) {
        try (TestOutbox outbox = new TestOutbox(life.disk, life.bodies, life.limits, clock)) {
            life.check(outbox.journal, "seed %d, in the end".formatted(seed));
        }
    }

    private static void randomStep(Life life, TestOutbox outbox, Random random, int nextXid) {
        Journal journal = outbox.journal;
        List<Branch> branches = journal.branches(ROUTE);
        List<Outbox.Stored> messages = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(3); i++) {
            int size = random.nextInt(4) == 0 ? 4000 + random.nextInt(30000) : random.nextInt(2000);
            messages.add(
                    random.nextInt(2) == 0
                            ? TestOutbox.stored(journal.newId(), size)
                            : TestOutbox.keyed(journal.newId(), size, "key-" + random.nextInt(3)));
        }
        if (random.nextInt(3) == 0) {
            subscriptionStep(life, outbox, random, nextXid);
            return;
        }
        switch (random.nextInt(11)) {
            case 0 -> life.take(outbox, o -> o.add(ROUTE, messages));
            case 1, 2 -> life.take(outbox, o -> o.prepare(ROUTE, xid(nextXid), messages));
            case 3, 4 -> {
                if (!branches.isEmpty()) {
                    end(life, outbox, branches.get(random.nextInt(branches.size())), random.nextInt(5));
                }
            }
            case 5 -> life.take(outbox, o -> settleFirst(o, deferred(START.plusSeconds(nextXid))));
            case 6 -> life.take(outbox, o -> settleFirst(o, Attempt.failed(START, List.of(), "no")));
            case 7 -> {
                int what = random.nextInt(8);
                life.take(outbox, o -> operate(o, what, "c" + nextXid + "@example.org"));
            }
            case 8 -> {
                Instant now = START.plusSeconds(life.done.size());
                life.take(outbox, o -> o.expire(now));
            }
            default -> {
                Instant now = START.plusSeconds(life.done.size());
                life.take(outbox, o -> settleFirst(o, Attempt.accepted(now, List.of())));
            }
        }
    }

    private static void subscriptionStep(Life life, TestOutbox outbox, Random random, int nextXid) {
        String name = "s" + random.nextInt(3);
        Optional<Subscriptions.Subscribed> there = outbox.journal.subscriptions().list().stream()
                .filter(one -> one.subscription().name().equals(name))
                .findFirst();
        if (there.isEmpty()) {
            life.take(outbox, o -> use(o, name, DeliveryEvent.Kind.values()));
            return;
        }
        Instant later = START.plusSeconds(life.done.size());
        boolean commit = random.nextBoolean();
        switch (random.nextInt(7)) {
            case 0 -> {
                if (there.get().active()) {
                    life.take(outbox, o -> o.subscriptions().deactivate(name));
                } else if (random.nextInt(4) == 0) {
                    life.take(outbox, o -> o.subscriptions().remove(name));
                } else {
                    life.take(outbox, o -> use(o, name, DeliveryEvent.Kind.ACCEPTED, DeliveryEvent.Kind.DEFERRED));
                }
            }
            case 1 -> life.take(outbox, o -> o.subscriptions().expire(later));
            case 2, 3 -> life.take(outbox, o -> acknowledgeFirst(o, name));
            case 4 -> life.take(outbox, o -> prepareFirst(life, o, name, xid(nextXid)));
            default ->
                outbox.journal.subscriptions().branches(name).stream()
                        .findFirst()
                        .ifPresent(branch -> life.take(outbox, o -> end(life, o, name, branch.xid(), commit)));
        }
    }

    /** Does something to the first message that it can be done to, or to a route. */
    private static void operate(Outbox outbox, int what, String recipient) {
        Operator operator = outbox.operator();
        switch (what) {
            case 0 -> first(outbox, ROUTE, State::canBeRemoved).ifPresent(kept -> operator.remove(id(kept)));
            case 1 -> first(outbox, ROUTE, State::canBeRetried).ifPresent(kept -> operator.retry(id(kept), START));
            case 2 -> first(outbox, ROUTE, State::canBeParked).ifPresent(kept -> operator.park(id(kept)));
            case 3 ->
                first(outbox, ROUTE, state -> state == State.PARKED)
                        .ifPresent(kept -> operator.release(id(kept), START));
            case 4 ->
                first(outbox, ROUTE, State::canBeRemoved)
                        .ifPresent(kept -> operator.changeRecipient(
                                id(kept), kept.message().outcomes().get(0).address(), recipient, START));
            case 5 ->
                first(outbox, ROUTE, State::canBeRemoved).ifPresent(kept -> operator.move(id(kept), OTHER, START));
            case 6 ->
                first(outbox, OTHER, State::canBeRemoved).ifPresent(kept -> operator.move(id(kept), ROUTE, START));
            default -> {
                if (operator.pausedSince(ROUTE).isEmpty()) {
                    operator.pause(ROUTE);
                } else {
                    operator.resume(ROUTE);
                }
            }
        }
    }

    private static Optional<Kept> first(Outbox outbox, String route, Predicate<State> wanted) {
        return outbox.operator().list(route, Optional.empty(), Integer.MAX_VALUE).stream()
                .filter(kept -> wanted.test(kept.state()))
                .findFirst();
    }

    private static OutboxId id(Kept kept) {
        return kept.message().id();
    }

    private static void end(Life life, TestOutbox outbox, Branch branch, int how) {
        if (branch.state() != Branch.State.PREPARED) {
            life.take(outbox, o -> o.forget(ROUTE, branch.xid()));
        } else if (how < 2) {
            life.take(outbox, o -> o.commit(ROUTE, branch.xid()));
        } else if (how < 4) {
            life.take(outbox, o -> o.rollback(ROUTE, branch.xid()));
        } else {
            life.take(outbox, o -> o.completeHeuristically(ROUTE, branch.xid(), how % 2 == 0));
        }
    }
}
