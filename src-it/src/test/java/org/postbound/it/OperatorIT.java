package org.postbound.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an operator does by the MBean of the outbox. */
@ArquillianTest
@RunAsClient
class OperatorIT {
    private static final String NAME = "outbox.ear";
    private static final String APPLICATION = "operated";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final MailServer relay = new MailServer();

    @ArquillianResource
    private Deployer deployer;

    @Deployment(name = NAME, testable = false, managed = false)
    static EnterpriseArchive application() {
        return Archives.application(
                NAME,
                Archives.sender(APPLICATION + ".war", "java:/eis/OutboxOrders").addClass(OutboxCalls.class));
    }

    @BeforeEach
    void start() {
        relay.start();
        deployer.deploy(NAME);
    }

    /** A pause would outlive this class. */
    @AfterEach
    void stop() {
        try {
            call("resume", "orders");
        } finally {
            deployer.undeploy(NAME);
            relay.stop();
        }
    }

    private static String call(String operation, String... arguments) {
        return OutboxCalls.call(APPLICATION, operation, arguments);
    }

    /** Asks until there is a message of the route orders in that state. */
    private static String awaitId(String state) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        List<String> ids = OutboxCalls.ids(APPLICATION, "orders", state);
        while (ids.isEmpty() && System.nanoTime() < end) {
            ids = OutboxCalls.ids(APPLICATION, "orders", state);
        }
        assertEquals(1, ids.size(), () -> call("Routes"));
        return ids.get(0);
    }

    private List<String> recipients(int messages) throws InterruptedException {
        return relay.await(messages).stream()
                .flatMap(mail -> mail.forwardPaths().stream())
                .toList();
    }

    @Test
    void pausedRoute_isPausedAfterARedeployment_untilItIsResumed() throws Exception {
        call("pause", "orders");
        Sender.send(APPLICATION, "jo@example.org");
        deployer.undeploy(NAME);
        deployer.deploy(NAME);
        ServerLog.assertContains("POSTB0040: Route orders is paused");
        assertTrue(call("Routes").contains("orders paused=true accepted=0"), call("Routes"));
        assertEquals(List.of(), relay.received());

        call("resume", "orders");
        assertEquals(List.of("jo@example.org"), recipients(1));
    }

    @Test
    void recipientThatTheServerRefused_isCorrected_andItsMailArrives() throws Exception {
        Sender.send(APPLICATION, "refused@example.org");
        call("changeRecipient", awaitId("FAILED"), "refused@example.org", "jo@example.org");
        assertEquals(List.of("jo@example.org"), recipients(1));
        assertEquals("0", call("drain", "orders", "30"));
        assertTrue(call("Routes").contains("orders paused=true accepted=1"), call("Routes"));
    }

    @Test
    void messageOfAPausedRoute_leavesByAnother() throws Exception {
        call("pause", "orders");
        Sender.send(APPLICATION, "jo@example.org");
        call("move", awaitId("ELIGIBLE"), "news");
        assertEquals(List.of("jo@example.org"), recipients(1));
    }
}
