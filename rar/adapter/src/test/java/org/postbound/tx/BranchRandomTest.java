package org.postbound.tx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.LongStream;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postbound.OutboxException;
import org.postbound.SmtpTransactionException;
import org.postbound.outbox.BranchId;
import org.postbound.outbox.HeuristicOutcomeException;
import org.postbound.outbox.InMemoryOutbox;
import org.postbound.outbox.UnknownBranchException;
import org.postbound.tx.BranchModel.Disk;

/**
 * All verbs in any order, up to three at the same time on threads of their own, against {@link BranchModel}: what the callers
 * see must be what the model says of some order of the calls. More with {@code -Dpostbound.seeds=1000}.
 */
class BranchRandomTest {
    private static final int STEPS = Integer.getInteger("postbound.steps", 10_000);
    private static final int SEEDS = Integer.getInteger("postbound.seeds", 4);
    private static final int CONNECTIONS = 4;
    private static final int XIDS = 5;
    private static final int MOST_AT_ONCE = 3;
    private static final String ROUTE = "default";

    static LongStream seeds() {
        return LongStream.rangeClosed(1, SEEDS);
    }

    /** One call, on the real thing and in the model. */
    private record Call(String name, Callable<Object> real, Function<BranchModel, Object> model) {
        @Override
        public String toString() {
            return name;
        }
    }

    private interface Verb {
        void call() throws XAException;
    }

    /** One run: the thing under test, and all states that the model may be in. */
    private static final class Run {
        private final InMemoryOutbox store = new InMemoryOutbox(Clock.systemUTC());
        private final FailingOutbox failing = new FailingOutbox(store);
        private final ThreadLocal<Integer> transaction = new ThreadLocal<>();
        private final Map<BranchId, Integer> numbers = new HashMap<>();
        private final Random random;
        private List<Enlistment> connections;
        private Set<BranchModel> possible = Set.of(new BranchModel());
        private int lastMessage;

        Run(long seed) {
            random = new Random(seed);
            for (int xid = 0; xid < XIDS; xid++) {
                numbers.put(BranchId.of(Xids.of(xid)), xid);
            }
            open();
        }

        private Object open() {
            Branches branches = new Branches(failing.outbox(), ROUTE);
            connections = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                connections.add(branches.newEnlistment(() -> new ThreadTransaction.Active(transaction.get())));
            }
            return BranchModel.OK;
        }

        void step(ExecutorService threads) throws Exception {
            Disk disk = random.nextInt(10) > 0 ? Disk.FINE : random.nextBoolean() ? Disk.FULL : Disk.STOPPED;
            List<Call> calls = new ArrayList<>();
            if (disk == Disk.FINE && random.nextInt(200) == 0) {
                calls.add(new Call("crash", this::open, BranchModel::crash));
            } else {
                int atOnce = 1 + random.nextInt(MOST_AT_ONCE);
                for (int i = 0; i < atOnce; i++) {
                    calls.add(call(disk));
                }
            }
            breakDisk(disk);
            List<Object> answers = callAll(threads, calls);
            failing.repair();
            Set<Integer> sent = sent();
            Set<BranchModel> next = new HashSet<>();
            for (BranchModel before : possible) {
                follow(before, calls, answers, next);
            }
            next.removeIf(model -> !model.takeSent().equals(sent));
            if (next.isEmpty()) {
                throw new AssertionError("%s answered %s and sent %s with the disk %s; before: %s"
                        .formatted(calls, answers, sent, disk, possible));
            }
            possible = Set.copyOf(next);
        }

        private void breakDisk(Disk disk) {
            if (disk == Disk.FULL) {
                failing.fail("prepare", OutboxException.Reason.FULL);
                failing.fail("add", OutboxException.Reason.FULL);
            }
            if (disk == Disk.STOPPED) {
                for (String method : List.of("prepare", "add", "commit", "rollback", "forget", "branches")) {
                    failing.fail(method, OutboxException.Reason.STOPPED);
                }
            }
        }

        private static List<Object> callAll(ExecutorService threads, List<Call> calls) throws Exception {
            CyclicBarrier start = new CyclicBarrier(calls.size());
            List<Future<Object>> answers = new ArrayList<>();
            for (Call call : calls) {
                answers.add(threads.submit(() -> {
                    start.await();
                    return call.real().call();
                }));
            }
            List<Object> seen = new ArrayList<>();
            for (Future<Object> answer : answers) {
                seen.add(answer.get());
            }
            return seen;
        }

        /** Adds the states that an order of the calls leads to, if the callers would see there what they saw. */
        private static void follow(BranchModel before, List<Call> calls, List<Object> answers, Set<BranchModel> after) {
            if (calls.isEmpty()) {
                after.add(before);
            }
            for (int i = 0; i < calls.size(); i++) {
                BranchModel model = before.copy();
                if (calls.get(i).model().apply(model).equals(answers.get(i))) {
                    follow(model, without(i, calls), without(i, answers), after);
                }
            }
        }

        private static <T> List<T> without(int index, List<T> list) {
            List<T> rest = new ArrayList<>(list);
            rest.remove(index);
            return rest;
        }

        private Set<Integer> sent() {
            Set<Integer> sent = new TreeSet<>();
            store.takeDue(ROUTE, Instant.MAX, Integer.MAX_VALUE).forEach(due -> {
                sent.add(TestMessages.number(due.messageId()));
                store.settle(due.id(), org.postbound.outbox.Attempt.accepted(Instant.EPOCH, due.outcomes()))
                        .await();
            });
            return sent;
        }

