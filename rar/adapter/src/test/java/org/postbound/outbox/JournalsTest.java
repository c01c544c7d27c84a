package org.postbound.outbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postbound.DeliveryEvent;
import org.postbound.OutboxException;
import org.postbound.OutboxException.Reason;
import org.postbound.OwnRuntime;
import org.postbound.SmtpConfigurationException;
import org.postbound.config.OutboxConfig;
import org.postbound.outbox.Outbox.Stored;

/** Directories of the real file system. */
class JournalsTest {
    private static final String ROUTE = "default";

    @TempDir
    Path temporary;

    private final TestOutbox.Recorded events = new TestOutbox.Recorded();

    private Journals.Lease open(Path directory) {
        return Journals.open(OutboxConfig.Journal.of(directory), Clock.systemUTC(), "postbound", events);
    }

    private static Thread lend(Journals.Lease lease) {
        Thread writer = new Thread(lease);
        writer.setDaemon(true);
        writer.start();
        return writer;
    }

    @Test
    void oneDirectory_isOneOutbox_whateverItsPath() throws IOException {
        Path link = Files.createSymbolicLink(temporary.resolve("link"), Files.createDirectory(temporary.resolve("a")));
        try (Journals.Lease one = open(temporary.resolve("a"));
                Journals.Lease two = open(link)) {
            assertSame(one.outbox(), two.outbox());
            assertEquals(one.directory(), two.directory());
            try (Journals.Lease other = open(temporary.resolve("b"))) {
                assertNotSame(one.outbox(), other.outbox());
            }
        }
    }

    @Test
    void sharedOutbox_isClosedByTheLast_andAnybodysThreadWrites() throws InterruptedException {
        Journals.Lease one = open(temporary);
        Journals.Lease two = open(temporary);
        Outbox outbox = one.outbox();
        Thread first = lend(one);
        Thread second = lend(two);
        outbox.add(ROUTE, TestOutbox.several(outbox, 1, 10));
        one.close();
        first.join();
        one.close();
        outbox.add(ROUTE, TestOutbox.several(outbox, 1, 10));
        two.close();
        second.join();
        List<Stored> more = TestOutbox.several(outbox, 1, 10);
        assertEquals(
                Reason.STOPPED,
                assertThrows(OutboxException.class, () -> outbox.add(ROUTE, more))
                        .reason());
        try (Journals.Lease again = open(temporary)) {
            assertNotSame(outbox, again.outbox());
            assertEquals(2, again.outbox().takeDue(ROUTE, Instant.MAX, 10).size());
        }
        assertEquals(List.of(), events.stops);
    }

    @Test
    void changesUnderWay_areEndedByClose() throws InterruptedException {
        Journals.Lease lease = open(temporary);
        Journal journal = (Journal) lease.outbox();
        Thread adding = new Thread(() -> journal.add(ROUTE, TestOutbox.several(journal, 1, 10)));
        adding.start();
        while (journal.queued() == 0) {
            Thread.onSpinWait();
        }
        // Nobody has lent a thread; whoever closes writes what is left.
        lease.close();
        adding.join();
        try (Journals.Lease again = open(temporary)) {
            assertEquals(1, again.outbox().takeDue(ROUTE, Instant.MAX, 10).size());
        }
    }

    @Test
    void files_areTheOwnersAlone() throws IOException {
        try (Journals.Lease lease = open(temporary.resolve("new/directory"))) {
            lend(lease);
            lease.outbox().add(ROUTE, TestOutbox.several(lease.outbox(), 1, 2_000_000));
            try (Stream<Path> all = Files.walk(lease.directory())) {
                for (Path path : all.toList()) {
                    assertEquals(
                            Files.isDirectory(path) ? "rwx------" : "rw-------",
                            PosixFilePermissions.toString(Files.getPosixFilePermissions(path)),
                            path.toString());
                }
            }
        }
    }

