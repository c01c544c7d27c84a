package org.postbound.ra;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.ResourceAdapterInternalException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postbound.OutboxException;
import org.postbound.SmtpConfigurationException;
import org.postbound.config.OutboxConfig;
import org.postbound.outbox.InMemoryOutbox;

class OpenOutboxesTest {
    @TempDir
    private Path directory;

    private final List<Path> opened = new ArrayList<>();
    private final List<Path> closed = new ArrayList<>();
    private final OpenOutboxes outboxes = new OpenOutboxes(config -> {
        opened.add(config.directory());
        return new OpenOutboxes.Store(new InMemoryOutbox(Clock.systemUTC()), () -> closed.add(config.directory()));
    });

    private OpenOutboxes.Lease lease(Path path) {
        return outboxes.lease(new OutboxConfig.Journal(path, 0));
    }

    @Test
    void oneDirectory_isOpenedOnce_andClosedByTheLast() {
        OpenOutboxes.Lease one = lease(directory);
        OpenOutboxes.Lease other = lease(directory);
        assertSame(one.outbox(), other.outbox());
        assertSame(one.branches(), other.branches());
        one.close();
        one.close();
        assertEquals(List.of(), closed);
        other.close();
        assertEquals(List.of(directory), closed);
        lease(directory).close();
        assertEquals(List.of(directory, directory), opened);
    }

    @Test
    void otherDirectory_isAnotherOutbox() {
        assertNotSame(
                lease(directory.resolve("one")).outbox(),
                lease(directory.resolve("two")).outbox());
    }

    @Test
    void namesOfOneDirectory_areOne() throws Exception {
        Path link =
                Files.createSymbolicLink(directory.resolve("link"), Files.createDirectory(directory.resolve("real")));
        OpenOutboxes.Lease lease = lease(directory.resolve("real/outbox"));
        assertSame(lease.outbox(), lease(link.resolve("outbox")).outbox());
        assertSame(
                lease.outbox(), lease(directory.resolve("./real/x/../outbox")).outbox());
    }

    @Test
    void differentLimits_areRefused() {
        lease(directory);
        assertEquals(
                "OutboxMaxBytes",
                assertThrows(
                                SmtpConfigurationException.class,
                                () -> outboxes.lease(new OutboxConfig.Journal(directory, 5)))
                        .property());
        lease(directory).close();
    }

    private SmtpResourceAdapter adapter(OpenOutboxes outboxes) {
        SmtpResourceAdapter adapter = new SmtpResourceAdapter(outboxes);
        adapter.setOutbox("JOURNAL");
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
        assertEquals(List.of(), closed);
        other.stop();
        assertEquals(List.of(directory), closed);
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
}
