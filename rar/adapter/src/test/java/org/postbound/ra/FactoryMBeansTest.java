package org.postbound.ra;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Optional;
import javax.management.MBeanException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.postbound.delivery.Submission;
import org.postbound.smtp.ScriptedServer;
import org.postbound.tx.ThreadTransaction;

/** Each test has a name of its own, since the MBean server is one for all. */
class FactoryMBeansTest {
    private static final MBeanServer SERVER = ManagementFactory.getPlatformMBeanServer();

    private final FactoryMBeans mBeans = new FactoryMBeans("NONE");

    private static FactoryContext context(String name, int port) throws Exception {
        SmtpManagedConnectionFactory factory = new SmtpManagedConnectionFactory();
        factory.setName(name);
        factory.setServerName("127.0.0.1");
        factory.setPortNumber(port);
        factory.setSecurity("NONE");
        factory.setHeloName("client.test");
        return FactoryContext.of(
                factory.toConfig(), UnmanagedDeadlines.instance(), ThreadTransaction.Unknown::new, Optional.empty());
    }

    private static ObjectName nameOf(String factory) throws Exception {
        return new ObjectName("org.postbound:type=ConnectionFactory,outbox=\"NONE\",route=\"" + factory + "\"");
    }

    @Test
    void factory_isThereUntilTheAdapterStops() throws Exception {
        mBeans.register(context("registered", 25));
        assertEquals("127.0.0.1:25", SERVER.getAttribute(nameOf("registered"), "Server"));
        assertEquals(0, SERVER.getAttribute(nameOf("registered"), "SessionsOpen"));

        mBeans.unregisterAll();
        assertFalse(SERVER.isRegistered(nameOf("registered")));
    }

    @Test
    void twoFactoriesOfOneName_areToldApart() throws Exception {
        mBeans.register(context("twice", 25));
        mBeans.register(context("twice", 587));

        ObjectName second = new ObjectName(nameOf("twice") + ",instance=2");
        assertEquals("127.0.0.1:587", SERVER.getAttribute(second, "Server"));
        mBeans.unregisterAll();
        assertFalse(SERVER.isRegistered(second));
    }

    /** So that RateLimit holds for the whole pool, and the figures are the factory's. */
    @Test
    void connectionsOfOneFactory_shareRateAndStatistics() throws Exception {
        FactoryContext context = context("shared", 25);
        Submission first = context.newSubmission(context.config().session());
        Submission second = context.newSubmission(context.config().session());

        assertSame(first.rate(), second.rate());
        assertSame(first.statistics(), second.statistics());
        assertNotSame(first.link(), second.link());
    }

    @Test
    void checkServer_describesTheServerAndLeaves() throws Exception {
        try (ScriptedServer server =
                ScriptedServer.start(client -> client.greet("SIZE 1000").expectQuit())) {
            mBeans.register(context("checked", server.port()));
            Object answer = SERVER.invoke(nameOf("checked"), "checkServer", new Object[0], new String[0]);

            assertTrue(answer.toString().contains("SIZE 1000"), answer.toString());
            assertTrue(answer.toString().contains("plaintext"), answer.toString());
        } finally {
            mBeans.unregisterAll();
        }
    }

    @Test
    void checkServerThatIsNotThere_saysWhyInAStandardException() throws Exception {
        try (RefusingPort port = new RefusingPort()) {
            mBeans.register(context("refusing", port.port()));
            MBeanException e = assertThrows(
                    MBeanException.class,
                    () -> SERVER.invoke(nameOf("refusing"), "checkServer", new Object[0], new String[0]));
            assertEquals(IOException.class, e.getCause().getClass());
            assertTrue(e.getCause().getMessage().contains("127.0.0.1 port " + port.port()), e.getCause()::getMessage);
        } finally {
            mBeans.unregisterAll();
        }
    }
}
