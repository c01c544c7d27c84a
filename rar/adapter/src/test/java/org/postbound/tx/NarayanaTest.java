package org.postbound.tx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.arjuna.ats.jta.recovery.XAResourceRecoveryHelper;
import jakarta.transaction.RollbackException;
import jakarta.transaction.Synchronization;
import jakarta.transaction.Transaction;
import jakarta.transaction.TransactionManager;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.AbstractList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.sql.XAConnection;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.postbound.OutboxException;
import org.postbound.SmtpTransactionException;
import org.postbound.mime.RenderedMessage;
import org.postbound.outbox.Branch;
import org.postbound.outbox.Due;
import org.postbound.outbox.InMemoryOutbox;

/** Under WildFly's transaction manager, without WildFly. */
@Execution(ExecutionMode.SAME_THREAD)
@ResourceLock(Narayana.LOCK)
class NarayanaTest {
    private static Narayana narayana;
    private static TransactionManager manager;

    private final FailingOutbox failing = new FailingOutbox(new InMemoryOutbox(Clock.systemUTC()));
    private final Branches orders = new Branches(failing.outbox(), "orders");
    private final Branches news = new Branches(failing.outbox(), "news");
    private XAResourceRecoveryHelper offer;

    @BeforeAll
    static void start() throws Exception {
        narayana = Narayana.shared();
        manager = narayana.manager();
    }

    @BeforeEach
    void offerToRecovery() {
        offer = Narayana.offer(() -> Stream.of(orders, news)
                .map(branches ->
                        branches.newEnlistment(ThreadTransaction.None::new).resource())
                .toList());
    }

    @AfterEach
    void leaveNothingBehind() throws Exception {
        Narayana.withdraw(offer);
        assertEquals(List.of(), failing.outbox().branches("orders"));
        assertEquals(List.of(), failing.outbox().branches("news"));
        assertTrue(narayana.isLogEmpty());
    }

    private static Enlistment enlist(Branches branches) throws Exception {
        Enlistment enlistment = branches.newEnlistment(narayana::current);
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
        narayana.recover();
        assertEquals(List.of("<1@from.test>"), due("orders"));
        assertEquals(List.of("<2@from.test>"), due("news"));
    }

    @Test
    void mailAndRow_commitTogether() throws Exception {
        try (Database database = new Database()) {
            manager.begin();
            database.enlistAndInsert();
            send(enlist(orders), 1);
            manager.commit();
            assertEquals(1, database.rows());
        }
        assertEquals(List.of("<1@from.test>"), due("orders"));
    }

    @Test
    void mailAndRow_rollBackTogether() throws Exception {
        try (Database database = new Database()) {
            manager.begin();
            send(enlist(orders), 1);
            database.enlistAndInsert();
            manager.rollback();
            assertEquals(0, database.rows());
        }
        assertEquals(List.of(), due("orders"));
    }

    @Test
    void fullOutbox_takesTheRowBackWithIt() throws Exception {
        try (Database database = new Database()) {
            manager.begin();
            database.enlistAndInsert();
            send(enlist(orders), 1);
            failing.fail("prepare", OutboxException.Reason.FULL);
            assertThrows(RollbackException.class, manager::commit);
            assertEquals(0, database.rows());
        }
    }

    /** The reaper comes on a thread of its own, and the application learns of it at its next send. */
    @Test
    void timeout_rollsBack_andLaterMessagesAreRefused() throws Exception {
        timeOut((connection, over) -> {
            send(connection, 1);
            Object key = connection.key().orElseThrow();
            await(over);
            connection.stage(key, List.of(TestMessages.message(2)));
        });
    }

    @Test
    void timeoutInTheMiddleOfASend_refusesAllOfIt() throws Exception {
        timeOut((connection, over) -> {
            send(connection, 1);
            connection.stage(connection.key().orElseThrow(), new AbstractList<>() {
                @Override
                public RenderedMessage get(int index) {
                    await(over);
                    return TestMessages.message(2 + index);
                }

                @Override
                public int size() {
                    return 2;
                }
            });
        });
    }

