package org.postbound.tx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.postbound.DeliveryEvent;
import org.postbound.SmtpTransactionException;
import org.postbound.outbox.Attempt;
import org.postbound.outbox.BranchId;
import org.postbound.outbox.DurableSubscription;
import org.postbound.outbox.InMemoryOutbox;
import org.postbound.outbox.Outbox;
import org.postbound.outbox.OutboxId;
import org.postbound.outbox.Subscriptions;

/** A subscription as a resource manager. What all resource managers have in common is in {@link BranchResourceTest}. */
class AcknowledgementTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final BranchId XID = BranchId.of(Xids.of(1));

    private final InMemoryOutbox outbox = new InMemoryOutbox(Clock.fixed(NOON, ZoneOffset.UTC));
    private final Subscriptions subscriptions = outbox.subscriptions();
    private final Acknowledgements acknowledgements = new Acknowledgements(subscriptions);
    private final Acknowledgement endpoint = acknowledgements.of("billing");
    private final XAResource resource = endpoint.resource();

    AcknowledgementTest() {
        subscriptions.activate(new DurableSubscription(
                "billing", Optional.empty(), EnumSet.allOf(DeliveryEvent.Kind.class), Duration.ofDays(7)));
        outbox.add("default", List.of(new Outbox.Stored(outbox.newId(), TestMessages.message(1))));
        outbox.settle(outbox.takeDue("default", Instant.MAX, 1).get(0).id(), Attempt.accepted(NOON, List.of()))
                .await();
    }

    private static void fails(int code, Executable verb) {
        XAException failure = assertThrows(XAException.class, verb);
        assertEquals(code, failure.errorCode, failure.getMessage());
        assertTrue(failure.getMessage().contains("subscription billing"), failure.getMessage());
    }

    private OutboxId take() {
        return subscriptions.take("billing", NOON).orElseThrow().id();
    }

    /** Tells the endpoint of the event, in a transaction. */
    private OutboxId tell() throws XAException {
        OutboxId event = take();
        resource.start(XID, XAResource.TMNOFLAGS);
        assertTrue(endpoint.stage(event));
        resource.end(XID, XAResource.TMSUCCESS);
        return event;
    }

    private int kept() {
        return subscriptions.list().get(0).events();
    }

    private Xid[] recovered() throws XAException {
        return resource.recover(XAResource.TMSTARTRSCAN);
    }

    @Test
    void commit_erasesTheEvent() throws Exception {
        tell();
        assertEquals(XAResource.XA_OK, resource.prepare(XID));
        assertEquals(1, kept());
        resource.commit(XID, false);
        assertEquals(0, kept());
        fails(XAException.XAER_NOTA, () -> resource.commit(XID, false));
    }

    @Test
    void commitInOnePhase_erasesTheEvent() throws Exception {
        tell();
        resource.commit(XID, true);
        assertEquals(0, kept());
    }

    @Test
    void rollback_leavesTheEventToWhoeverTookIt() throws Exception {
        OutboxId event = tell();
        resource.rollback(XID);
        assertTrue(subscriptions.release("billing", event, NOON));
        assertEquals(event, take());
    }

    @Test
    void rollbackOfAPreparedBranch_givesTheEventOutAgain() throws Exception {
        OutboxId event = tell();
        resource.prepare(XID);
        assertFalse(subscriptions.release("billing", event, NOON));
        assertEquals(Optional.empty(), subscriptions.take("billing", NOON));
        resource.rollback(XID);
        assertEquals(event, take());
    }

    @Test
    void deliveryWithoutEvent_isReadOnly() throws Exception {
        resource.start(XID, XAResource.TMNOFLAGS);
        resource.end(XID, XAResource.TMSUCCESS);
        assertEquals(XAResource.XA_RDONLY, resource.prepare(XID));
    }

    @Test
    void withoutTransaction_nothingIsStaged() {
        assertFalse(endpoint.stage(take()));
    }

    @Test
    void transactionThatTimedOut_acknowledgesNothing() throws Exception {
        resource.start(XID, XAResource.TMNOFLAGS);
        resource.end(XID, XAResource.TMFAIL);
        fails(XAException.XA_RBROLLBACK, () -> resource.prepare(XID));
        resource.start(Xids.of(2), XAResource.TMNOFLAGS);
        resource.end(Xids.of(2), XAResource.TMSUSPEND);
        assertThrows(SmtpTransactionException.class, () -> endpoint.stage(take()));
        resource.end(Xids.of(2), XAResource.TMSUCCESS);
        resource.rollback(Xids.of(2));
        assertEquals(1, kept());
    }

    @Test
    void transactionThatTheContainerLeaves_canOnlyRollBack() throws Exception {
        resource.start(XID, XAResource.TMNOFLAGS);
        endpoint.stage(take());
        endpoint.discard();
        fails(XAException.XA_RBROLLBACK, () -> resource.prepare(XID));
        assertEquals(1, kept());
    }

    @Test
    void anyResourceOfTheSubscription_endsAndRecoversWhatAnotherHasBegun() throws Exception {
        tell();
        resource.prepare(XID);
        XAResource other = new Acknowledgements(subscriptions).of("billing").resource();
        assertArrayEquals(new Xid[] {XID}, other.recover(XAResource.TMSTARTRSCAN));
        other.commit(XID, false);
        assertEquals(0, kept());
        assertArrayEquals(new Xid[0], recovered());
    }

    @Test
    void subscriptions_areResourceManagersOfTheirOwn() throws Exception {
        XAResource news = acknowledgements.of("news").resource();
        assertTrue(resource.isSameRM(acknowledgements.of("billing").resource()));
        assertFalse(resource.isSameRM(news));
        assertFalse(resource.isSameRM(new Branches(outbox, "billing")
                .newEnlistment(ThreadTransaction.None::new)
                .resource()));
        tell();
        resource.prepare(XID);
        assertArrayEquals(new Xid[0], news.recover(XAResource.TMSTARTRSCAN));
    }

    @Test
    void subscriptionThatIsGone_rollsBack() throws Exception {
        tell();
        subscriptions.deactivate("billing");
        subscriptions.remove("billing");
        fails(XAException.XAER_RMERR, () -> resource.prepare(XID));
    }

    @Test
    void operatorsDecideNoAcknowledgement() throws Exception {
        fails(XAException.XAER_NOTA, () -> resource.forget(XID));
        tell();
        resource.prepare(XID);
        fails(XAException.XAER_PROTO, () -> resource.forget(XID));
        assertArrayEquals(new Xid[] {XID}, recovered());
    }

    @Test
    void acknowledgementThatStaysPrepared_isNoticedOnce() throws Exception {
        tell();
        resource.prepare(XID);
        InDoubtWatch early = new InDoubtWatch(acknowledgements, Duration.ofMinutes(5), at(300));
        assertEquals(List.of(), early.newlyOverdue());
        InDoubtWatch late = new InDoubtWatch(acknowledgements, Duration.ofMinutes(5), at(301));
        assertEquals(
                List.of("billing"),
                late.newlyOverdue().stream().map(InDoubtWatch.Overdue::route).toList());
        assertEquals(List.of(), late.newlyOverdue());
    }

    private static Clock at(int seconds) {
        return Clock.fixed(NOON.plusSeconds(seconds), ZoneOffset.UTC);
    }
}
