package org.postbound.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.as.arquillian.container.ManagementClient;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** No mail leaves while WildFly is suspended. */
@ArquillianTest
@RunAsClient
class SuspendedServerIT {
    /** Longer than the route's RetryInterval. */
    private static final Duration WHILE = Duration.ofSeconds(5);

    private static final Duration TO_FAIL = Duration.ofSeconds(20);

    private final MailServer relay = new MailServer();

    @ArquillianResource
    private ManagementClient management;

    @Deployment(testable = false)
    static EnterpriseArchive application() {
        return Archives.application("outbox.ear", Archives.sender("suspended.war", "java:/eis/OutboxOrders"));
    }

    @AfterEach
    void resume() throws Exception {
        ServerMode.resume(management);
        CommandLine.run("Outbox", "resume", "orders");
        relay.stop();
    }

    /** Also if an operator resumes the route meanwhile, which was not paused. */
    @Test
    void mailThatWaits_leavesOnceTheServerIsResumed() throws Exception {
        Sender.send("suspended", "jo@example.org");
        awaitFirstAttempt();
        ServerMode.suspend(management);
        relay.start();
        CommandLine.run("Outbox", "resume", "orders");
        assertEquals(List.of(), relay.await(1, WHILE));
        assertEquals(0, relay.connections());
        assertRoute("suspended: true");
        assertRoute("paused: false");

        ServerMode.resume(management);
        assertEquals(List.of("jo@example.org"), relay.await(1).get(0).forwardPaths());
        assertRoute("suspended: false");
    }

    @Test
    void operatorsPause_outlivesASuspension() throws Exception {
        relay.start();
        CommandLine.run("Outbox", "pause", "orders");
        Sender.send("suspended", "ann@example.org");
        ServerMode.suspend(management);
        ServerMode.resume(management);
        assertRoute("paused: true");
        assertRoute("suspended: false");
        assertEquals(List.of(), relay.await(1, WHILE));

        CommandLine.run("Outbox", "resume", "orders");
        assertEquals(List.of("ann@example.org"), relay.await(1).get(0).forwardPaths());
    }

    /** An attempt that is under way when the server is suspended goes on, and may meet the relay that is started then. */
    private static void awaitFirstAttempt() throws Exception {
        Instant end = Instant.now().plus(TO_FAIL);
        String routes = CommandLine.run("Outbox", "Routes");
        while (!routes.matches("(?s).*unreachableUntil: \\d.*")) {
            assertTrue(Instant.now().isBefore(end), routes);
            routes = CommandLine.run("Outbox", "Routes");
        }
    }

    private static void assertRoute(String line) throws Exception {
        String routes = CommandLine.run("Outbox", "Routes");
        assertTrue(routes.contains("route: orders"), routes);
        assertTrue(routes.contains(line), routes);
    }
}
