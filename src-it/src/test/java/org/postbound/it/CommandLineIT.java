package org.postbound.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The commands of docs/operations.md. */
@ArquillianTest
@RunAsClient
class CommandLineIT {
    private final MailServer relay = new MailServer();

    @Deployment(testable = false)
    static EnterpriseArchive application() {
        return Archives.application("outbox.ear", Archives.sender("command.war", "java:/eis/OutboxOrders"));
    }

    /** What the tests sent does not stay. */
    @AfterEach
    void empty() throws Exception {
        relay.start();
        CommandLine.run("Outbox", "resume", "orders");
        CommandLine.run("Outbox", "retryAll", "orders", "DEFERRED");
        relay.await(1);
        relay.stop();
    }

    private static String id() throws Exception {
        return CommandLine.run("Outbox", "list", "orders", "", "", "1")
                .lines()
                .filter(line -> line.startsWith("id: "))
                .map(line -> line.substring("id: ".length()))
                .findFirst()
                .orElseThrow();
    }

    private static void assertContains(String part, String whole) {
        assertTrue(whole.contains(part), whole);
    }

    @Test
    void mBeansAttributesAndOperations_areShown() throws Exception {
        Sender.send("command", "jo@example.org");
        String all = CommandLine.run();
        assertContains("org.postbound:type=Outbox,outbox=", all);
        String orders = all.lines()
                .filter(name -> name.endsWith(",route=\"orders\""))
                .findFirst()
                .orElseThrow();
        assertContains("127.0.0.1:", CommandLine.run(orders, "Server"));
        String outbox = CommandLine.run("Outbox");
        assertContains("Routes:", outbox);
        assertContains("retryAll(String, String)", outbox);
        assertContains("SessionsOpened:", CommandLine.run("ConnectionFactory,news"));
        assertContains("ELIGIBLE=", CommandLine.run("Outbox", "Routes"));
    }

    @Test
    void message_isShown_andTriedAgain() throws Exception {
        CommandLine.run("Outbox", "pause", "orders");
        Sender.send("command", "jo@example.org");
        String id = id();
        assertContains("jo@example.org", CommandLine.run("Outbox", "show", id));
        assertContains("To: jo@example.org", CommandLine.run("Outbox", "content", id));
        assertEquals("", CommandLine.run("Outbox", "branches", "orders").strip());
    }

    @Test
    void whatCannotBeDone_isSaid() throws Exception {
        Sender.send("command", "jo@example.org");
        assertContains("no MBean is Inbox", CommandLine.fail("Inbox"));
        assertContains("3 MBeans are ConnectionFactory;", CommandLine.fail("ConnectionFactory", "Server"));
        assertContains("has no attribute or operation fly", CommandLine.fail("Outbox", "fly"));
        assertContains("retry takes other arguments: [retry(String)]", CommandLine.fail("Outbox", "retry"));
        assertContains("\"many\" is no number", CommandLine.fail("Outbox", "list", "orders", "", "", "many"));
        assertContains("is no state; give one of", CommandLine.fail("Outbox", "retryAll", "orders", "LOST"));
        assertContains("is not active and has no mail", CommandLine.fail("Outbox", "pause", "elsewhere"));
    }
}
