package org.postbound.tx;

import static javax.transaction.xa.XAException.XAER_DUPID;
import static javax.transaction.xa.XAException.XAER_NOTA;
import static javax.transaction.xa.XAException.XAER_PROTO;
import static javax.transaction.xa.XAException.XAER_RMERR;
import static javax.transaction.xa.XAException.XAER_RMFAIL;
import static javax.transaction.xa.XAException.XA_HEURCOM;
import static javax.transaction.xa.XAException.XA_HEURRB;
import static javax.transaction.xa.XAException.XA_RBROLLBACK;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.transaction.xa.XAResource;
import org.postbound.SmtpTransactionException.Reason;

/**
 * What branches have to do, said as plainly as possible: no lock, no disk, one step after the other. A step returns what its
 * caller sees: an XA code, or a reason.
 */
final class BranchModel {
    static final Object OK = XAResource.XA_OK;
    static final Object UNKNOWN_TO_OPERATOR = "unknown";
    static final Object DECIDED_ALREADY = "decided already";

    /** How the outbox is while a step is taken. */
    enum Disk {
        FINE,
        FULL,
        STOPPED
    }

    private enum State {
        OPEN,
        ROLLBACK_ONLY,
        PREPARED,
        OPERATOR_COMMITTED,
        OPERATOR_ROLLED_BACK
    }

    private record Branch(State state, List<Integer> messages) {
        boolean isUnprepared() {
            return state == State.OPEN || state == State.ROLLBACK_ONLY;
        }
    }

    /** Of a connection with a branch: whether it works for it, or has suspended its work. */
    private record Association(int connection, int xid, boolean suspended) {}

    private final Map<Integer, Branch> branches = new HashMap<>();
    private final Set<Association> associations = new HashSet<>();
    private final Set<Integer> sent = new TreeSet<>();

    BranchModel copy() {
        BranchModel copy = new BranchModel();
        copy.branches.putAll(branches);
        copy.associations.addAll(associations);
        copy.sent.addAll(sent);
        return copy;
    }

    /** The messages that may have left since the last call. */
    Set<Integer> takeSent() {
        Set<Integer> taken = new TreeSet<>(sent);
        sent.clear();
        return taken;
    }

    private boolean works(int connection) {
        return associations.stream().anyMatch(a -> a.connection == connection && !a.suspended);
    }

    private boolean works(int connection, int xid) {
        return associations.contains(new Association(connection, xid, false));
    }

    private boolean suspended(int connection, int xid) {
        return associations.contains(new Association(connection, xid, true));
    }

    private void end(int xid) {
        branches.remove(xid);
        associations.removeIf(a -> a.xid == xid);
    }

    private void onlyRollBack(int xid) {
        branches.put(xid, new Branch(State.ROLLBACK_ONLY, List.of()));
    }

    Object start(int connection, int xid) {
        if (works(connection)) {
            return XAER_PROTO;
        }
        if (branches.containsKey(xid)) {
            return XAER_DUPID;
        }
        branches.put(xid, new Branch(State.OPEN, List.of()));
        associations.add(new Association(connection, xid, false));
        return OK;
    }

    private Object joinable(int connection, int xid) {
        Branch branch = branches.get(xid);
        if (branch == null) {
            return XAER_NOTA;
        }
        if (branch.state == State.ROLLBACK_ONLY) {
            return XA_RBROLLBACK;
        }
        return branch.state == State.OPEN && !works(connection) ? OK : XAER_PROTO;
    }

    Object join(int connection, int xid) {
        Object answer = joinable(connection, xid);
        if (answer != OK) {
            return answer;
        }
        if (suspended(connection, xid)) {
            return XAER_PROTO;
        }
        associations.add(new Association(connection, xid, false));
        return OK;
    }

    Object resume(int connection, int xid) {
        Object answer = joinable(connection, xid);
        if (answer != OK) {
            return answer;
        }
        if (!suspended(connection, xid)) {
            return XAER_PROTO;
        }
        associations.remove(new Association(connection, xid, true));
        associations.add(new Association(connection, xid, false));
        return OK;
    }

    Object suspend(int connection, int xid) {
        if (!works(connection, xid)) {
            return branches.containsKey(xid) ? XAER_PROTO : XAER_NOTA;
        }
        associations.remove(new Association(connection, xid, false));
        associations.add(new Association(connection, xid, true));
        return OK;
    }

    Object end(int connection, int xid, boolean failed) {
        if (!works(connection, xid) && !suspended(connection, xid)) {
            return branches.containsKey(xid) ? XAER_PROTO : XAER_NOTA;
        }
        associations.removeIf(a -> a.connection == connection && a.xid == xid);
        if (failed) {
            onlyRollBack(xid);
        }
        return OK;
    }