    /** Sends in a transaction that times out. */
    private interface Sending {
        void send(Enlistment connection, CountDownLatch over);
    }

    private void timeOut(Sending sending) throws Exception {
        manager.setTransactionTimeout(1);
        try {
            manager.begin();
            Enlistment connection = enlist(orders);
            CountDownLatch over = new CountDownLatch(1);
            manager.getTransaction().registerSynchronization(new Synchronization() {
                @Override
                public void beforeCompletion() {}

                @Override
                public void afterCompletion(int status) {
                    over.countDown();
                }
            });
            assertEquals(
                    SmtpTransactionException.Reason.ENDED,
                    assertThrows(SmtpTransactionException.class, () -> sending.send(connection, over))
                            .reason());
            assertThrows(RollbackException.class, manager::commit);
        } finally {
            manager.setTransactionTimeout(0);
        }
        assertEquals(List.of(), due("orders"));
    }

    private static void await(CountDownLatch over) {
        try {
            assertTrue(over.await(50, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void suspendedTransaction_goesOnWhereItWas() throws Exception {
        manager.begin();
        Enlistment connection = enlist(orders);
        Object key = connection.key().orElseThrow();
        manager.getTransaction().delistResource(connection.resource(), XAResource.TMSUSPEND);
        Transaction outer = manager.suspend();
        assertEquals(
                SmtpTransactionException.Reason.SUSPENDED,
                assertThrows(
                                SmtpTransactionException.class,
                                () -> connection.stage(key, List.of(TestMessages.message(1))))
                        .reason());
        manager.begin();
        send(enlist(orders), 2);
        manager.commit();
        manager.resume(outer);
        assertTrue(outer.enlistResource(connection.resource()));
        send(connection, 3);
        manager.commit();
        assertEquals(List.of("<2@from.test>", "<3@from.test>"), due("orders"));
    }

    @Test
    void branchThatAnOperatorCommitted_isForgottenInTheEnd() throws Exception {
        manager.begin();
        send(enlist(orders), 1);
        send(enlist(news), 2);
        failing.fail("commit", OutboxException.Reason.STOPPED);
        manager.commit();
        failing.repair();
        Branch inDoubt = failing.outbox().branches("orders").get(0);
        failing.outbox().completeHeuristically("orders", inDoubt.xid(), true);
        narayana.recover();
        assertEquals(List.of("<1@from.test>"), due("orders"));
        assertEquals(List.of("<2@from.test>"), due("news"));
        orders.newEnlistment(ThreadTransaction.None::new).resource().forget(inDoubt.xid());
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
        narayana.recover();
        narayana.recover();
        assertEquals(List.of(), due("orders"));
    }

    /** One table in memory. */
    private static final class Database implements AutoCloseable {
        private final JdbcDataSource source = new JdbcDataSource();
        private final XAConnection connection;
        private final Connection handle;

        Database() throws SQLException {
            source.setURL("jdbc:h2:mem:orders");
            connection = source.getXAConnection();
            handle = connection.getConnection();
            try (Statement statement = handle.createStatement()) {
                statement.execute("create table if not exists orders (number int)");
            }
        }

        void enlistAndInsert() throws Exception {
            assertTrue(manager.getTransaction().enlistResource(connection.getXAResource()));
            try (Statement statement = handle.createStatement()) {
                statement.execute("insert into orders values (1)");
            }
        }

        int rows() throws SQLException {
            try (Connection other = source.getConnection();
                    Statement statement = other.createStatement();
                    ResultSet result = statement.executeQuery("select count(*) from orders")) {
                result.next();
                return result.getInt(1);
            }
        }

        @Override
        public void close() throws SQLException {
            handle.close();
            connection.close();
        }
    }

    /** Gets to know an Xid of this manager. */
    private static final class XidThief extends NamedResource {
        Xid xid;

        XidThief() {
            super("thief", new Rows().connect(Storage.SOUND));
        }

        @Override
        public void start(Xid xid, int flags) throws XAException {
            this.xid = xid;
            super.start(xid, flags);
        }
    }
}
