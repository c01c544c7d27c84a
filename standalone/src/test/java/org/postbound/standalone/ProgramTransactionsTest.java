package org.postbound.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.arjuna.ats.arjuna.common.ObjectStoreEnvironmentBean;
import com.arjuna.ats.internal.jta.transaction.arjunacore.TransactionSynchronizationRegistryImple;
import com.arjuna.common.internal.util.propertyservice.BeanPopulator;
import jakarta.transaction.Transaction;
import jakarta.transaction.TransactionManager;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import javax.transaction.xa.XAResource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postbound.Disposition;
import org.postbound.SmtpConfigurationException;
import org.postbound.SmtpConnection;
import org.postbound.SmtpException;
import org.postbound.SmtpPoolException;
import org.postbound.SmtpTransactionException;

/** With Narayana, as a program has it. */
class ProgramTransactionsTest {
    @TempDir
    private Path directory;

    private final TransactionManager manager = com.arjuna.ats.jta.TransactionManager.transactionManager();

    @BeforeAll
    static void keepTheLogInTarget() {
        for (String store : new String[] {"default", "communicationStore", "stateStore"}) {
            BeanPopulator.getNamedInstance(ObjectStoreEnvironmentBean.class, store)
                    .setObjectStoreDir("target/narayana");
        }
    }

    private FactoryBuilder factory(MailServer server) {
        return server.factory().outbox(directory).transactions(manager, new TransactionSynchronizationRegistryImple());
    }

    private static Disposition send(PostboundFactory factory, String recipient) {
        try (SmtpConnection connection = factory.getConnection()) {
            return connection.send(Mails.to(recipient)).disposition();
        }
    }

    private static List<List<String>> recipients(MailServer server) {
        return server.arrived().stream().map(MailServer.Arrived::to).toList();
    }

    @Test
    void mail_leavesIfAndOnlyIfTheTransactionCommits() throws Exception {
        try (MailServer server = MailServer.plain();
                PostboundFactory factory = factory(server).build()) {
            manager.begin();
            assertEquals(Disposition.STAGED, send(factory, "rolled-back@to.test"));
            manager.rollback();

            manager.begin();
            assertEquals(Disposition.STAGED, send(factory, "committed@to.test"));
            assertEquals(List.of(), server.arrived());
            manager.commit();

            server.awaitArrived(1);
            assertEquals(List.of(List.of("committed@to.test")), recipients(server));
        }
    }

    @Test
    void outsideOfATransaction_mailLeavesAtOnce() throws Exception {
        try (MailServer server = MailServer.plain();
                PostboundFactory factory = factory(server).build()) {
            manager.begin();
            Transaction suspended = manager.suspend();
            assertEquals(Disposition.ACCEPTED, send(factory, "jo@to.test"));
            manager.resume(suspended);
            manager.rollback();
            assertEquals(List.of(List.of("jo@to.test")), recipients(server));
        }
    }

    @Test
    void twoFactoriesOfOneBuilder_commitTogether() throws Exception {
        try (MailServer server = MailServer.plain()) {
            FactoryBuilder builder = factory(server).maxPoolSize(1).maxWait(Duration.ZERO);
            try (PostboundFactory orders = builder.name("orders").build();
                    PostboundFactory news = builder.name("news").build()) {
                manager.begin();
                SmtpConnection order = orders.getConnection();
                SmtpConnection letter = news.getConnection();
                order.send(Mails.to("jo@to.test"));
                letter.send(Mails.to("jo@to.test"));
                assertPoolIsInUse(orders);
                assertPoolIsInUse(news);
                manager.commit();
                server.awaitArrived(2);
            }
        }
    }

    private void assertPoolIsInUse(PostboundFactory factory) throws Exception {
        Transaction transaction = manager.suspend();
        try {
            SmtpPoolException inUse = assertThrows(SmtpPoolException.class, factory::getConnection);
            assertEquals(SmtpPoolException.Reason.EXHAUSTED, inUse.reason());
        } finally {
            manager.resume(transaction);
        }
    }

    @Test
    void transaction_hasOneConnection_andKeepsIt() throws Exception {
        try (MailServer server = MailServer.plain();
                PostboundFactory factory =
                        factory(server).maxPoolSize(1).maxWait(Duration.ZERO).build()) {
            manager.begin();
            send(factory, "first@to.test");
            send(factory, "second@to.test");
            assertPoolIsInUse(factory);
            manager.commit();

            factory.getConnection().close();
            server.awaitArrived(2);
        }
    }

