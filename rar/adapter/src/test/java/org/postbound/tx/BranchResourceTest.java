package org.postbound.tx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.OutputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postbound.OutboxException;
import org.postbound.SmtpPoolException;
import org.postbound.SmtpTransactionException;
import org.postbound.mime.RenderedMessage;
import org.postbound.outbox.Branch;
import org.postbound.outbox.Due;
import org.postbound.outbox.OutboxId;

class BranchResourceTest extends OneRoute {
    private static void assertClosed(RenderedMessage message) {
        assertThrows(IllegalStateException.class, () -> message.message().writeTo(OutputStream.nullOutputStream()));
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                XAResource.TMSUCCESS,
                XAResource.TMFAIL,
                XAResource.TMSUSPEND,
                XAResource.TMSTARTRSCAN,
                XAResource.TMJOIN | XAResource.TMRESUME
            })
    void flagsThatStartDoesNotKnow_areInvalid(int flags) {
        fails(XAException.XAER_INVAL, () -> resource.start(XID, flags));
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                XAResource.TMNOFLAGS,
                XAResource.TMJOIN,
                XAResource.TMRESUME,
                XAResource.TMSUCCESS | XAResource.TMFAIL
            })
    void flagsThatEndDoesNotKnow_areInvalid_andLeaveTheBranchAsItIs(int flags) throws XAException {
        resource.start(XID, XAResource.TMNOFLAGS);
        fails(XAException.XAER_INVAL, () -> resource.end(XID, flags));
        resource.end(XID, XAResource.TMSUCCESS);
    }

    @Test
    void xidsThatNameNoBranch_areInvalid() {
        fails(XAException.XAER_INVAL, () -> resource.start(null, XAResource.TMNOFLAGS));
        fails(XAException.XAER_INVAL, () -> resource.prepare(Xids.of(1, null)));
        fails(XAException.XAER_INVAL, () -> resource.rollback(Xids.of(1, new byte[Xid.MAXBQUALSIZE + 1])));
    }

    @Test
    void octetsOfAnXid_arePreserved() throws XAException {
        byte[] qualifier = new byte[Xid.MAXBQUALSIZE];
        for (int i = 0; i < qualifier.length; i++) {
            qualifier[i] = (byte) (i * 5 - 128);
        }
        Xid given = Xids.of(7, qualifier);
        prepare(given, 1);
        Xid recovered = resource.recover(XAResource.TMSTARTRSCAN)[0];
        assertEquals(given.getFormatId(), recovered.getFormatId());
        assertArrayEquals(given.getGlobalTransactionId(), recovered.getGlobalTransactionId());
        assertArrayEquals(qualifier, recovered.getBranchQualifier());
        resource.commit(Xids.of(7, qualifier.clone()), false);
        assertEquals(List.of("<1@from.test>"), due());
    }

    @Test
    void recover_answersWhenAScanStarts_andOnlyForItsRoute() throws XAException {
        prepare(XID, 1);
        assertEquals(1, resource.recover(XAResource.TMSTARTRSCAN).length);
        assertEquals(1, resource.recover(XAResource.TMSTARTRSCAN | XAResource.TMENDRSCAN).length);
        assertEquals(0, resource.recover(XAResource.TMENDRSCAN).length);
        assertEquals(0, resource.recover(XAResource.TMNOFLAGS).length);
        fails(XAException.XAER_INVAL, () -> resource.recover(XAResource.TMJOIN));
        XAResource news = new Branches(store, "news")
                .newEnlistment(ThreadTransaction.None::new)
                .resource();
        assertEquals(0, news.recover(XAResource.TMSTARTRSCAN).length);
        fails(XAException.XAER_NOTA, () -> news.commit(XID, false));
    }

    @Test
    void anyConnectionOfTheRoute_commitsWhatAnotherPrepared() throws XAException {
        prepare(XID, 1);
        connection.discard();
        newConnection().resource().commit(Xids.of(1), false);
        assertEquals(List.of("<1@from.test>"), due());
    }

    @Test
    void sameResourceManager_isTheSameStoreAndRoute() throws XAException {
        assertTrue(resource.isSameRM(resource));
        assertTrue(resource.isSameRM(newConnection().resource()));
        assertFalse(resource.isSameRM(new Branches(store, "news")
                .newEnlistment(ThreadTransaction.None::new)
                .resource()));
        assertSame(resource, connection.resource());
    }

    @Test
    void timeout_isTheTransactionManagersAlone() throws XAException {
        assertFalse(resource.setTransactionTimeout(30));
        assertEquals(0, resource.getTransactionTimeout());
        fails(XAException.XAER_INVAL, () -> resource.setTransactionTimeout(-1));
    }

    @Test
    void messages_areClosed_whereverTheirTransactionEnds() throws XAException {
        resource.start(XID, XAResource.TMNOFLAGS);
        RenderedMessage prepared = stage(1);
        resource.end(XID, XAResource.TMSUCCESS);
        resource.prepare(XID);
        assertClosed(prepared);

        resource.start(Xids.of(2), XAResource.TMNOFLAGS);
        RenderedMessage rolledBack = stage(2);
        resource.rollback(Xids.of(2));
        assertClosed(rolledBack);

        resource.start(Xids.of(3), XAResource.TMNOFLAGS);
        RenderedMessage failed = stage(3);
        resource.end(Xids.of(3), XAResource.TMFAIL);
        assertClosed(failed);

        connection.begin();
        RenderedMessage local = stage(4);
        connection.commit();
        assertClosed(local);
    }

    @Test
    void failureOfTheOutbox_isTheCause_andNamesTheBranch() throws XAException {
        prepare(XID, 1);
        failing.fail("commit", OutboxException.Reason.STOPPED);
        XAException failure = fails(XAException.XAER_RMFAIL, () -> resource.commit(XID, false));
        assertEquals(OutboxException.class, failure.getCause().getClass());
        assertTrue(failure.getMessage().contains("route orders"), failure.getMessage());
        failing.repair();
        resource.commit(XID, false);
        assertEquals(List.of("<1@from.test>"), due());
    }

    @Test
    void adapterThatDoesNotRun_failsTheStart() throws XAException {
        SmtpPoolException stopped = new SmtpPoolException(SmtpPoolException.Reason.UNAVAILABLE, "stopped", null);
        XAResource early = branches.newEnlistment(() -> {
                    throw stopped;
                })
                .resource();
        assertSame(
                stopped,
                fails(XAException.XAER_RMFAIL, () -> early.start(XID, XAResource.TMNOFLAGS))
                        .getCause());
    }

    @Test
    void suspendedBranch_refusesMessages_untilItIsResumed() throws XAException {
        resource.start(XID, XAResource.TMNOFLAGS);
        resource.end(XID, XAResource.TMSUSPEND);
        assertEquals(Optional.of("t1"), connection.key());
        assertEquals(
                SmtpTransactionException.Reason.SUSPENDED,
                assertThrows(SmtpTransactionException.class, () -> stage(1)).reason());
        resource.start(XID, XAResource.TMRESUME);
        stage(2);
        resource.end(XID, XAResource.TMSUCCESS);
        resource.commit(XID, true);
        assertEquals(List.of("<2@from.test>"), due());
    }

    @Test
    void connectionsThatJoin_stageIntoOneBranch() throws XAException {
        Enlistment other = newConnection();
        resource.start(XID, XAResource.TMNOFLAGS);
        other.resource().start(XID, XAResource.TMJOIN);
        stage(1);
        other.stage("t1", List.of(TestMessages.message(2)));
        resource.end(XID, XAResource.TMSUCCESS);
        fails(XAException.XAER_PROTO, () -> resource.prepare(XID));
        other.resource().end(XID, XAResource.TMSUCCESS);
        resource.commit(XID, true);
        assertEquals(List.of("<1@from.test>", "<2@from.test>"), due());
    }

    @Test
    void connectionThatGoesAway_takesItsTransactionsChanceWithIt() throws XAException {
        resource.start(XID, XAResource.TMNOFLAGS);
        stage(1);
        assertEquals(1, connection.discard());
        assertEquals(Optional.empty(), connection.key());
        fails(XAException.XA_RBROLLBACK, () -> resource.prepare(XID));
        fails(XAException.XAER_NOTA, () -> resource.prepare(XID));
    }

    @Test
    void idsOfStagedMessages_areThoseInTheOutbox() throws XAException {
        resource.start(XID, XAResource.TMNOFLAGS);
        List<Optional<String>> ids = connection.stage("t1", List.of(TestMessages.message(1), TestMessages.message(2)));
        resource.end(XID, XAResource.TMSUCCESS);
        resource.commit(XID, true);
        assertEquals(
                ids,
                store.takeDue("orders", Instant.MAX, 2).stream()
                        .map(Due::id)
                        .map(OutboxId::toString)
                        .map(Optional::of)
                        .toList());
    }

    @Test
    void localTransaction_commitsIntoTheOutbox() {
        connection.begin();
        assertThrows(IllegalStateException.class, connection::begin);
        fails(XAException.XAER_OUTSIDE, () -> resource.start(XID, XAResource.TMNOFLAGS));
        stage(1);
        connection.commit();
        assertThrows(IllegalStateException.class, connection::commit);
        connection.begin();
        stage(2);
        connection.rollback();
        assertThrows(IllegalStateException.class, connection::rollback);
        connection.begin();
        connection.commit();
        assertEquals(List.of("<1@from.test>"), due());
    }

    @Test
    void localTransactionInsideABranch_isRefused() throws XAException {
        resource.start(XID, XAResource.TMNOFLAGS);
        assertThrows(IllegalStateException.class, connection::begin);
        assertThrows(IllegalStateException.class, connection::commit);
    }

    @Test
    void localTransactionThatTheOutboxRefuses_isOver() {
        connection.begin();
        stage(1);
        failing.fail("add", OutboxException.Reason.FULL);
        assertEquals(
                OutboxException.Reason.FULL,
                assertThrows(OutboxException.class, connection::commit).reason());
        assertEquals(Optional.empty(), connection.key());
    }

    @Test
    void branchesThatStayPrepared_areListedByTheirAge() throws XAException {
        prepare(XID, 1);
        prepare(Xids.of(2), 2);
        store.completeHeuristically("orders", Xids.of(2), false);
        assertEquals(List.of(), branches.preparedBefore(NOON));
        List<Branch> old = branches.preparedBefore(NOON.plus(Duration.ofMinutes(5)));
        assertEquals(List.of(NOON), old.stream().map(Branch::since).toList());
        resource.rollback(XID);
    }

    /** After a start nobody may have made a connection of the route yet, and nobody would where the recovery is off. */
    @Test
    void branchOfARouteThatNobodyUses_isToldToo() throws XAException {
        prepare(XID, 1);
        assertEquals(
                List.of("orders"),
                new OutboxBranches(store)
                        .preparedBefore(NOON.plusSeconds(1)).stream()
                                .map(InDoubtWatch.Overdue::route)
                                .toList());
        resource.rollback(XID);
    }

    @Test
    void branchThatNobodyDecides_isToldOnce() throws XAException {
        OutboxBranches all = new OutboxBranches(store);
        XAResource own =
                all.of("orders").newEnlistment(ThreadTransaction.None::new).resource();
        prepare(XID, 1);
        InDoubtWatch early =
                new InDoubtWatch(all, Duration.ofMinutes(5), Clock.fixed(NOON.plusSeconds(300), ZoneOffset.UTC));
        assertEquals(List.of(), early.newlyOverdue());
        InDoubtWatch late =
                new InDoubtWatch(all, Duration.ofMinutes(5), Clock.fixed(NOON.plusSeconds(301), ZoneOffset.UTC));
        assertEquals(
                List.of("orders"),
                late.newlyOverdue().stream().map(InDoubtWatch.Overdue::route).toList());
        assertEquals(List.of(), late.newlyOverdue());
        own.rollback(XID);
        assertEquals(List.of(), late.newlyOverdue());
    }

    /** As by the container's reaper. */
    @Test
    void rollbackByAnotherThreadDuringStage_isTold() throws Exception {
        for (int round = 0; round < 2_000; round++) {
            resource.start(XID, XAResource.TMNOFLAGS);
            RenderedMessage message = TestMessages.message(round);
            CyclicBarrier start = new CyclicBarrier(2);
            CompletableFuture<Boolean> staged = CompletableFuture.supplyAsync(() -> stages(start, message));
            start.await();
            resource.rollback(XID);
            if (staged.join()) {
                assertClosed(message);
            }
            fails(XAException.XAER_NOTA, () -> resource.end(XID, XAResource.TMSUCCESS));
            assertEquals(Optional.empty(), connection.key());
        }
        assertEquals(List.of(), due());
    }

    private boolean stages(CyclicBarrier start, RenderedMessage message) {
        try {
            start.await();
            connection.stage("t1", List.of(message));
            return true;
        } catch (SmtpTransactionException e) {
            assertEquals(SmtpTransactionException.Reason.ENDED, e.reason());
            return false;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