    @Test
    void directoryOfAnotherClassLoader_isRefused_namingTheHolder() throws Exception {
        try (Journals.Lease lease = open(temporary)) {
            Throwable refused = refusedToAnotherClassLoader(lease.directory());
            String message = refused.getMessage();
            assertTrue(refused.getClass().getName().equals(OutboxException.class.getName()), message);
            assertTrue(message.contains("process " + ProcessHandle.current().pid()), message);
            assertTrue(message.contains("postbound"), message);
            assertTrue(message.contains("OutboxDirectory"), message);
        }
        open(temporary).close();
    }

    private static Throwable refusedToAnotherClassLoader(Path directory) throws Exception {
        try (URLClassLoader other = new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader())) {
            Method open = Arrays.stream(
                            other.loadClass(Journals.class.getName()).getMethods())
                    .filter(method -> method.getName().equals("open"))
                    .findFirst()
                    .orElseThrow();
            Object config = other.loadClass(OutboxConfig.Journal.class.getName())
                    .getMethod("of", Path.class)
                    .invoke(null, directory);
            return assertThrows(
                            InvocationTargetException.class,
                            () -> open.invoke(null, config, Clock.systemUTC(), "other", null))
                    .getCause();
        }
    }

    /** POSIX takes a process's locks of a file away when the process closes the file, by whichever descriptor. */
    @Test
    void refusedClassLoader_leavesTheHolderItsLock_soThatAnotherProcessIsRefused() throws Exception {
        Path directory = temporary.resolve("outbox");
        try (Journals.Lease lease = open(directory)) {
            refusedToAnotherClassLoader(lease.directory());
            assertRefusedToAnotherProcess(directory);
        }
    }

    @Test
    void refusedExport_leavesTheHolderItsLock_byWhicheverPath() throws Exception {
        Path directory = temporary.resolve("outbox");
        try (Journals.Lease lease = open(directory)) {
            Path link = Files.createSymbolicLink(temporary.resolve("link"), lease.directory());
            OutboxException refused =
                    assertThrows(OutboxException.class, () -> Export.run(link, temporary.resolve("early")));
            assertEquals(Reason.IN_USE, refused.reason());
            assertTrue(refused.getMessage().contains(": postbound; "), refused.getMessage());
            assertRefusedToAnotherProcess(directory);
        }
    }

    private void assertRefusedToAnotherProcess(Path directory) throws Exception {
        OwnRuntime.run(
                1,
                List.of(),
                Export.class,
                temporary,
                directory.toString(),
                temporary.resolve("target").toString());
        String output = Files.readString(temporary.resolve("output.txt"));
        assertTrue(
                output.contains(
                        "is in use by process " + ProcessHandle.current().pid() + " "),
                output);
    }

    @Test
    void directoryThatCouldNotBeOpened_isFreeAgain() throws IOException {
        Path directory = Files.createDirectory(temporary.resolve("outbox"));
        Path lock = Files.createDirectory(directory.resolve(DirectoryLock.FILE));
        assertThrows(SmtpConfigurationException.class, () -> open(directory));
        Files.delete(lock);
        Path store = Files.write(directory.resolve(Store.FILE), new byte[10_000]);
        assertEquals(
                Reason.UNREADABLE,
                assertThrows(OutboxException.class, () -> open(directory)).reason());
        Files.delete(store);
        open(directory).close();
    }

    private static URL[] classPath() throws MalformedURLException {
        String[] entries = System.getProperty("java.class.path").split(File.pathSeparator, -1);
        URL[] urls = new URL[entries.length];
        for (int i = 0; i < entries.length; i++) {
            urls[i] = Path.of(entries[i]).toUri().toURL();
        }
        return urls;
    }

    @Test
    void directoryThatIsNone_isAConfigurationError() throws IOException {
        Path file = Files.createFile(temporary.resolve("file"));
        SmtpConfigurationException refused = assertThrows(SmtpConfigurationException.class, () -> open(file));
        assertEquals("OutboxDirectory", refused.property());
    }

    @Test
    void export_writesMessagesAndReport() throws IOException {
        Stored small;
        Stored large;
        Path directory = temporary.resolve("outbox");
        try (Journals.Lease lease = open(directory)) {
            lend(lease);
            small = TestOutbox.stored(lease.outbox().newId(), 100);
            large = TestOutbox.stored(lease.outbox().newId(), 2_000_000);
            lease.outbox().add(ROUTE, List.of(small));
            lease.outbox().prepare(ROUTE, new BranchId(1, new byte[] {5}, new byte[] {}), List.of(large));
            assertThrows(OutboxException.class, () -> Export.run(directory, temporary.resolve("early")));
        }
        Path target = temporary.resolve("target");
        assertEquals(2, Export.run(directory, target));
        for (Stored stored : List.of(small, large)) {
            ByteArrayOutputStream expected = new ByteArrayOutputStream();
            stored.message().message().writeTo(expected);
            assertEquals(
                    expected.toString(StandardCharsets.US_ASCII),
                    Files.readString(target.resolve(stored.id() + ".eml"), StandardCharsets.US_ASCII));
        }
        String report = Files.readString(target.resolve("outbox.txt"));
        assertTrue(report.contains("message " + small.id() + ": route default, ELIGIBLE"), report);
        assertTrue(report.contains("message " + large.id() + ": route default, PREPARED"), report);
        assertTrue(report.contains("branch 1:05:: route default, PREPARED"), report);
        assertFalse(Files.exists(target.resolve(Store.FILE)));
    }

    @Test
    void export_listsSubscriptionsWithTheirEvents_andPausedRoutes() throws IOException {
        Path directory = temporary.resolve("outbox");
        try (Journals.Lease lease = open(directory)) {
            lend(lease);
            Outbox outbox = lease.outbox();
            outbox.subscriptions()
                    .activate(new DurableSubscription(
                            "billing", Optional.of(ROUTE), Set.of(DeliveryEvent.Kind.ACCEPTED), Duration.ofDays(1)));
            outbox.subscriptions()
                    .activate(new DurableSubscription(
                            "all", Optional.empty(), Set.of(DeliveryEvent.Kind.FAILED), Duration.ofDays(1)));
            outbox.add(ROUTE, TestOutbox.several(outbox, 2, 100));
            for (Due due : outbox.takeDue(ROUTE, Instant.MAX, 2)) {
                outbox.settle(due.id(), Attempt.accepted(Instant.EPOCH, List.of()))
                        .await();
            }
            outbox.operator().pause("news");
        }
        Path target = temporary.resolve("target");
        assertEquals(0, Export.run(directory, target));
        String report = Files.readString(target.resolve("outbox.txt"));
        assertTrue(report.contains("subscription billing: [ACCEPTED] of route default, used "), report);
        assertTrue(report.contains(", events 2\n"), report);
        assertTrue(report.contains("subscription all: [FAILED] of all routes, used "), report);
        assertTrue(report.contains(", events 0\n"), report);
        assertTrue(report.contains("route news: paused since "), report);
    }

    @Test
    void export_ofADamagedOutbox_writesWhatCanBeRead() throws IOException {
        Path directory = temporary.resolve("outbox");
        try (Journals.Lease lease = open(directory)) {
            lend(lease);
            for (int i = 0; i < 40; i++) {
                lease.outbox().add(ROUTE, TestOutbox.several(lease.outbox(), 1, 20_000));
            }
        }
        damage(directory.resolve(Store.FILE));
        int whole = Export.run(directory, temporary.resolve("target"));
        assertTrue(whole > 10, whole + " messages");
    }

    /** Destroys the newest chunk, as a bad sector would. */
    private static void damage(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(2000), channel.size() - 3000);
        }
    }
}
