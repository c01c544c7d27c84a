package org.postbound.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.annotation.Resource;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.junit.jupiter.api.Test;
import org.postbound.SmtpConnectException;
import org.postbound.SmtpConnection;
import org.postbound.SmtpConnectionFactory;
import org.postbound.SmtpTransactionException;
import org.postbound.SmtpTransactionException.Reason;

/** The container's pool with the adapter's connections in it, as the SMTP server and the administrator see it. */
@ArquillianTest
class PoolIT extends InContainer {
    private static final int POOL_SIZE = 4;

    @Resource(lookup = "java:/eis/Small")
    private SmtpConnectionFactory small;

    @Deployment
    static EnterpriseArchive application() {
        return Archives.application(PoolIT.class);
    }

    @Test
    void thousandTransactionsOnEightThreads_openNoMoreSessionsThanThePoolHasConnections() throws Exception {
        int transactionsPerThread = 125;
        inParallel(8, () -> {
            for (int i = 0; i < transactionsPerThread; i++) {
                transactions.required(() -> {
                    sendThroughSmall();
                    return null;
                });
            }
            return null;
        });

        assertEquals(1000, server.received().size());
        assertTrue(server.connections() <= POOL_SIZE, "connections: " + server.connections());
    }

    @Test
    void serverThatClosedAllConnections_isNoErrorForTheNextEightSends() throws Exception {
        CyclicBarrier allHaveOne = new CyclicBarrier(POOL_SIZE);
        inParallel(POOL_SIZE, () -> {
            try (SmtpConnection connection = small.getConnection()) {
                connection.send(email("before@example.org"));
                allHaveOne.await(30, TimeUnit.SECONDS);
            }
            return null;
        });
        server.restart();
        server.clear();

        for (int i = 0; i < 8; i++) {
            sendThroughSmall();
        }

        assertEquals(8, server.received().size());
    }

    @Test
    void closingReply_removesTheConnectionFromThePool() throws Exception {
        long destroyed = poolFigure("DestroyedCount");
        try (SmtpConnection connection = small.getConnection()) {
            SmtpConnectException e =
                    assertThrows(SmtpConnectException.class, () -> connection.send(email("closing@example.org")));
            assertEquals(SmtpConnectException.Reason.UNAVAILABLE, e.reason());
        }

        assertEquals(destroyed + 1, poolFigure("DestroyedCount"));
        sendThroughSmall();
        assertEquals(List.of(List.of("jo@example.org")), recipients());
    }

    @Test
    void refusal_leavesTheConnectionInThePool() throws Exception {
        long destroyed = poolFigure("DestroyedCount");
        try (SmtpConnection connection = small.getConnection()) {
            assertThrows(RuntimeException.class, () -> connection.send(email("refused@example.org")));
        }

        assertEquals(destroyed, poolFigure("DestroyedCount"));
    }

    @Test
    void leakedHandle_isClosedByTheContainerAndReported() throws Exception {
        List<SmtpConnection> leaked = new ArrayList<>();
        transactions.required(() -> {
            leaked.add(small.getConnection());
            return null;
        });

        SmtpTransactionException e =
                assertThrows(SmtpTransactionException.class, () -> leaked.get(0).send(email("jo@example.org")));
        assertEquals(Reason.CLOSED_HANDLE, e.reason());
        assertEquals(0, poolFigure("InUseCount"));
        assertTrue(
                Files.readString(Path.of(System.getProperty("jboss.server.log.dir"), "server.log"))
                        .contains("IJ000100"),
                "WildFly reports the handle");
    }

    @Test
    void mBean_countsWhatTheServerSees() throws Exception {
        long sent = figure("MessagesSent");
        long refused = figure("MessagesRefused");
        sendThroughSmall();
        try (SmtpConnection connection = small.getConnection()) {
            assertThrows(RuntimeException.class, () -> connection.send(email("refused@example.org")));
        }

        assertEquals(sent + 1, figure("MessagesSent"));
        assertEquals(refused + 1, figure("MessagesRefused"));
        assertTrue(figure("SessionsOpen") >= 1);
        assertTrue(attribute("LastError").toString().contains("550"), () -> lastError());
        assertTrue(List.of((String[]) attribute("ServerCapabilities")).contains("8BITMIME"));
    }

    @Test
    void checkServer_asksTheServer() throws Exception {
        Object answer = mBeans().invoke(factory(), "checkServer", new Object[0], new String[0]);

        assertTrue(answer.toString().contains("8BITMIME"), answer.toString());
    }

    private String lastError() {
        try {
            return String.valueOf(attribute("LastError"));
        } catch (Exception e) {
            return e.toString();
        }
    }

    private void sendThroughSmall() {
        try (SmtpConnection connection = small.getConnection()) {
            connection.send(email("jo@example.org"));
        }
    }

    private static void inParallel(int threads, Callable<Void> work) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Callable<Void>> works = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                works.add(work);
            }
            for (Future<Void> done : executor.invokeAll(works)) {
                done.get();
            }
        } finally {
            executor.shutdown();
        }
    }

    private static MBeanServer mBeans() {
        return ManagementFactory.getPlatformMBeanServer();
    }

    private static ObjectName factory() throws Exception {
        return new ObjectName("org.postbound:type=ConnectionFactory,outbox=\"NONE\",route=\"small\"");
    }

    private static Object attribute(String name) throws Exception {
        return mBeans().getAttribute(factory(), name);
    }

    private static long figure(String name) throws Exception {
        return ((Number) attribute(name)).longValue();
    }

    /** What WildFly's own statistics of the pool say. */
    private static long poolFigure(String name) throws Exception {
        ObjectName pool = new ObjectName(
                "jboss.as:subsystem=resource-adapters,resource-adapter=it,connection-definitions=small,statistics=pool");
        return Long.parseLong(mBeans().getAttribute(pool, name).toString());
    }
}
