package org.postbound.bench;

import com.arjuna.ats.arjuna.common.CoordinatorEnvironmentBean;
import com.arjuna.ats.arjuna.common.CoreEnvironmentBean;
import com.arjuna.ats.arjuna.common.CoreEnvironmentBeanException;
import com.arjuna.ats.arjuna.common.ObjectStoreEnvironmentBean;
import com.arjuna.common.internal.util.propertyservice.BeanPopulator;
import jakarta.transaction.Status;
import jakarta.transaction.SystemException;
import jakarta.transaction.TransactionManager;
import java.nio.file.Path;
import java.util.List;
import org.postbound.tx.ThreadTransaction;

/** WildFly's transaction manager, Narayana, with its log in files. There is one in a JVM. */
final class Coordinator {
    private final TransactionManager manager;

    private Coordinator(TransactionManager manager) {
        this.manager = manager;
    }

    /** Starts it, with its log in a folder. */
    static Coordinator start(Path log) throws CoreEnvironmentBeanException {
        for (String store : new String[] {null, "stateStore", "communicationStore"}) {
            BeanPopulator.getNamedInstance(ObjectStoreEnvironmentBean.class, store)
                    .setObjectStoreDir(log.toString());
        }
        BeanPopulator.getDefaultInstance(CoreEnvironmentBean.class).setNodeIdentifier("bench");
        // It would write to the log's folder when the JVM ends, after that is gone.
        BeanPopulator.getDefaultInstance(CoordinatorEnvironmentBean.class).setTransactionStatusManagerEnable(false);
        return new Coordinator(com.arjuna.ats.jta.TransactionManager.transactionManager());
    }

    static String version() {
        return "Narayana " + Versions.of("narayana-jta");
    }

    /** Returns the transaction of the current thread. */
    ThreadTransaction current() {
        try {
            return manager.getStatus() == Status.STATUS_ACTIVE
                    ? new ThreadTransaction.Active(manager.getTransaction())
                    : new ThreadTransaction.None();
        } catch (SystemException e) {
            throw new IllegalStateException("Narayana does not know its transaction", e);
        }
    }

    /**
     * Runs a transaction.
     *
     * @param participants who take part, in this order
     * @return how long its commit took, in nanoseconds
     * @throws Exception if it does not commit
     */
    long run(List<Participant> participants) throws Exception {
        manager.begin();
        boolean worked = false;
        try {
            for (Participant participant : participants) {
                manager.getTransaction().enlistResource(participant.resource());
                participant.work();
            }
            worked = true;
        } finally {
            if (!worked) {
                manager.rollback();
            }
        }
        long start = System.nanoTime();
        manager.commit();
        return System.nanoTime() - start;
    }
}
