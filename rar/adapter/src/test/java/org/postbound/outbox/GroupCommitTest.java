package org.postbound.outbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postbound.OutboxException;

/** When changes are written, and which together. */
@Timeout(60)
class GroupCommitTest {
    private static final Duration FOREVER = Duration.ofDays(1);

    private final Counted target = new Counted();
    private final GroupCommit patient = new GroupCommit(target, FOREVER);
    private final Thread writer = new Thread(() -> patient.run(() -> false), "writer");

    /** Counts the changes of each write. */
    private static final class Counted implements GroupCommit.Target {
        final BlockingQueue<Integer> written = new LinkedBlockingQueue<>();

        @Override
        public void commit(List<Waiting> changes) {
            written.add(changes.size());
        }

        @Override
        public void maintain(BooleanSupplier idle) {}

        @Override
        public void stopped(Throwable why) {
            throw new AssertionError(why);
        }

        int next() throws InterruptedException {
            Integer size = written.poll(30, TimeUnit.SECONDS);
            return size == null ? 0 : size;
        }
    }

    private static final class Nothing implements Change {
        @Override
        public void apply() {}
    }

    /** While it writes, another thread stops everything. */
    private static final class Overtaken implements GroupCommit.Target {
        private final boolean failing;
        final GroupCommit commits = new GroupCommit(this, FOREVER);
        final List<Boolean> finishedMeanwhile = new ArrayList<>();
        final List<Throwable> stops = new ArrayList<>();

        Overtaken(boolean failing) {
            this.failing = failing;
        }

        @Override
        public void commit(List<Waiting> changes) throws IOException {
            Waiting next = commits.enqueue(new Nothing());
            CompletableFuture.runAsync(() -> commits.stop(new IOException("EIO")))
                    .join();
            finishedMeanwhile.add(changes.get(0).isFinished());
            finishedMeanwhile.add(next.isFinished());
            if (failing) {
                throw new IOException("EIO again");
            }
        }

        @Override
        public void maintain(BooleanSupplier idle) {}

        @Override
        public void stopped(Throwable why) {
            stops.add(why);
        }
    }

    private void start() {
        writer.setDaemon(true);
        writer.start();
    }

    @AfterEach
    void end() {
        patient.end("the test is over");
    }

    @Test
    void changeNobodyWaitsFor_isWrittenAfterAWhile() throws InterruptedException {
        GroupCommit commits = new GroupCommit(target, GroupCommit.LINGER);
        Thread thread = new Thread(() -> commits.run(() -> false), "writer");
        thread.setDaemon(true);
        thread.start();
        commits.enqueue(new Nothing());
        assertEquals(1, target.next());
        commits.end("the test is over");
    }

    @Test
    void changeSomebodyWaitsFor_takesTheOthersAlong() throws InterruptedException {
        start();
        Waiting first = patient.enqueue(new Nothing());
        patient.enqueue(new Nothing());
        assertFalse(first.isFinished());
        patient.submit(new Nothing());
        assertEquals(3, target.next());
    }

    @Test
    void waitingForAChange_hasItWritten() throws InterruptedException {
        start();
        patient.enqueue(new Nothing());
        patient.await(patient.enqueue(new Nothing()));
        assertEquals(2, target.next());
    }

    @Test
    void waitingForAChangeThatIsWritten_hurriesNobody() throws InterruptedException {
        start();
        Waiting written = patient.enqueue(new Nothing());
        patient.await(written);
        Waiting next = patient.enqueue(new Nothing());
        patient.await(written);
        assertFalse(next.isFinished());
        patient.await(next);
        assertEquals(List.of(1, 1), List.of(target.next(), target.next()));
    }

    @Test
    void interruptedWriter_writesAtOnceAndGoesOn() throws InterruptedException {
        start();
        writer.interrupt();
        patient.enqueue(new Nothing());
        assertEquals(1, target.next());
        patient.enqueue(new Nothing());
        assertEquals(1, target.next());
    }

    @Test
    void end_writesWhatNobodyWaitsFor() throws InterruptedException {
        patient.enqueue(new Nothing());
        patient.end("the test ends it");
        assertEquals(1, target.next());
        assertThrows(OutboxException.class, () -> patient.enqueue(new Nothing()));
    }

    @Test
    void stopByAnotherThread_leavesWhatIsBeingWrittenToTheWriter() {
        Overtaken overtaken = new Overtaken(false);
        Waiting written = overtaken.commits.enqueue(new Nothing());
        overtaken.commits.end("the test ends it");
        assertEquals(List.of(false, true), overtaken.finishedMeanwhile);
        overtaken.commits.await(written);
        assertThrows(OutboxException.class, () -> overtaken.commits.enqueue(new Nothing()));
        assertEquals(1, overtaken.stops.size());
    }

    @Test
    void writeThatFailsAfterAStop_letsNobodyWait() {
        Overtaken overtaken = new Overtaken(true);
        Waiting lost = overtaken.commits.enqueue(new Nothing());
        overtaken.commits.end("the test ends it");
        assertEquals(List.of(false, true), overtaken.finishedMeanwhile);
        OutboxException stopped = assertThrows(OutboxException.class, () -> overtaken.commits.await(lost));
        assertEquals("EIO", stopped.getCause().getMessage());
        assertEquals(1, overtaken.stops.size());
    }
}
