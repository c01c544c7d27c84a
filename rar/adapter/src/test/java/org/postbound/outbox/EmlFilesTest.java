package org.postbound.outbox;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmlFilesTest {
    private static final String ROUTE = "default";

    private final CrashingDisk.Power power = new CrashingDisk.Power(1);
    private final TestOutbox running =
            new TestOutbox(new CrashingDisk(power), new CrashingDisk(power), TestOutbox.SMALL, new ManualClock());
    private final Outbox outbox = running.journal;
    private final EmlFiles files = new EmlFiles(outbox);

    @TempDir
    Path directory;

    @AfterEach
    void close() {
        running.close();
    }

    private Outbox.Stored add(int size) {
        Outbox.Stored stored = TestOutbox.stored(outbox.newId(), size);
        outbox.add(ROUTE, List.of(stored));
        return stored;
    }

    private static void assertContent(Outbox.Stored stored, Path file) throws IOException {
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        stored.message().message().writeTo(expected);
        assertArrayEquals(expected.toByteArray(), Files.readAllBytes(file));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }

    @Test
    void message_isWrittenAsItGoesToTheServer_forTheOwnerOnly() throws IOException {
        for (int size : new int[] {10, 50_000}) {
            Outbox.Stored stored = add(size);
            Path file = directory.resolve(size + ".eml");
            files.write(stored.id(), file);
            assertContent(stored, file);
        }
    }

    @Test
    void fileThatIsThere_isNotTouched_norIsOneElsewhereMade() throws IOException {
        OutboxId id = add(10).id();
        Path there = Files.writeString(directory.resolve("there.eml"), "mine");
        assertThrows(FileAlreadyExistsException.class, () -> files.write(id, there));
        assertEquals("mine", Files.readString(there));
        assertThrows(NoSuchFileException.class, () -> files.write(id, directory.resolve("none/new.eml")));
        assertThrows(IllegalArgumentException.class, () -> files.write(id, Path.of("relative.eml")));
        assertThrows(IllegalArgumentException.class, () -> files.write(id, directory.resolve("job.cron")));
        assertThrows(IllegalArgumentException.class, () -> files.writeAll(ROUTE, State.ELIGIBLE, Path.of("relative")));
        try (Stream<Path> all = Files.list(directory)) {
            assertEquals(List.of(there), all.toList());
        }
    }

    @Test
    void messageThatIsNotThere_leavesNoFile() {
        Path file = directory.resolve("none.eml");
        assertThrows(IllegalStateException.class, () -> files.write(outbox.newId(), file));
        assertFalse(Files.exists(file));
    }

    @Test
    void allMessagesOfAState_areWrittenToADirectory() throws IOException {
        Outbox.Stored failed = add(10);
        outbox.takeDue(ROUTE, Instant.MAX, 1);
        outbox.settle(failed.id(), Attempt.failed(Instant.EPOCH, List.of(), "no"))
                .await();
        Outbox.Stored one = add(10);
        Outbox.Stored other = add(50_000);

        Path target = directory.resolve("deep/target");
        assertEquals(2, files.writeAll(ROUTE, State.ELIGIBLE, target));
        assertContent(one, target.resolve(one.id() + ".eml"));
        assertContent(other, target.resolve(other.id() + ".eml"));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(target)));
        assertFalse(Files.exists(target.resolve(failed.id() + ".eml")));
        assertThrows(FileAlreadyExistsException.class, () -> files.writeAll(ROUTE, State.ELIGIBLE, target));
        assertEquals(0, files.writeAll(ROUTE, State.PARKED, target));
        assertEquals(
                Optional.of(State.ELIGIBLE), outbox.operator().find(one.id()).map(Kept::state));
    }

    @Test
    void directoryThatIsThere_keepsItsPermissions() throws IOException {
        add(10);
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-x---"));
        assertEquals(1, files.writeAll(ROUTE, State.ELIGIBLE, directory));
        assertEquals("rwxr-x---", PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)));
    }
}
