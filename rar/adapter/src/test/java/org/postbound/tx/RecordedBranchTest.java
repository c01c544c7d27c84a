package org.postbound.tx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.List;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.postbound.OutboxException;
import org.postbound.flight.TestRecording;
import org.postbound.outbox.BranchId;

/** What a Flight Recording shows of branches. */
@Isolated("a recording shows what all threads do")
class RecordedBranchTest extends OneRoute {
    private static final String BRANCH = BranchId.of(XID).toString();

    private final TestRecording recording = new TestRecording();

    @AfterEach
    void close() {
        recording.close();
    }

    private List<List<Object>> events(String kind, String... fields) throws IOException {
        return recording.events(kind).stream()
                .map(event -> TestRecording.values(event, fields))
                .toList();
    }

    @Test
    void prepareAndCommit_areShown() throws XAException, IOException {
        resource.start(XID, XAResource.TMNOFLAGS);
        stage(1);
        stage(2);
        resource.end(XID, XAResource.TMSUCCESS);
        resource.prepare(XID);
        resource.commit(XID, false);

        assertEquals(List.of(List.of(BRANCH, "orders", 2)), events("Prepare", "xid", "route", "messages"));
        assertEquals(
                List.of(List.of(BRANCH, "orders", 2, false)), events("Commit", "xid", "route", "messages", "onePhase"));
    }

    @Test
    void commitInOnePhase_isShown() throws XAException, IOException {
        resource.start(XID, XAResource.TMNOFLAGS);
        stage(1);
        resource.end(XID, XAResource.TMSUCCESS);
        resource.commit(XID, true);

        assertEquals(
                List.of(List.of(BRANCH, "orders", 1, true)), events("Commit", "xid", "route", "messages", "onePhase"));
        assertEquals(List.of(), events("Prepare", "xid"));
    }

    @Test
    void rollbackOfAPreparedBranch_isShown() throws XAException, IOException {
        prepare(XID, 1);
        resource.rollback(XID);

        assertEquals(List.of(List.of(BRANCH, "orders", 1)), events("Rollback", "xid", "route", "messages"));
    }

    @Test
    void prepareThatFails_isNotShown() throws IOException {
        failing.fail("prepare", OutboxException.Reason.STOPPED);
        fails(XAException.XAER_RMERR, () -> prepare(XID, 1));

        assertEquals(List.of(), events("Prepare", "xid"));
    }
}
