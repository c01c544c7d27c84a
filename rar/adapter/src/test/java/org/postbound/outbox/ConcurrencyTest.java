package org.postbound.outbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.postbound.outbox.Outbox.Stored;

/** Several threads at one journal. */
class ConcurrencyTest {
    private static final int THREADS = 8;

    private final ManualClock clock = new ManualClock();
    private final CrashingDisk.Power power = new CrashingDisk.Power(1);
    private final CrashingDisk disk = new CrashingDisk(power);
    private final CrashingDisk bodies = new CrashingDisk(power);

    private static void inThreads(Task task) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<Void>> ends = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                int number = thread;
                Callable<Void> call = () -> {
                    task.run(number);
                    return null;
                };
                ends.add(threads.submit(call));
            }
            for (Future<Void> end : ends) {
                end.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private interface Task {
        void run(int thread) throws Exception;
    }

    /** Each thread has a route of its own, and in the end the journal is what the model is. */
    @Test
    void eightThreads_doWhatTheModelDoes() throws Exception {
        InMemoryOutbox model = new InMemoryOutbox(clock);
        try (TestOutbox outbox = new TestOutbox(disk, bodies, TestOutbox.SMALL, clock)) {
            inThreads(thread -> work(outbox.journal, model, thread));
            for (int thread = 0; thread < THREADS; thread++) {
                assertEquals(seen(model, thread), seen(outbox.journal, thread));
            }
        }
        try (TestOutbox outbox = new TestOutbox(disk, bodies, TestOutbox.SMALL, clock)) {
            for (int thread = 0; thread < THREADS; thread++) {
                assertEquals(seen(model, thread), seen(outbox.journal, thread));
            }
        }
    }

    private static void work(Outbox journal, Outbox model, int thread) {
        String route = "route" + thread;
        Random random = new Random(thread);
        for (int step = 0; step < 300; step++) {
            List<Stored> messages = TestOutbox.several(journal, 1 + random.nextInt(2), random.nextInt(6000));
            BranchId xid = new BranchId(thread, new byte[] {(byte) (step / 100), (byte) step}, new byte[] {});
            List<Branch> branches = journal.branches(route);
            BranchId some = branches.isEmpty()
                    ? xid
                    : branches.get(random.nextInt(branches.size())).xid();
            int what = random.nextInt(branches.isEmpty() ? 4 : 6);
            for (Outbox outbox : List.of(journal, model)) {
                switch (what) {
                    case 0 -> outbox.add(route, messages);
                    case 1 -> outbox.prepare(route, xid, messages);
                    case 2, 3 ->
                        outbox.takeDue(route, Instant.MAX, 1)
                                .forEach(due -> outbox.settle(due.id(), Attempt.accepted(Instant.EPOCH, List.of()))
                                        .await());
                    case 4 -> outbox.commit(route, some);
                    default -> outbox.rollback(route, some);
                }
            }
        }
    }

    private static Map<String, Object> seen(Outbox outbox, int thread) {
        Map<String, Object> seen = new TreeMap<>();
        outbox.branches("route" + thread)
                .forEach(branch -> seen.put(branch.xid().toString(), branch));
        for (Due due : outbox.takeDue("route" + thread, Instant.MAX, Integer.MAX_VALUE)) {
            seen.put(due.id().toString(), due);
            outbox.release(due.id());
        }
        return seen;
    }

    /** All threads take from one route: each message goes to one of them. */
    @Test
    void messages_areGivenOutOnce() throws Exception {
        try (TestOutbox outbox = new TestOutbox(disk, bodies, TestOutbox.SMALL, clock)) {
            List<Stored> messages = TestOutbox.several(outbox.journal, 400, 10);
            outbox.journal.add("default", messages);
            TreeSet<OutboxId> taken = new TreeSet<>();
            inThreads(thread -> {
                List<Due> due = outbox.journal.takeDue("default", Instant.MAX, 3);
                while (!due.isEmpty()) {
                    for (Due one : due) {
                        synchronized (taken) {
                            assertTrue(taken.add(one.id()));
                        }
                        outbox.journal
                                .settle(one.id(), Attempt.accepted(Instant.EPOCH, List.of()))
                                .await();
                    }
                    due = outbox.journal.takeDue("default", Instant.MAX, 3);
                }
            });
            assertEquals(400, taken.size());
        }
    }

    /** Changes that came while nobody wrote are made durable together. */
    @Test
    void eightThreads_shareASync() throws Exception {
        int rounds = 20;
        Journal journal = Journal.open(disk, bodies, TestOutbox.USUAL, clock, new TestOutbox.Recorded());
        long before = power.syncs();
        for (int round = 0; round < rounds; round++) {
            AtomicInteger left = new AtomicInteger(THREADS);
            Thread writer = new Thread(() -> {
                while (journal.queued() < THREADS) {
                    Thread.onSpinWait();
                }
                journal.run(() -> left.get() == 0);
            });
            writer.start();
            inThreads(thread -> {
                journal.add("default", TestOutbox.several(journal, 1, 100));
                if (left.decrementAndGet() == 0) {
                    journal.wakeUp();
                }
            });
            writer.join();
        }
        double perWrite = (power.syncs() - before) / (double) (rounds * THREADS);
        assertTrue(perWrite <= 0.3, perWrite + " syncs for each forced write");
        journal.close();
    }

    /** Two phases, one phase and no transaction, in any order: of each round one message stays, and nobody fails. */
    @Test
    void oneKey_isSentOnce_whoeverIsFirst() throws Exception {
        int rounds = 50;
        try (TestOutbox outbox = new TestOutbox(disk, bodies, TestOutbox.SMALL, clock)) {
            inThreads(thread -> {
                for (int round = 0; round < rounds; round++) {
                    Stored stored = TestOutbox.keyed(outbox.journal.newId(), 5000 * (thread % 2), "order-" + round);
                    if (thread % 4 < 2) {
                        outbox.journal.add("default", List.of(stored));
                    } else {
                        BranchId xid = new BranchId(thread, new byte[] {(byte) round}, new byte[] {});
                        outbox.journal.prepare("default", xid, List.of(stored));
                        outbox.journal.commit("default", xid);
                    }
                }
            });
            List<Due> due = outbox.journal.takeDue("default", Instant.MAX, Integer.MAX_VALUE);
            assertEquals(rounds, due.size());
            assertEquals(
                    rounds,
                    due.stream()
                            .map(one -> one.envelope().options().idempotencyKey())
                            .distinct()
                            .count());
            long large = due.stream()
                    .filter(one -> one.size() > TestOutbox.SMALL.large())
                    .count();
            assertEquals(large, bodies.list().size());
        }
    }

    @Test
    void contentWhoseRecordIsBeingWritten_staysWhenAnotherThreadStopsTheOutbox() {
        List<Stored> messages;
        try (TestOutbox outbox = new TestOutbox(disk, bodies, TestOutbox.SMALL, clock)) {
            messages = TestOutbox.several(outbox.journal, 1, 9000);
            List<Stored> others = TestOutbox.several(outbox.journal, 1, 9000);
            bodies.beforeNamesAreSynced = () -> {
                bodies.nextSyncFails = new IOException("EIO");
                CompletableFuture<List<OutboxId>> failing =
                        CompletableFuture.supplyAsync(() -> outbox.journal.add("default", others));
                assertThrows(CompletionException.class, failing::join);
            };
            outbox.journal.add("default", messages);
            assertEquals(1, outbox.stops.size());
        }
        bodies.beforeNamesAreSynced = () -> {};
        bodies.nextSyncFails = null;
        try (TestOutbox outbox = new TestOutbox(disk, bodies, TestOutbox.SMALL, clock)) {
            List<Due> due = outbox.journal.takeDue("default", Instant.MAX, Integer.MAX_VALUE);
            assertEquals(
                    messages.stream().map(Stored::id).toList(),
                    due.stream().map(Due::id).toList());
            assertEquals(1, bodies.list().size());
        }
    }
}
