package org.postbound.tx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.postbound.OutboxException;

/** The code of each mistake of a transaction manager, and of each failure of the outbox. */
class BranchProtocolTest extends OneRoute {
    /** What a transaction manager asks for a branch. */
    private enum Verb {
        START,
        JOIN,
        RESUME,
        SUSPEND,
        END,
        PREPARE,
        COMMIT,
        COMMIT_IN_ONE_PHASE,
        ROLLBACK,
        FORGET;

        void call(XAResource resource) throws XAException {
            switch (this) {
                case START -> resource.start(XID, XAResource.TMNOFLAGS);
                case JOIN -> resource.start(XID, XAResource.TMJOIN);
                case RESUME -> resource.start(XID, XAResource.TMRESUME);
                case SUSPEND -> resource.end(XID, XAResource.TMSUSPEND);
                case END -> resource.end(XID, XAResource.TMSUCCESS);
                case PREPARE -> resource.prepare(XID);
                case COMMIT -> resource.commit(XID, false);
                case COMMIT_IN_ONE_PHASE -> resource.commit(XID, true);
                case ROLLBACK -> resource.rollback(XID);
                case FORGET -> resource.forget(XID);
            }
        }
    }

    /** How far a branch with a message is. */
    private enum State {
        STARTED,
        SUSPENDED,
        ENDED,
        PREPARED
    }

    private void bringTo(State state) throws XAException {
        resource.start(XID, XAResource.TMNOFLAGS);
        stage(1);
        switch (state) {
            case STARTED -> {}
            case SUSPENDED -> resource.end(XID, XAResource.TMSUSPEND);
            case ENDED -> resource.end(XID, XAResource.TMSUCCESS);
            case PREPARED -> {
                resource.end(XID, XAResource.TMSUCCESS);
                resource.prepare(XID);
            }
        }
    }

    /** As the application wanted it. */
    private void commitFrom(State state) throws XAException {
        switch (state) {
            case STARTED, SUSPENDED -> {
                resource.end(XID, XAResource.TMSUCCESS);
                resource.commit(XID, true);
            }
            case ENDED -> resource.commit(XID, true);
            case PREPARED -> resource.commit(XID, false);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "STARTED, START",
        "STARTED, JOIN",
        "STARTED, RESUME",
        "STARTED, PREPARE",
        "STARTED, COMMIT",
        "STARTED, COMMIT_IN_ONE_PHASE",
        "STARTED, FORGET",
        "SUSPENDED, JOIN",
        "SUSPENDED, SUSPEND",
        "SUSPENDED, PREPARE",
        "SUSPENDED, COMMIT",
        "SUSPENDED, COMMIT_IN_ONE_PHASE",
        "SUSPENDED, FORGET",
        "ENDED, RESUME",
        "ENDED, SUSPEND",
        "ENDED, END",
        "ENDED, COMMIT",
        "ENDED, FORGET",
        "PREPARED, JOIN",
        "PREPARED, RESUME",
        "PREPARED, SUSPEND",
        "PREPARED, END",
        "PREPARED, PREPARE",
        "PREPARED, COMMIT_IN_ONE_PHASE",
        "PREPARED, FORGET"
    })
    void wrongOrder_isToldAndChangesNothing(State state, Verb verb) throws XAException {
        bringTo(state);
        fails(XAException.XAER_PROTO, () -> verb.call(resource));
        commitFrom(state);
        assertEquals(List.of("<1@from.test>"), due());
    }

    @ParameterizedTest
    @EnumSource
    void duplicate_isToldAndChangesNothing(State state) throws XAException {
        bringTo(state);
        fails(XAException.XAER_DUPID, () -> newConnection().resource().start(XID, XAResource.TMNOFLAGS));
        commitFrom(state);
        assertEquals(List.of("<1@from.test>"), due());
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "START")
    void unknownBranch_isTold(Verb verb) {
        fails(XAException.XAER_NOTA, () -> verb.call(resource));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "START")
    void branchThatHasEnded_isUnknown(Verb verb) throws XAException {
        bringTo(State.PREPARED);
        resource.commit(XID, false);
        fails(XAException.XAER_NOTA, () -> verb.call(resource));
        assertEquals(List.of("<1@from.test>"), due());
    }

