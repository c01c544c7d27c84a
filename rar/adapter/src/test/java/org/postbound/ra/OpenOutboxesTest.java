package org.postbound.ra;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.ResourceAdapterInternalException;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postbound.Disposition;
import org.postbound.OutboxException;
import org.postbound.SmtpConnection;
import org.postbound.SmtpConnectionFactory;
import org.postbound.config.OutboxConfig;
import org.postbound.outbox.BranchId;
import org.postbound.outbox.InMemoryOutbox;
import org.postbound.outbox.Operator;
import org.postbound.outbox.Outbox;
import org.postbound.smtp.ScriptedServer;

class OpenOutboxesTest {
    @TempDir
    private Path directory;

    private final InMemoryOutbox outbox = new InMemoryOutbox(Clock.systemUTC());
    private final AtomicInteger closed = new AtomicInteger();
    private final OpenOutboxes outboxes =
            new OpenOutboxes(config -> new OpenOutboxes.Opened(outbox, () -> {}, closed::incrementAndGet));

    private OpenOutboxes.Lease lease() {
        return outboxes.lease(OutboxConfig.Journal.of(directory));
    }

    @Test
    void oneOutbox_hasItsBranchesAndRoutesOnce_untilAllHaveGivenItBack() {
        OpenOutboxes.Lease one = lease();
        OpenOutboxes.Lease other = lease();
        assertSame(one.branches(), other.branches());
        assertSame(one.watch(), other.watch());
        assertSame(one.routes(), other.routes());
        one.close();
        one.close();
        assertEquals(1, closed.get());
        assertSame(other.branches(), lease().branches());
        other.close();
    }

    @Test
    void outboxThatIsOpenedAgain_hasItsBranchesAnew() {
        OpenOutboxes.Lease one = lease();
        one.close();
        assertNotSame(one.branches(), lease().branches());
    }

    /** Whose operator cannot say which routes are paused, as long as that is so. */
    private Outbox failing(AtomicBoolean failing) {
        return (Outbox) Proxy.newProxyInstance(
                Outbox.class.getClassLoader(),
                new Class<?>[] {Outbox.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "operator" ->
                        Proxy.newProxyInstance(
                                Outbox.class.getClassLoader(),
                                new Class<?>[] {Operator.class},
                                (operator, asked, given) -> {
                                    if (asked.getName().equals("paused") && failing.get()) {
                                        throw new NoClassDefFoundError("an archive that is gone");
                                    }
                                    return asked.invoke(outbox.operator(), given);
                                });
                    default -> method.invoke(outbox, arguments);
                });
    }

    @Test
    void outboxThatMeetsAnErrorWhenItIsShared_isGivenBack_andCanBeOpenedAgain() throws Exception {
        AtomicBoolean failing = new AtomicBoolean(true);
        Outbox shared = failing(failing);
        OpenOutboxes once =
                new OpenOutboxes(config -> new OpenOutboxes.Opened(shared, () -> {}, closed::incrementAndGet));
        OutboxConfig.Journal config = OutboxConfig.Journal.of(directory);
        ObjectName name = new ObjectName("org.postbound:type=Outbox,outbox=" + ObjectName.quote(config.toString()));
        MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
        assertThrows(NoClassDefFoundError.class, () -> once.lease(config));
        assertEquals(1, closed.get());
        assertFalse(beans.isRegistered(name));
        failing.set(false);
        OpenOutboxes.Lease lease = once.lease(config);
        assertTrue(beans.isRegistered(name));
        lease.close();
        assertEquals(2, closed.get());
    }

    private SmtpResourceAdapter adapter(OpenOutboxes outboxes) {
        SmtpResourceAdapter adapter = new SmtpResourceAdapter(outboxes);
        adapter.setOutboxDirectory(directory.toString());
        return adapter;
    }

