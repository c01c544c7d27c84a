package org.postbound.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postbound.Disposition;
import org.postbound.Receipt;
import org.postbound.Security;
import org.postbound.SmtpConfigurationException;
import org.postbound.SmtpConnection;

class ProgramOutboxTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static Receipt send(PostboundFactory factory) {
        try (SmtpConnection connection = factory.getConnection()) {
            return connection.send(Mails.to("jo@to.test"));
        }
    }

    private static int idlePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    void asynchronousMail_isStored_andHandedOverSoon(@TempDir Path directory) throws Exception {
        try (MailServer server = MailServer.plain();
                PostboundFactory factory =
                        server.factory().outbox(directory).asynchronous(true).build()) {
            assertEquals(Disposition.STORED, send(factory).disposition());
            server.awaitArrived(1);
        }
    }

    @Test
    void mailThatCouldNotLeave_isTriedAgain(@TempDir Path directory) throws Exception {
        int port = idlePort();
        try (PostboundFactory factory = Postbound.factory()
                .server("localhost")
                .port(port)
                .security(Security.NONE)
                .outbox(directory)
                .asynchronous(true)
                .build()) {
            send(factory);
        }
        try (MailServer server = MailServer.plain();
                PostboundFactory nextRun = server.factory().outbox(directory).build()) {
            server.awaitArrived(1);
            assertEquals(Disposition.ACCEPTED, send(nextRun).disposition());
        }
    }

    @Test
    void asynchronousWithoutOutbox_isRefused() {
        FactoryBuilder builder = Postbound.factory().asynchronous(true);
        SmtpConfigurationException refusal = assertThrows(SmtpConfigurationException.class, builder::build);
        assertEquals("Asynchronous", refusal.property());
    }

    @Test
    void directoryThatIsNone_isRefused_andLeavesNothingBehind() throws Exception {
        FactoryBuilder builder =
                Postbound.factory().name("nowhere").outbox(Path.of("pom.xml")).asynchronous(true);
        SmtpConfigurationException refusal = assertThrows(SmtpConfigurationException.class, builder::build);
        assertEquals("OutboxDirectory", refusal.property());
        assertNothingIsLeft("nowhere");
    }

    @Test
    void close_leavesNoThreadAndNoMBean(@TempDir Path directory) throws Exception {
        try (MailServer server = MailServer.plain()) {
            PostboundFactory factory = server.factory()
                    .name("brief")
                    .outbox(directory)
                    .asynchronous(true)
                    .build();
            send(factory);
            server.awaitArrived(1);
            assertFalse(threads("brief").isEmpty());
            assertFalse(mBeans("brief").isEmpty());

            factory.close();

            assertNothingIsLeft("brief");
            server.awaitOpen(0);
        }
    }

    /** A thread has a few instructions to go when its executor has terminated. */
    private static void assertNothingIsLeft(String name) throws Exception {
        for (Thread thread : threads(name)) {
            thread.join(PATIENCE.toMillis());
            assertFalse(thread.isAlive(), thread::toString);
        }
        assertEquals(Set.of(), mBeans(name));
    }

    private static Set<Thread> threads(String name) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("postbound-" + name))
                .collect(Collectors.toSet());
    }

    static Set<ObjectName> mBeans(String name) throws Exception {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        return server.queryNames(new ObjectName("org.postbound:route=" + ObjectName.quote(name) + ",*"), null);
    }
}