    @Test
    void failedWork_canOnlyRollBack() throws XAException {
        resource.start(XID, XAResource.TMNOFLAGS);
        stage(1);
        resource.end(XID, XAResource.TMFAIL);
        fails(XAException.XA_RBROLLBACK, () -> resource.start(XID, XAResource.TMJOIN));
        fails(XAException.XA_RBROLLBACK, () -> resource.prepare(XID));
        fails(XAException.XAER_NOTA, () -> resource.rollback(XID));
        assertEquals(List.of(), due());
    }

    @ParameterizedTest
    @EnumSource
    void rollback_discardsMessages_howeverFarTheBranchIs(State state) throws XAException {
        bringTo(state);
        resource.rollback(XID);
        fails(XAException.XAER_NOTA, () -> resource.rollback(XID));
        assertEquals(0, resource.recover(XAResource.TMSTARTRSCAN).length);
        assertEquals(List.of(), due());
    }

    @ParameterizedTest
    @EnumSource(names = {"PREPARE", "COMMIT_IN_ONE_PHASE"})
    void branchWithoutMessages_isOver_withoutTheOutbox(Verb verb) throws XAException {
        failing.fail("prepare", OutboxException.Reason.STOPPED);
        failing.fail("add", OutboxException.Reason.STOPPED);
        resource.start(XID, XAResource.TMNOFLAGS);
        resource.end(XID, XAResource.TMSUCCESS);
        verb.call(resource);
        fails(XAException.XAER_NOTA, () -> verb.call(resource));
    }

    @Test
    void branchWithoutMessages_isReadOnly() throws XAException {
        resource.start(XID, XAResource.TMNOFLAGS);
        resource.end(XID, XAResource.TMSUCCESS);
        assertEquals(XAResource.XA_RDONLY, resource.prepare(XID));
    }

    @ParameterizedTest
    @CsvSource({"COMMIT, true", "COMMIT, false", "ROLLBACK, true", "ROLLBACK, false"})
    void operatorsDecision_isTold_untilItIsForgotten(Verb verb, boolean committed) throws XAException {
        bringTo(State.PREPARED);
        store.completeHeuristically("orders", XID, committed);
        int code = committed ? XAException.XA_HEURCOM : XAException.XA_HEURRB;
        fails(code, () -> verb.call(resource));
        fails(code, () -> verb.call(newConnection().resource()));
        assertEquals(1, resource.recover(XAResource.TMSTARTRSCAN).length);
        resource.forget(XID);
        assertEquals(0, resource.recover(XAResource.TMSTARTRSCAN).length);
        fails(XAException.XAER_NOTA, () -> verb.call(resource));
        assertEquals(committed ? List.of("<1@from.test>") : List.of(), due());
    }

    /** Never XA_RETRY, which neither a rollback nor a commit in one phase may answer. */
    @ParameterizedTest
    @CsvSource({
        "ENDED, PREPARE, prepare, FULL, " + XAException.XA_RBROLLBACK,
        "ENDED, PREPARE, prepare, STOPPED, " + XAException.XAER_RMERR,
        "ENDED, COMMIT_IN_ONE_PHASE, add, FULL, " + XAException.XA_RBROLLBACK,
        "ENDED, COMMIT_IN_ONE_PHASE, add, STOPPED, " + XAException.XAER_RMFAIL,
        "PREPARED, COMMIT, commit, STOPPED, " + XAException.XAER_RMFAIL,
        "PREPARED, ROLLBACK, rollback, STOPPED, " + XAException.XAER_RMFAIL,
        "PREPARED, FORGET, forget, STOPPED, " + XAException.XAER_RMFAIL
    })
    void outboxThatFails_isToldByItsPhase(
            State state, Verb verb, String method, OutboxException.Reason reason, int code) throws XAException {
        bringTo(state);
        failing.fail(method, reason);
        fails(code, () -> verb.call(resource));
        failing.repair();
        assertEquals(state == State.PREPARED ? 1 : 0, resource.recover(XAResource.TMSTARTRSCAN).length);
    }

    /** An empty answer would mean that nothing is in doubt. */
    @Test
    void outboxThatDoesNotAnswer_recoversNothing_andSaysSo() {
        failing.fail("branches", OutboxException.Reason.STOPPED);
        fails(XAException.XAER_RMFAIL, () -> resource.recover(XAResource.TMSTARTRSCAN));
    }
}