    @Test
    void twoAdaptersOnOneDirectory_shareIt_untilBothHaveStopped() throws Exception {
        SmtpResourceAdapter one = adapter(outboxes);
        SmtpResourceAdapter other = adapter(outboxes);
        StubWorkManager works = new StubWorkManager();
        one.start(new StubBootstrap(works, new StubRegistry()));
        other.start(new StubBootstrap(works, new StubRegistry()));
        assertTrue(
                newConnection(one).getXAResource().isSameRM(newConnection(other).getXAResource()));
        one.stop();
        assertEquals(1, closed.get());
        other.stop();
        assertEquals(2, closed.get());
        works.awaitEnd();
    }

    private static SmtpManagedConnection newConnection(SmtpResourceAdapter adapter) throws ResourceException {
        SmtpManagedConnectionFactory factory = new SmtpManagedConnectionFactory();
        factory.setResourceAdapter(adapter);
        return (SmtpManagedConnection) factory.createManagedConnection(null, null);
    }

    @Test
    void outboxThatCannotBeRead_stopsTheStart() {
        OutboxException unreadable = new OutboxException(OutboxException.Reason.UNREADABLE, "damaged", null);
        SmtpResourceAdapter adapter = adapter(new OpenOutboxes(config -> {
            throw unreadable;
        }));
        ResourceAdapterInternalException refusal = assertThrows(
                ResourceAdapterInternalException.class,
                () -> adapter.start(new StubBootstrap(new StubWorkManager(), new StubRegistry())));
        assertSame(unreadable, assertInstanceOf(OutboxException.class, refusal.getCause()));
    }

    /** As in a server: the real journal, and threads of the work manager. */
    @Test
    void journal_keepsMailAcrossAStop() throws Exception {
        try (IdlePort idle = new IdlePort()) {
            StubRegistry registry = new StubRegistry();
            SmtpResourceAdapter adapter = new SmtpResourceAdapter();
            adapter.setOutboxDirectory(directory.toString());
            StubWorkManager works = new StubWorkManager();
            adapter.start(new StubBootstrap(works, registry));
            SmtpManagedConnectionFactory factory = new SmtpManagedConnectionFactory();
            StubContainer.configure(factory, idle.port());
            factory.setResourceAdapter(adapter);
            SmtpManagedConnection connection =
                    (SmtpManagedConnection) factory.createManagedConnection(null, StubContainer.CONFIGURED);
            registry.active("t1");
            Xid xid = new BranchId(1, new byte[] {1}, new byte[0]);
            XAResource resource = connection.getXAResource();
            resource.start(xid, XAResource.TMNOFLAGS);
            StubContainer.send((SmtpConnectionHandle) connection.getConnection(null, StubContainer.CONFIGURED));
            resource.end(xid, XAResource.TMSUCCESS);
            assertEquals(XAResource.XA_OK, resource.prepare(xid));
            registry.none();
            adapter.stop();
            works.awaitEnd();

            adapter.start(new StubBootstrap(works, registry));
            XAResource recovery = ((SmtpManagedConnection) factory.createManagedConnection(null, null)).getXAResource();
            assertArrayEquals(new Xid[] {xid}, recovery.recover(XAResource.TMSTARTRSCAN));
            recovery.commit(xid, false);
            assertArrayEquals(new Xid[0], recovery.recover(XAResource.TMSTARTRSCAN));
            adapter.stop();
            works.awaitEnd();
        }
    }

    @Test
    void mailOfAnActiveRoute_isDelivered() throws Exception {
        CountDownLatch accepted = new CountDownLatch(1);
        try (ScriptedServer server = ScriptedServer.start(client -> {
                    client.greet().takeMessage("b@to.test");
                    client.reply("250 queued");
                    accepted.countDown();
                });
                StubContainer container = StubContainer.startWithOutbox(server.port())) {
            container.factory.setAsynchronous(true);
            SmtpConnectionFactory connections = container.factory.createConnectionFactory();
            try (SmtpConnection connection = connections.getConnection()) {
                assertEquals(Disposition.STORED, StubContainer.send(connection).disposition());
            }
            assertTrue(accepted.await(50, TimeUnit.SECONDS));
        }
    }
}
