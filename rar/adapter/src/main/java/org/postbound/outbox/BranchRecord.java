package org.postbound.outbox;

import java.time.Instant;
import java.util.List;
import javax.transaction.xa.Xid;

/**
 * A branch and its messages.
 *
 * @param messages the messages that wait for the end of the branch; none once it is decided
 */
record BranchRecord(String route, Branch branch, List<OutboxId> messages) {
    static final int VERSION = 1;

    /** What a branch is found by. */
    record Key(String route, BranchId xid) {
        static Key of(String route, Xid xid) {
            return new Key(route, BranchId.of(xid));
        }
    }

    /** Returns a branch that waits for its end from now on. */
    static BranchRecord prepared(String route, Xid xid, Instant now, List<OutboxId> messages) {
        if (messages.isEmpty()) {
            throw new IllegalArgumentException("a branch of nothing needs no prepare");
        }
        Branch branch = new Branch(BranchId.of(xid), Branch.State.PREPARED, now, messages.size());
        return new BranchRecord(route, branch, messages);
    }

    Key key() {
        return new Key(route, branch.xid());
    }

    /** Returns what the branch is when an operator has decided it. */
    BranchRecord decided(Branch.State state) {
        return new BranchRecord(route, new Branch(branch.xid(), state, branch.since(), branch.messages()), List.of());
    }

    /** Returns what is left of the branch when it has ended. */
    BranchRecord emptied() {
        return new BranchRecord(route, new Branch(branch.xid(), branch.state(), branch.since(), 0), List.of());
    }

    byte[] toOctets() {
        BranchId xid = branch.xid();
        return FieldWriter.version(VERSION)
                .text(route)
                .number(xid.getFormatId())
                .octets(xid.getGlobalTransactionId())
                .octets(xid.getBranchQualifier())
                .text(branch.state().name())
                .instant(branch.since())
                .number(branch.messages())
                .list(messages, (out, id) -> out.number(id.value()))
                .toOctets();
    }

    static BranchRecord of(byte[] octets) {
        FieldReader in = FieldReader.of(octets, VERSION);
        try {
            String route = in.text();
            BranchId xid = new BranchId((int) in.number(), in.octets(), in.octets());
            Branch branch = new Branch(xid, in.constant(Branch.State.class), in.instant(), (int) in.number());
            return new BranchRecord(route, branch, in.list(field -> new OutboxId(field.number())));
        } catch (IllegalArgumentException e) {
            throw new DamagedRecordException("is no branch: " + e.getMessage(), e);
        }
    }
}