    Object stage(int connection, int xid, int message) {
        if (!works(connection, xid)) {
            return suspended(connection, xid) ? Reason.SUSPENDED : Reason.ENDED;
        }
        Branch branch = branches.get(xid);
        if (branch.state == State.ROLLBACK_ONLY) {
            return Reason.MARKED_ROLLBACK;
        }
        List<Integer> messages = new ArrayList<>(branch.messages);
        messages.add(message);
        branches.put(xid, new Branch(State.OPEN, messages));
        return OK;
    }

    /** The connection goes away. */
    Object discard(int connection) {
        int discarded = 0;
        for (Association association : Set.copyOf(associations)) {
            if (association.connection == connection) {
                discarded += branches.get(association.xid).messages.size();
                onlyRollBack(association.xid);
                associations.remove(association);
            }
        }
        return discarded;
    }

    private Object ended(int xid) {
        Branch branch = branches.get(xid);
        if (branch == null) {
            return XAER_NOTA;
        }
        if (!branch.isUnprepared() || associations.stream().anyMatch(a -> a.xid == xid)) {
            return XAER_PROTO;
        }
        if (branch.state == State.ROLLBACK_ONLY) {
            end(xid);
            return XA_RBROLLBACK;
        }
        return OK;
    }

    Object prepare(int xid, Disk disk) {
        Object answer = ended(xid);
        if (answer != OK) {
            return answer;
        }
        Branch branch = branches.get(xid);
        if (branch.messages.isEmpty()) {
            end(xid);
            return XAResource.XA_RDONLY;
        }
        if (disk != Disk.FINE) {
            end(xid);
            return disk == Disk.FULL ? XA_RBROLLBACK : XAER_RMERR;
        }
        branches.put(xid, new Branch(State.PREPARED, branch.messages));
        return OK;
    }

    Object commitInOnePhase(int xid, Disk disk) {
        Object answer = ended(xid);
        if (answer != OK) {
            return answer;
        }
        List<Integer> messages = branches.get(xid).messages;
        end(xid);
        if (disk != Disk.FINE && !messages.isEmpty()) {
            return disk == Disk.FULL ? XA_RBROLLBACK : XAER_RMFAIL;
        }
        sent.addAll(messages);
        return OK;
    }

    Object commit(int xid, Disk disk) {
        Branch branch = branches.get(xid);
        if (branch != null && branch.isUnprepared()) {
            return XAER_PROTO;
        }
        Object answer = decidable(branch, disk);
        if (answer == OK) {
            sent.addAll(branch.messages);
            end(xid);
        }
        return answer;
    }

    Object rollback(int xid, Disk disk) {
        Branch branch = branches.get(xid);
        if (branch != null && branch.isUnprepared()) {
            end(xid);
            return OK;
        }
        Object answer = decidable(branch, disk);
        if (answer == OK) {
            end(xid);
        }
        return answer;
    }

    private static Object decidable(Branch branch, Disk disk) {
        if (disk == Disk.STOPPED) {
            return XAER_RMFAIL;
        }
        if (branch == null) {
            return XAER_NOTA;
        }
        return switch (branch.state) {
            case OPERATOR_COMMITTED -> XA_HEURCOM;
            case OPERATOR_ROLLED_BACK -> XA_HEURRB;
            default -> OK;
        };
    }

    Object forget(int xid, Disk disk) {
        Branch branch = branches.get(xid);
        if (branch != null && branch.isUnprepared()) {
            return XAER_PROTO;
        }
        if (disk == Disk.STOPPED) {
            return XAER_RMFAIL;
        }
        if (branch == null) {
            return XAER_NOTA;
        }
        if (branch.state == State.PREPARED) {
            return XAER_PROTO;
        }
        end(xid);
        return OK;
    }

    Object recover(Disk disk) {
        return disk == Disk.STOPPED ? XAER_RMFAIL : inOutbox();
    }

    private Set<Integer> inOutbox() {
        Set<Integer> xids = new TreeSet<>(branches.keySet());
        xids.removeIf(xid -> branches.get(xid).isUnprepared());
        return xids;
    }

    Object decideByOperator(int xid, boolean commit) {
        Branch branch = branches.get(xid);
        if (branch == null || branch.isUnprepared()) {
            return UNKNOWN_TO_OPERATOR;
        }
        if (branch.state != State.PREPARED) {
            return DECIDED_ALREADY;
        }
        branches.put(xid, new Branch(commit ? State.OPERATOR_COMMITTED : State.OPERATOR_ROLLED_BACK, List.of()));
        if (commit) {
            sent.addAll(branch.messages);
        }
        return OK;
    }

    /** The process dies, and another one opens the store. */
    Object crash() {
        branches.values().removeIf(Branch::isUnprepared);
        associations.clear();
        return OK;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BranchModel that
                && branches.equals(that.branches)
                && associations.equals(that.associations)
                && sent.equals(that.sent);
    }

    @Override
    public int hashCode() {
        return branches.hashCode() ^ associations.hashCode() ^ sent.hashCode();
    }

    @Override
    public String toString() {
        return "%s %s sent %s".formatted(branches, associations, sent);
    }
}
