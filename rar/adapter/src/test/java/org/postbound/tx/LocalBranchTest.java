package org.postbound.tx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.postbound.Envelope;
import org.postbound.SmtpConnectException;
import org.postbound.SmtpException;
import org.postbound.SmtpReply;
import org.postbound.SmtpTransactionException;
import org.postbound.mime.RenderedMessage;
import org.postbound.mime.WireMessage;
import org.postbound.smtp.MessageStream;
import org.postbound.smtp.SmtpSession;

class LocalBranchTest {
    private final LocalBranch branch = new LocalBranch();
    private final List<RenderedMessage> attempted = new ArrayList<>();
    private final List<RenderedMessage> accepts = new ArrayList<>();

    private static RenderedMessage message(int number) {
        return new RenderedMessage(
                Envelope.of("a@from.test", "b%d@to.test".formatted(number)),
                WireMessage.of("Message-ID: <%d@from.test>\r\n\r\nHello\r\n"
                        .formatted(number)
                        .getBytes(StandardCharsets.US_ASCII)));
    }

    private static List<RenderedMessage> messages(int... numbers) {
        return Stream.of(numbers)
                .flatMapToInt(java.util.Arrays::stream)
                .mapToObj(LocalBranchTest::message)
                .toList();
    }

    private static SmtpException lost(RenderedMessage message) {
        return new SmtpConnectException(
                SmtpConnectException.Reason.LINK_LOST, message.message().messageId(), null);
    }

    /** Commits over a server to which {@code attempt} speaks; what it throws is a failure. */
    private List<LocalBranch.Loss> commit(Consumer<RenderedMessage> attempt) {
        return branch.commit(messages -> submit(messages, attempt), (message, accepted) -> accepts.add(message));
    }

    private static void submit(MessageStream messages, Consumer<RenderedMessage> attempt) {
        boolean goOn = true;
        while (goOn) {
            Optional<RenderedMessage> message = messages.next();
            goOn = message.isPresent() && told(messages, message.get(), attempt);
        }
    }

    private static boolean told(MessageStream messages, RenderedMessage message, Consumer<RenderedMessage> attempt) {
        try {
            attempt.accept(message);
        } catch (SmtpException e) {
            return messages.failed(message, e);
        }
        messages.accepted(
                message, new SmtpSession.Accepted(List.of(), new SmtpReply(250, List.of("ok")), Optional.empty()));
        return true;
    }

    private void assertEnded(Object key) {
        assertEquals(
                SmtpTransactionException.Reason.ENDED,
                assertThrows(SmtpTransactionException.class, () -> branch.stage(key, messages(1)))
                        .reason());
    }

    @Test
    void begin_makesTheKeyKnown() {
        assertEquals(Optional.empty(), branch.key());
        branch.begin("t1");
        assertEquals(Optional.of("t1"), branch.key());
    }

    @Test
    void secondBegin_isRefused_andChangesNothing() {
        branch.begin("t1");
        branch.stage("t1", messages(1));
        assertThrows(IllegalStateException.class, () -> branch.begin("t2"));
        assertEquals(Optional.of("t1"), branch.key());
        assertEquals(1, branch.discard());
    }

    @Test
    void endWithoutBegin_isRefused() {
        assertThrows(IllegalStateException.class, () -> commit(attempted::add));
        assertThrows(IllegalStateException.class, branch::rollback);
        branch.begin("t1");
        branch.rollback();
        assertThrows(IllegalStateException.class, branch::rollback);
        assertThrows(IllegalStateException.class, () -> commit(attempted::add));
    }

    @Test
    void commit_submitsInOrder() {
        List<RenderedMessage> staged = messages(1, 2, 3);
        branch.begin("t1");
        branch.stage("t1", staged.subList(0, 1));
        branch.stage("t1", staged.subList(1, 3));
        assertEquals(List.of(), commit(attempted::add));
        assertEquals(staged, attempted);
        assertEquals(staged, accepts);
        assertEquals(Optional.empty(), branch.key());
    }

    @Test
    void commitOfNothing_submitsNothing() {
        branch.begin("t1");
        assertEquals(List.of(), commit(attempted::add));
        assertEquals(List.of(), attempted);
    }