    @Test
    void handle_endsWithItsTransaction() throws Exception {
        try (MailServer server = MailServer.plain();
                PostboundFactory factory = factory(server).build()) {
            manager.begin();
            SmtpConnection kept = factory.getConnection();
            manager.commit();
            SmtpTransactionException ended =
                    assertThrows(SmtpTransactionException.class, () -> kept.send(Mails.to("jo@to.test")));
            assertEquals(SmtpTransactionException.Reason.ENDED, ended.reason());
            assertEquals(List.of(), server.arrived());
        }
    }

    @Test
    void timeoutBeforeTheConnectionJoins_leavesThePoolWhole() throws Exception {
        assertPoolIsWholeAfter(reaper -> reaper.comeBefore("registerInterposedSynchronization"));
    }

    @Test
    void timeoutWhileTheConnectionJoins_leavesThePoolWhole() throws Exception {
        assertPoolIsWholeAfter(reaper -> reaper.comeAfter("registerInterposedSynchronization"));
    }

    @Test
    void timeoutBetweenConnectionAndHandle_leavesThePoolWhole_andNobodyGetsTheHandle() throws Exception {
        SmtpException refusal = assertPoolIsWholeAfter(reaper -> reaper.comeAfter("enlistResource"));
        SmtpTransactionException ended = assertInstanceOf(SmtpTransactionException.class, refusal);
        assertEquals(SmtpTransactionException.Reason.ENDED, ended.reason());
    }

    /** There is one place: it has to be free, and nobody but its next user may free it. */
    private SmtpException assertPoolIsWholeAfter(Consumer<Reaper> timeout) throws Exception {
        Reaper reaper = new Reaper(manager, new TransactionSynchronizationRegistryImple());
        try (MailServer server = MailServer.plain();
                PostboundFactory factory = server.factory()
                        .outbox(directory)
                        .transactions(reaper.manager(), reaper.registry())
                        .maxPoolSize(1)
                        .maxWait(Duration.ZERO)
                        .build()) {
            timeout.accept(reaper);
            SmtpException refusal = refusal(factory);
            try (SmtpConnection next = factory.getConnection()) {
                assertThrows(SmtpPoolException.class, factory::getConnection);
                assertEquals(
                        Disposition.ACCEPTED, next.send(Mails.to("jo@to.test")).disposition());
            }
            assertEquals(Disposition.ACCEPTED, send(factory, "jo@to.test"));
            return refusal;
        }
    }

    private SmtpException refusal(PostboundFactory factory) throws Exception {
        manager.begin();
        try {
            return assertThrows(SmtpException.class, factory::getConnection);
        } finally {
            manager.suspend();
        }
    }

    @Test
    void transactionThatCanOnlyRollBack_getsNoConnection() throws Exception {
        try (MailServer server = MailServer.plain();
                PostboundFactory factory = factory(server).build()) {
            manager.begin();
            manager.setRollbackOnly();
            SmtpTransactionException refusal = assertThrows(SmtpTransactionException.class, factory::getConnection);
            assertEquals(SmtpTransactionException.Reason.MARKED_ROLLBACK, refusal.reason());
            manager.rollback();
        }
    }

    @Test
    void recovery_isOfTheFactorysOwnMail() throws Exception {
        try (MailServer server = MailServer.plain();
                PostboundFactory orders = factory(server).name("orders").build();
                PostboundFactory news = factory(server).name("news").build()) {
            XAResource recovering = orders.recoveryResource();
            assertTrue(recovering.isSameRM(orders.recoveryResource()));
            assertFalse(recovering.isSameRM(news.recoveryResource()));
            assertEquals(0, recovering.recover(XAResource.TMSTARTRSCAN).length);
            assertEquals(0, server.sessions());
        }
    }

    @Test
    void recoveryWithoutOutbox_isRefused() throws Exception {
        try (MailServer server = MailServer.plain();
                PostboundFactory factory = server.factory().build()) {
            assertEquals(
                    "Outbox",
                    assertThrows(SmtpConfigurationException.class, factory::recoveryResource)
                            .property());
        }
    }

    @Test
    void recoveryOfAFactoryThatWasClosed_isRefused() throws Exception {
        try (MailServer server = MailServer.plain()) {
            PostboundFactory factory = factory(server).build();
            factory.close();
            assertEquals(
                    SmtpPoolException.Reason.CLOSED,
                    assertThrows(SmtpPoolException.class, factory::recoveryResource)
                            .reason());
        }
    }

    @Test
    void transactionsWithoutOutbox_areRefused() {
        FactoryBuilder builder =
                Postbound.factory().transactions(manager, new TransactionSynchronizationRegistryImple());
        SmtpConfigurationException refusal = assertThrows(SmtpConfigurationException.class, builder::build);
        assertEquals("Outbox", refusal.property());
    }
}