        private Call call(Disk disk) {
            int c = random.nextInt(CONNECTIONS);
            int x = random.nextInt(XIDS);
            Enlistment connection = connections.get(c);
            XAResource resource = connection.resource();
            Xid xid = Xids.of(x);
            int verb = random.nextInt(19);
            return switch (verb) {
                case 0, 1 ->
                    xa(
                            "start(%d, %d)".formatted(c, x),
                            x,
                            () -> resource.start(xid, XAResource.TMNOFLAGS),
                            m -> m.start(c, x));
                case 2 ->
                    xa(
                            "join(%d, %d)".formatted(c, x),
                            x,
                            () -> resource.start(xid, XAResource.TMJOIN),
                            m -> m.join(c, x));
                case 3 ->
                    xa(
                            "resume(%d, %d)".formatted(c, x),
                            x,
                            () -> resource.start(xid, XAResource.TMRESUME),
                            m -> m.resume(c, x));
                case 4 ->
                    xa(
                            "suspend(%d, %d)".formatted(c, x),
                            x,
                            () -> resource.end(xid, XAResource.TMSUSPEND),
                            m -> m.suspend(c, x));
                case 5, 6, 7 ->
                    xa(
                            "end(%d, %d)".formatted(c, x),
                            x,
                            () -> resource.end(xid, XAResource.TMSUCCESS),
                            m -> m.end(c, x, false));
                case 8 ->
                    xa(
                            "fail(%d, %d)".formatted(c, x),
                            x,
                            () -> resource.end(xid, XAResource.TMFAIL),
                            m -> m.end(c, x, true));
                case 9, 10, 11 -> stage(c, x, ++lastMessage);
                case 12 ->
                    new Call(
                            "prepare(%d)".formatted(x),
                            () -> code(() -> resource.prepare(xid)),
                            m -> m.prepare(x, disk));
                case 13 ->
                    xa(
                            "commitInOnePhase(%d)".formatted(x),
                            x,
                            () -> resource.commit(xid, true),
                            m -> m.commitInOnePhase(x, disk));
                case 14 -> xa("commit(%d)".formatted(x), x, () -> resource.commit(xid, false), m -> m.commit(x, disk));
                case 15 -> xa("rollback(%d)".formatted(x), x, () -> resource.rollback(xid), m -> m.rollback(x, disk));
                case 16 -> xa("forget(%d)".formatted(x), x, () -> resource.forget(xid), m -> m.forget(x, disk));
                case 17 -> new Call("recover", () -> code(() -> recovered(resource)), m -> m.recover(disk));
                default -> rare(c, x, connection);
            };
        }

        private Call rare(int c, int x, Enlistment connection) {
            return switch (random.nextInt(4)) {
                case 0 -> new Call("discard(%d)".formatted(c), connection::discard, m -> m.discard(c));
                default -> {
                    boolean commit = random.nextBoolean();
                    yield new Call(
                            "operator(%d, %s)".formatted(x, commit),
                            () -> byOperator(x, commit),
                            m -> m.decideByOperator(x, commit));
                }
            };
        }

        private Call xa(String name, int x, Verb verb, Function<BranchModel, Object> model) {
            return new Call(
                    name,
                    () -> {
                        transaction.set(x);
                        return code(() -> {
                            verb.call();
                            return BranchModel.OK;
                        });
                    },
                    model);
        }

        private static Object code(Callable<Object> verb) throws Exception {
            try {
                return verb.call();
            } catch (XAException e) {
                return e.errorCode;
            }
        }

        private Object recovered(XAResource resource) throws XAException {
            Set<Integer> xids = new TreeSet<>();
            Arrays.stream(resource.recover(XAResource.TMSTARTRSCAN))
                    .map(BranchId::of)
                    .map(numbers::get)
                    .forEach(xids::add);
            return xids;
        }

        private Call stage(int c, int x, int message) {
            return new Call(
                    "stage(%d, %d, %d)".formatted(c, x, message),
                    () -> {
                        try {
                            connections.get(c).stage(x, List.of(TestMessages.message(message)));
                            return BranchModel.OK;
                        } catch (SmtpTransactionException e) {
                            return e.reason();
                        }
                    },
                    m -> m.stage(c, x, message));
        }

        private Object byOperator(int x, boolean commit) {
            try {
                store.completeHeuristically(ROUTE, Xids.of(x), commit);
                return BranchModel.OK;
            } catch (UnknownBranchException e) {
                return BranchModel.UNKNOWN_TO_OPERATOR;
            } catch (HeuristicOutcomeException e) {
                return BranchModel.DECIDED_ALREADY;
            }
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    @Timeout(600)
    void callsInAnyOrder_haveTheOutcomeThatTheModelSays(long seed) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(MOST_AT_ONCE);
        try {
            Run run = new Run(seed);
            for (int step = 0; step < STEPS; step++) {
                try {
                    run.step(threads);
                } catch (AssertionError e) {
                    throw new AssertionError("seed %d, step %d: %s".formatted(seed, step, e.getMessage()), e);
                }
            }
            assertEquals(List.of(), threads.shutdownNow());
        } finally {
            threads.shutdownNow();
        }
    }
}
