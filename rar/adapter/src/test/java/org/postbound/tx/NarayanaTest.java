package org.postbound.tx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.arjuna.ats.arjuna.common.CoreEnvironmentBean;
import com.arjuna.ats.arjuna.common.ObjectStoreEnvironmentBean;
import com.arjuna.ats.arjuna.common.RecoveryEnvironmentBean;
import com.arjuna.ats.arjuna.recovery.RecoveryManager;
import com.arjuna.ats.internal.arjuna.recovery.AtomicActionRecoveryModule;
import com.arjuna.ats.internal.jta.recovery.arjunacore.JTANodeNameXAResourceOrphanFilter;
import com.arjuna.ats.internal.jta.recovery.arjunacore.XARecoveryModule;
import com.arjuna.ats.jta.common.JTAEnvironmentBean;
import com.arjuna.ats.jta.recovery.XAResourceRecoveryHelper;
import com.arjuna.common.internal.util.propertyservice.BeanPopulator;
import jakarta.transaction.RollbackException;
import jakarta.transaction.Status;
import jakarta.transaction.TransactionManager;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.postbound.OutboxException;
import org.postbound.outbox.Due;
import org.postbound.outbox.InMemoryOutbox;

/** Under WildFly's transaction manager, without WildFly. */
@Execution(ExecutionMode.SAME_THREAD)
class NarayanaTest {
    private static final String NODE = "postbound";

    private static TransactionManager manager;
    private static XARecoveryModule recovery;

    private final FailingOutbox failing = new FailingOutbox(new InMemoryOutbox(Clock.systemUTC()));
    private final Branches orders = new Branches(failing.outbox(), "orders");
    private final Branches news = new Branches(failing.outbox(), "news");
    private final XAResourceRecoveryHelper helper = new XAResourceRecoveryHelper() {
        @Override
        public boolean initialise(String properties) {
            return true;
        }

        /** A new one each time, as WildFly asks a new connection for it. */
        @Override
        public XAResource[] getXAResources() {
            return Stream.of(orders, news)
                    .map(branches ->
                            branches.newEnlistment(ThreadTransaction.None::new).resource())
                    .toArray(XAResource[]::new);
        }
    };

    @TempDir
    private static Path objectStore;

    @BeforeAll
    static void configure() throws Exception {
        for (String store : new String[] {null, "stateStore", "communicationStore"}) {
            BeanPopulator.getNamedInstance(ObjectStoreEnvironmentBean.class, store)
                    .setObjectStoreDir(objectStore.toString());
        }
        BeanPopulator.getDefaultInstance(CoreEnvironmentBean.class).setNodeIdentifier(NODE);
        JTAEnvironmentBean jta = BeanPopulator.getDefaultInstance(JTAEnvironmentBean.class);
        jta.setXaRecoveryNodes(List.of(NODE));
        jta.setXaResourceOrphanFilterClassNames(List.of(JTANodeNameXAResourceOrphanFilter.class.getName()));
        jta.setOrphanSafetyInterval(0);
        RecoveryEnvironmentBean environment = BeanPopulator.getDefaultInstance(RecoveryEnvironmentBean.class);
        environment.setRecoveryModuleClassNames(
                List.of(AtomicActionRecoveryModule.class.getName(), XARecoveryModule.class.getName()));
        environment.setRecoveryListener(false);
        environment.setRecoveryBackoffPeriod(1);
        RecoveryManager.manager(RecoveryManager.DIRECT_MANAGEMENT).initialize();
        recovery = XARecoveryModule.getRegisteredXARecoveryModule();
        manager = com.arjuna.ats.jta.TransactionManager.transactionManager();
    }

    @BeforeEach
    void offerToRecovery() {
        recovery.addXAResourceRecoveryHelper(helper);
    }

    @AfterEach
    void leaveNothingBehind() {
        recovery.removeXAResourceRecoveryHelper(helper);
        assertEquals(List.of(), failing.outbox().branches("orders"));
        assertEquals(List.of(), failing.outbox().branches("news"));
    }

    private static ThreadTransaction current() {
        try {
            return manager.getStatus() == Status.STATUS_ACTIVE
                    ? new ThreadTransaction.Active(manager.getTransaction())
                    : new ThreadTransaction.None();
        } catch (jakarta.transaction.SystemException e) {
            throw new AssertionError(e);
        }
    }

    private static Enlistment enlist(Branches branches) throws Exception {
        Enlistment enlistment = branches.newEnlistment(NarayanaTest::current);
        assertTrue(manager.getTransaction().enlistResource(enlistment.resource()));
        return enlistment;
    }

    private static void send(Enlistment connection, int number) {
        connection.stage(connection.key().orElseThrow(), List.of(TestMessages.message(number)));
    }

    private List<String> due(String route) {
        return failing.outbox().takeDue(route, Instant.MAX, 100).stream()
                .map(Due::messageId)
                .toList();
    }

