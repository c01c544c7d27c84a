package org.postbound.tx;

import com.arjuna.ats.arjuna.AtomicAction;
import com.arjuna.ats.arjuna.common.CoordinatorEnvironmentBean;
import com.arjuna.ats.arjuna.common.CoreEnvironmentBean;
import com.arjuna.ats.arjuna.common.RecoveryEnvironmentBean;
import com.arjuna.ats.arjuna.common.Uid;
import com.arjuna.ats.arjuna.coordinator.ActionManager;
import com.arjuna.ats.arjuna.exceptions.ObjectStoreException;
import com.arjuna.ats.arjuna.objectstore.StoreManager;
import com.arjuna.ats.arjuna.recovery.RecoveryManager;
import com.arjuna.ats.arjuna.recovery.RecoveryModule;
import com.arjuna.ats.arjuna.state.InputObjectState;
import com.arjuna.ats.internal.arjuna.common.UidHelper;
import com.arjuna.ats.internal.arjuna.recovery.AtomicActionRecoveryModule;
import com.arjuna.ats.internal.jta.recovery.arjunacore.JTANodeNameXAResourceOrphanFilter;
import com.arjuna.ats.internal.jta.recovery.arjunacore.JTATransactionLogXAResourceOrphanFilter;
import com.arjuna.ats.internal.jta.recovery.arjunacore.XARecoveryModule;
import com.arjuna.ats.internal.jta.transaction.arjunacore.TransactionImple;
import com.arjuna.ats.jta.common.JTAEnvironmentBean;
import com.arjuna.ats.jta.recovery.XAResourceRecoveryHelper;
import com.arjuna.common.internal.util.propertyservice.BeanPopulator;
import jakarta.transaction.Status;
import jakarta.transaction.SystemException;
import jakarta.transaction.Transaction;
import jakarta.transaction.TransactionManager;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import javax.transaction.xa.XAResource;

/**
 * WildFly's transaction manager, without WildFly, set up as there but for its pauses. There is one in a process; tests that
 * use it take turns by a {@code @ResourceLock(Narayana.LOCK)}.
 */
final class Narayana {
    static final String LOCK = "narayana";

    private static final String NODE = "postbound";

    private static Narayana shared;

    private final TransactionLog log;
    private final TransactionManager manager;
    private final List<RecoveryModule> modules;
    private final String type = new AtomicAction().type();

    private Narayana(TransactionLog log, TransactionManager manager, List<RecoveryModule> modules) {
        this.log = log;
        this.manager = manager;
        this.modules = modules;
    }

    /** The one of the process that runs the tests. Its log is empty. */
    static synchronized Narayana shared() throws Exception {
        if (shared == null) {
            shared = start(Files.createTempDirectory(Path.of("target"), "narayana-"));
        }
        return shared;
    }

    /** Starts the only one of this process, with its log in the directory. */
    static Narayana start(Path directory) throws Exception {
        TransactionLog log = new TransactionLog(directory.resolve("log"));
        TransactionLog others = new TransactionLog(directory.resolve("others"));
        new StoreManager(log, others, others);
        BeanPopulator.getDefaultInstance(CoreEnvironmentBean.class).setNodeIdentifier(NODE);
        CoordinatorEnvironmentBean coordinator = BeanPopulator.getDefaultInstance(CoordinatorEnvironmentBean.class);
        coordinator.setTransactionStatusManagerEnable(false);
        coordinator.setDefaultTimeout(0);
        JTAEnvironmentBean jta = BeanPopulator.getDefaultInstance(JTAEnvironmentBean.class);
        jta.setXaRecoveryNodes(List.of(NODE));
        jta.setXaResourceOrphanFilterClassNames(List.of(
                JTATransactionLogXAResourceOrphanFilter.class.getName(),
                JTANodeNameXAResourceOrphanFilter.class.getName()));
        jta.setOrphanSafetyInterval(0);
        jta.setXAResourceRecordWrappingPlugin(new ResourceNames());
        RecoveryEnvironmentBean recovery = BeanPopulator.getDefaultInstance(RecoveryEnvironmentBean.class);
        recovery.setRecoveryModuleClassNames(
                List.of(AtomicActionRecoveryModule.class.getName(), XARecoveryModule.class.getName()));
        recovery.setRecoveryListener(false);
        RecoveryManager.manager(RecoveryManager.DIRECT_MANAGEMENT).initialize();
        return new Narayana(
                log,
                com.arjuna.ats.jta.TransactionManager.transactionManager(),
                List.copyOf(RecoveryManager.manager().getModules()));
    }

    TransactionManager manager() {
        return manager;
    }

    TransactionLog log() {
        return log;
    }

    /** The transaction of the thread, as a connection has to know it. */
    ThreadTransaction current() {
        try {
            return manager.getStatus() == Status.STATUS_ACTIVE
                    ? new ThreadTransaction.Active(manager.getTransaction())
                    : new ThreadTransaction.None();
        } catch (SystemException e) {
            throw new AssertionError(e);
        }
    }

    /** Has recovery ask these resources, too. New ones each time, as WildFly makes new connections for them. */
    static XAResourceRecoveryHelper offer(Supplier<List<? extends XAResource>> resources) {
        XAResourceRecoveryHelper offer = new XAResourceRecoveryHelper() {
            @Override
            public boolean initialise(String properties) {
                return true;
            }

            @Override
            public XAResource[] getXAResources() {
                return resources.get().toArray(XAResource[]::new);
            }
        };
        XARecoveryModule.getRegisteredXARecoveryModule().addXAResourceRecoveryHelper(offer);
        return offer;
    }

    static void withdraw(XAResourceRecoveryHelper offer) {
        XARecoveryModule.getRegisteredXARecoveryModule().removeXAResourceRecoveryHelper(offer);
    }

    /** Goes through what is in doubt, once, as the recovery manager does, but without its pause of seconds in between. */
    void recover() {
        modules.forEach(RecoveryModule::periodicWorkFirstPass);
        modules.forEach(RecoveryModule::periodicWorkSecondPass);
    }

    /** Whether there are transactions in the log. */
    boolean isLogEmpty() throws Exception {
        InputObjectState uids = new InputObjectState();
        return !log.allObjUids(type, uids) || UidHelper.unpackFrom(uids).equals(Uid.nullUid());
    }

    /** As an administrator does with what nobody can decide any more. */
    void deleteFromLog(Transaction transaction) throws ObjectStoreException {
        log.remove_committed(((TransactionImple) transaction).get_uid(), type);
    }

    /** Forgets the transaction of the thread as a crash does: without ending it. */
    void abandon() throws SystemException {
        Transaction left = manager.suspend();
        if (left != null) {
            ActionManager.manager().remove(((TransactionImple) left).get_uid());
        }
    }
}
