package org.postbound.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.ShrinkWrap;
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
    private static final int TIMES = 7;
    private static final int MAILS = 20;
    private static final int POOLS = 5;
    private static final int POOL_AND_OUTBOX = 2;
    private static final String WITHOUT_OUTBOX = "without outbox";
    private static final String WITH_JOURNAL = "with journal";

    private final HttpClient client = HttpClient.newHttpClient();
    private final URI probe = URI.create("http://127.0.0.1:" + Integer.getInteger("it.http.port") + "/leak/probe/");

    @ArquillianResource
    private Deployer deployer;

    @Deployment(name = "probe", testable = false)
    static WebArchive probe() {
        return ShrinkWrap.create(WebArchive.class, "leak.war").addClass(LeakProbe.class);
    }

    @Deployment(name = WITHOUT_OUTBOX, testable = false, managed = false)
    static EnterpriseArchive withoutOutbox() {
        return Archives.application("it.ear", Archives.load("java:/eis/Mail"));
    }

    @Deployment(name = WITH_JOURNAL, testable = false, managed = false)
    static EnterpriseArchive withJournal() {
        return Archives.application("load.ear", Archives.load("java:/eis/Load"));
    }

    @Test
    void undeployManyTimesUnderLoad_leavesNothingBehind() throws Exception {
        OpenSessions sessions = new OpenSessions();
        Semaphore received = new Semaphore(0);
        SMTPServer mail = SMTPServer.port(Integer.getInteger("it.smtp.port"))
                .bindAddress(InetAddress.getLoopbackAddress())
                .sessionHandler(sessions)
                .messageHandler((context, from, to, data) -> received.release())
                .build();
        mail.start();
        try {
            for (int i = 0; i < TIMES; i++) {
                redeploy(WITHOUT_OUTBOX, POOLS, received);
                redeploy(WITH_JOURNAL, POOL_AND_OUTBOX, received);
            }
            assertTrue(sessions.noneOpenWithin(30), "sockets are still open");
        } finally {
            mail.stop();
        }

        // Asked once: the probe can make room in the JDK's cache only the first time.
        assertEquals(List.of(), ask("remains"));
    }

    private void redeploy(String application, int mBeans, Semaphore received) throws Exception {
        deployer.deploy(application);
        assertEquals(mBeans, ask("watch").size(), "one MBean for each pool and each outbox");
        received.drainPermits();
        assertTrue(received.tryAcquire(MAILS, 60, TimeUnit.SECONDS), "the load is on");
        deployer.undeploy(application);
    }

    private List<String> ask(String question) throws Exception {
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(probe.resolve(question)).build(), HttpResponse.BodyHandlers.ofString());
        assertEquals(200, answer.statusCode(), answer.body());
        return answer.body().lines().toList();
    }

    /** Counts the sessions that are open. */
    private static final class OpenSessions implements SessionHandler {
        private int open;

        @Override
        public synchronized SessionAcceptance accept(Session session) {
            open++;
            return SessionAcceptance.success();
        }

        @Override
        public synchronized void onSessionEnd(Session session) {
            open--;
            notifyAll();
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
