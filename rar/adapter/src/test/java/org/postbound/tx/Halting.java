package org.postbound.tx;

import java.util.function.Consumer;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;

/** A resource that says how far it has come, so that the process can be halted there. */
final class Halting extends NamedResource {
    private final Consumer<String> reached;

    Halting(String name, XAResource resource, Consumer<String> reached) {
        super(name, resource);
        this.reached = reached;
    }

    @Override
    public int prepare(Xid xid) throws XAException {
        int vote = super.prepare(xid);
        reached.accept(getJndiName() + " prepared");
        return vote;
    }

    @Override
    public void commit(Xid xid, boolean onePhase) throws XAException {
        reached.accept(getJndiName() + " to be committed");
        super.commit(xid, onePhase);
        reached.accept(getJndiName() + " committed");
    }
}
