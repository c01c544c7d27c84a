package org.postbound.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.subethamail.smtp.server.SMTPServer;
import org.subethamail.smtp.server.Session;
import org.subethamail.smtp.server.SessionHandler;

/** Undeploying under load leaves nothing of the adapter in the server. */
@ArquillianTest
@RunAsClient
class RedeployIT {
    private static final int TIMES = 10;
    private static final int LOADERS = 4;
    private static final String SAMPLE = "sample";

    private final HttpClient client = HttpClient.newHttpClient();
    private final URI server = URI.create("http://127.0.0.1:" + Integer.getInteger("it.http.port") + "/");

    @ArquillianResource
    private Deployer deployer;

    @Deployment(name = "probe", testable = false)
    static WebArchive probe() {
        return ShrinkWrap.create(WebArchive.class, "leak.war").addClass(LeakProbe.class);
    }

    @Deployment(name = SAMPLE, testable = false, managed = false)
    static EnterpriseArchive sample() {
        return ShrinkWrap.create(ZipImporter.class, "postbound-ear-sample.ear")
                .importFrom(Archives.file("it.sample"))
                .as(EnterpriseArchive.class);
    }

    @Test
    void undeployTenTimesUnderLoad_leavesNothingBehind() throws Exception {
        OpenSessions sessions = new OpenSessions();
        SMTPServer mail = SMTPServer.port(Integer.getInteger("it.sample.smtp.port"))
                .bindAddress(InetAddress.getLoopbackAddress())
                .sessionHandler(sessions)
                .build();
        mail.start();
        try {
            for (int i = 0; i < TIMES; i++) {
                deployer.deploy(SAMPLE);
                assertEquals(1, get("leak/probe/watch").size());
                undeployUnderLoad();
            }
            assertTrue(sessions.noneOpenWithin(30), "sockets that are still open");
        } finally {
            mail.stop();
        }

        assertTrue(sessions.opened() >= TIMES, "each deployment sent mail");
        assertEquals(List.of(), get("leak/probe/remains"));
    }

    /** Orders come in from several clients before, during and after the undeployment. */
    private void undeployUnderLoad() throws Exception {
        AtomicBoolean undeployed = new AtomicBoolean();
        Semaphore placed = new Semaphore(0);
        ExecutorService loaders = Executors.newFixedThreadPool(LOADERS);
        try {
            List<CompletableFuture<Void>> loads = new ArrayList<>();
            for (int i = 0; i < LOADERS; i++) {
                loads.add(CompletableFuture.runAsync(
                        () -> {
                            while (!undeployed.get()) {
                                order();
                                placed.release();
                            }
                        },
                        loaders));
            }
            assertTrue(placed.tryAcquire(5 * LOADERS, 60, TimeUnit.SECONDS), "the load is on");
            deployer.undeploy(SAMPLE);
            undeployed.set(true);
            CompletableFuture.allOf(loads.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);
        } finally {
            undeployed.set(true);
            loaders.shutdown();
        }
    }

    /** Whatever comes of it: the application goes away at any moment. */
    private int order() {
        HttpRequest order = HttpRequest.newBuilder(server.resolve("api/orders"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"customer\":\"jo@example.org\",\"item\":\"Lamp\",\"quantity\":1}"))
                .build();
        try {
            return client.send(order, HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            return 0;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<String> get(String path) throws Exception {
        HttpResponse<String> answer =
                client.send(HttpRequest.newBuilder(server.resolve(path)).build(), HttpResponse.BodyHandlers.ofString());
        assertEquals(200, answer.statusCode(), answer.body());
        return answer.body().lines().toList();
    }

    /** Counts the sessions that are open. */
    private static final class OpenSessions implements SessionHandler {
        private final AtomicInteger opened = new AtomicInteger();
        private int open;

        @Override
        public synchronized SessionAcceptance accept(Session session) {
            opened.incrementAndGet();
            open++;
            return SessionAcceptance.success();
        }

        @Override
        public synchronized void onSessionEnd(Session session) {
            open--;
            notifyAll();
        }

        int opened() {
            return opened.get();
        }

        synchronized boolean noneOpenWithin(int seconds) throws InterruptedException {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
            while (open > 0 && System.nanoTime() < end) {
                TimeUnit.NANOSECONDS.timedWait(this, end - System.nanoTime());
            }
            return open == 0;
        }
    }
}