    @Test
    void commitOfOneRoute_isOnePhase() throws Exception {
        manager.begin();
        send(enlist(orders), 1);
        failing.fail("prepare", OutboxException.Reason.STOPPED);
        manager.commit();
        assertEquals(List.of("<1@from.test>"), due("orders"));
    }

    @Test
    void fullOutbox_inOnePhase_rollsBack() throws Exception {
        manager.begin();
        send(enlist(orders), 1);
        failing.fail("add", OutboxException.Reason.FULL);
        assertThrows(RollbackException.class, manager::commit);
        assertEquals(List.of(), due("orders"));
    }

    @Test
    void twoRoutes_commitTogether() throws Exception {
        manager.begin();
        send(enlist(orders), 1);
        send(enlist(news), 2);
        manager.commit();
        assertEquals(List.of("<1@from.test>"), due("orders"));
        assertEquals(List.of("<2@from.test>"), due("news"));
    }

    @Test
    void twoRoutes_rollBackTogether() throws Exception {
        manager.begin();
        send(enlist(orders), 1);
        send(enlist(news), 2);
        manager.rollback();
        assertEquals(List.of(), due("orders"));
        assertEquals(List.of(), due("news"));
    }

    @Test
    void routeWithoutMessages_isReadOnly() throws Exception {
        manager.begin();
        send(enlist(orders), 1);
        enlist(news);
        manager.commit();
        assertEquals(List.of("<1@from.test>"), due("orders"));
    }

    @Test
    void secondConnectionOfOneRoute_joinsItsBranch_soThatOnePhaseIsEnough() throws Exception {
        manager.begin();
        send(enlist(orders), 1);
        send(enlist(orders), 2);
        failing.fail("prepare", OutboxException.Reason.STOPPED);
        manager.commit();
        assertEquals(List.of("<1@from.test>", "<2@from.test>"), due("orders"));
    }

    @Test
    void fullOutbox_inPrepare_rollsAllBack() throws Exception {
        manager.begin();
        send(enlist(orders), 1);
        send(enlist(news), 2);
        failing.fail("prepare", OutboxException.Reason.FULL);
        assertThrows(RollbackException.class, manager::commit);
        assertEquals(List.of(), due("orders"));
        assertEquals(List.of(), due("news"));
    }

    @Test
    void outboxThatFailsInPrepare_rollsAllBack() throws Exception {
        manager.begin();
        send(enlist(orders), 1);
        send(enlist(news), 2);
        failing.fail("prepare", OutboxException.Reason.STOPPED);
        assertThrows(RollbackException.class, manager::commit);
        assertEquals(List.of(), due("orders"));
        assertEquals(List.of(), due("news"));
    }

    @Test
    void outboxThatFailsInCommit_getsItFromRecovery() throws Exception {
        manager.begin();
        send(enlist(orders), 1);
        send(enlist(news), 2);
        failing.fail("commit", OutboxException.Reason.STOPPED);
        manager.commit();
        assertEquals(List.of(), due("orders"));
        failing.repair();
        RecoveryManager.manager().scan();
        assertEquals(List.of("<1@from.test>"), due("orders"));
        assertEquals(List.of("<2@from.test>"), due("news"));
    }

    /** As after a crash between prepare and the manager's own record. */
    @Test
    void preparedBranchThatTheManagerKnowsNothingOf_isRolledBackByRecovery() throws Exception {
        manager.begin();
        XidThief thief = new XidThief();
        manager.getTransaction().enlistResource(thief);
        manager.rollback();
        Enlistment connection = orders.newEnlistment(ThreadTransaction.None::new);
        connection.resource().start(thief.xid, XAResource.TMNOFLAGS);
        send(connection, 1);
        connection.resource().end(thief.xid, XAResource.TMSUCCESS);
        connection.resource().prepare(thief.xid);
        RecoveryManager.manager().scan();
        RecoveryManager.manager().scan();
        assertEquals(List.of(), due("orders"));
    }

    /** Gets to know an Xid of this manager. */
    private static final class XidThief implements XAResource {
        Xid xid;

        @Override
        public void start(Xid xid, int flags) {
            this.xid = xid;
        }

        @Override
        public void end(Xid xid, int flags) {}

        @Override
        public int prepare(Xid xid) {
            return XA_OK;
        }

        @Override
        public void commit(Xid xid, boolean onePhase) {}

        @Override
        public void rollback(Xid xid) {}

        @Override
        public void forget(Xid xid) {}

        @Override
        public Xid[] recover(int flags) {
            return new Xid[0];
        }

        @Override
        public boolean isSameRM(XAResource other) {
            return this == other;
        }

        @Override
        public int getTransactionTimeout() {
            return 0;
        }

        @Override
        public boolean setTransactionTimeout(int seconds) {
            return false;
        }
    }
}