    @Test
    void stageAfterEnd_isRefused() {
        assertEnded("t1");
        branch.begin("t1");
        commit(attempted::add);
        assertEnded("t1");
        branch.begin("t1");
        branch.rollback();
        assertEnded("t1");
        branch.begin("t1");
        branch.discard();
        assertEnded("t1");
    }

    @Test
    void stageForAnotherTransaction_isRefused() {
        branch.begin("t2");
        assertEnded("t1");
        assertEquals(0, branch.discard());
    }

    @Test
    void stageInTheMiddleOfTheCommit_isRefused() {
        branch.begin("t1");
        branch.stage("t1", messages(1));
        commit(message -> assertEnded("t1"));
    }

    @Test
    void firstFailure_isThrown_andTheRestIsNotAttempted() {
        List<RenderedMessage> staged = messages(1, 2);
        branch.begin("t1");
        branch.stage("t1", staged);
        SmtpException failure = lost(staged.get(0));
        assertSame(
                failure,
                assertThrows(
                        SmtpConnectException.class,
                        () -> commit(message -> {
                            attempted.add(message);
                            throw failure;
                        })));
        assertEquals(staged.subList(0, 1), attempted);
        assertEquals(Optional.empty(), branch.key());
    }

    @Test
    void laterFailures_areReturned_andTheRestIsAttempted() {
        List<RenderedMessage> staged = messages(1, 2, 3, 4);
        branch.begin("t1");
        branch.stage("t1", staged);
        List<LocalBranch.Loss> losses = commit(message -> {
            attempted.add(message);
            if (List.of(staged.get(1), staged.get(3)).contains(message)) {
                throw lost(message);
            }
        });
        assertEquals(staged, attempted);
        assertEquals(
                List.of(staged.get(1), staged.get(3)),
                losses.stream().map(LocalBranch.Loss::message).toList());
        assertEquals(
                List.of("<2@from.test>", "<4@from.test>"),
                losses.stream().map(loss -> loss.failure().getMessage()).toList());
    }

    @Test
    void rolledBackMessages_neverLeave() {
        branch.begin("t1");
        branch.stage("t1", messages(1, 2));
        branch.rollback();
        branch.begin("t2");
        commit(attempted::add);
        assertEquals(List.of(), attempted);
    }

    @Test
    void discard_countsMessages_andIsHarmlessWithoutBranch() {
        assertEquals(0, branch.discard());
        branch.begin("t1");
        branch.stage("t1", messages(1, 2));
        assertEquals(2, branch.discard());
        assertEquals(0, branch.discard());
        assertEquals(Optional.empty(), branch.key());
    }

    /** As by the container's reaper. */
    @Test
    void rollbackByAnotherThreadDuringStage_findsAllMessagesOrNone() throws Exception {
        List<RenderedMessage> staged = messages(1, 2, 3);
        for (int round = 0; round < 2_000; round++) {
            Object key = round;
            branch.begin(key);
            CyclicBarrier start = new CyclicBarrier(2);
            CompletableFuture<Boolean> stage = CompletableFuture.supplyAsync(() -> {
                await(start);
                try {
                    branch.stage(key, staged);
                    return true;
                } catch (SmtpTransactionException e) {
                    assertEquals(SmtpTransactionException.Reason.ENDED, e.reason());
                    return false;
                }
            });
            await(start);
            int discarded = branch.discard();
            assertEquals(stage.join() ? staged.size() : 0, discarded);
        }
    }

    /** Commit and rollback race: one ends the branch, the other is told that there is none. */
    @Test
    void commitAndRollbackAtTheSameTime_oneWins() throws Exception {
        for (int round = 0; round < 2_000; round++) {
            attempted.clear();
            branch.begin("t1");
            branch.stage("t1", messages(1));
            CyclicBarrier start = new CyclicBarrier(2);
            CompletableFuture<Boolean> rollback = CompletableFuture.supplyAsync(() -> {
                await(start);
                return ends(branch::rollback);
            });
            await(start);
            boolean committed = ends(() -> commit(attempted::add));
            assertTrue(committed ^ rollback.join());
            assertEquals(committed ? 1 : 0, attempted.size());
        }
    }

    private static boolean ends(Runnable end) {
        try {
            end.run();
            return true;
        } catch (IllegalStateException e) {
            assertEquals("the local transaction has not begun", e.getMessage());
            return false;
        }
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
