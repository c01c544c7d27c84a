package org.postbound.mime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.postbound.mime.Rendering.email;
import static org.postbound.mime.Rendering.parse;
import static org.postbound.mime.Rendering.refused;
import static org.postbound.mime.Rendering.text;

import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postbound.Attachment;
import org.postbound.Email;
import org.postbound.Envelope;
import org.postbound.InvalidEmailException;
import org.postbound.Mailbox;
import org.postbound.SmtpConfigurationException;

/** Messages that do not stay in memory. */
class LargeMessageTest {
    private static final int MEGABYTE = 1 << 20;
    private static final Path OPEN_FILES = Path.of("/proc/self/fd");
    private static final Envelope ENVELOPE = Envelope.of("bounces@example.org", "jo@example.net");

    @TempDir
    Path directory;

    private MessageRenderer renderer;

    @BeforeEach
    void prepare() {
        renderer = Rendering.renderer(Optional.empty(), 0, directory);
    }

    private static byte[] content(int length) {
        byte[] content = new byte[length];
        new Random(length).nextBytes(content);
        return content;
    }

    private static Email large() {
        return email().text("Hi")
                .attach("a.bin", "application/octet-stream", content(3 * MEGABYTE))
                .build();
    }

    private static byte[] lines(String header, int length) {
        return (header + "\r\n" + "0123456789abcdef\r\n".repeat(length / 18)).getBytes(StandardCharsets.US_ASCII);
    }

    /** The files of the directory that this process has open, whether they have a name or not. */
    private List<Path> openFiles() throws IOException {
        assumeTrue(Files.isDirectory(OPEN_FILES), "only Linux tells which files are open");
        List<Path> open = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(OPEN_FILES)) {
            for (Path file : files) {
                // Others open and close theirs meanwhile.
                if (Files.isSymbolicLink(file) && target(file).startsWith(directory.toString())) {
                    open.add(file);
                }
            }
        }
        return open;
    }

    private static String target(Path link) throws IOException {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (NoSuchFileException e) {
            return "";
        }
    }

    private long named() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.count();
        }
    }

    private void assertNothingIsLeft() throws IOException {
        assertEquals(0, named());
        assertEquals(List.of(), openFiles());
    }

    @Test
    void upToAMegabyte_staysInMemory() throws IOException {
        byte[] small = lines("From: a@example.org\r\n", MEGABYTE - 100);

        try (RenderedMessage rendered = renderer.render(ENVELOPE, small)) {
            assertTrue(rendered.message().isInMemory());
            assertArrayEquals(small, text(rendered.message()).getBytes(StandardCharsets.ISO_8859_1));
        }
        assertNothingIsLeft();
    }

    @Test
    void moreThanAMegabyte_isReadAsGiven() throws Exception {
        try (RenderedMessage rendered = renderer.render(large())) {
            WireMessage message = rendered.message();
            String text = text(message);
            MimeMultipart mixed =
                    assertInstanceOf(MimeMultipart.class, parse(text).getContent());

            assertFalse(message.isInMemory());
            assertEquals(text.length(), message.size());
            assertEquals("<unique@app.example.org>", message.messageId());
            try (InputStream attached = mixed.getBodyPart(1).getInputStream()) {
                assertArrayEquals(content(3 * MEGABYTE), attached.readAllBytes());
            }
        }
    }

    @Test
    void writtenAgain_isTheSame() {
        try (RenderedMessage rendered = renderer.render(large())) {
            assertEquals(text(rendered.message()), text(rendered.message()));
        }
    }

    @Test
    void writtenByTwoThreadsAtOnce_isTheSame() throws Exception {
        try (RenderedMessage rendered = renderer.render(large())) {
            String expected = text(rendered.message());
            CyclicBarrier together = new CyclicBarrier(2);
            FutureTask<String> other = new FutureTask<>(() -> {
                together.await();
                return text(rendered.message());
            });
            new Thread(other).start();
            together.await();

            assertEquals(expected, text(rendered.message()));
            assertEquals(expected, other.get());
        }
    }

    @Test
    void file_isItsOwnersAndHasNoName() throws IOException {
        assumeTrue(Files.isDirectory(OPEN_FILES), "only POSIX systems allow it");
        try (RenderedMessage rendered = renderer.render(large())) {
            assertFalse(rendered.message().isInMemory());
            assertEquals(0, named());
            assertEquals(1, openFiles().size());
            assertEquals(
                    "rw-------",
                    PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(openFiles().get(0))));
        }
    }

    @Test
    void closedMessage_leavesNothingAndIsNotWritten() throws IOException {
        RenderedMessage rendered = renderer.render(large());

        rendered.close();
        rendered.close();

        assertNothingIsLeft();
        IllegalStateException e = assertThrows(
                IllegalStateException.class, () -> rendered.message().writeTo(OutputStream.nullOutputStream()));
        assertTrue(e.getMessage().contains("<unique@app.example.org> was closed"), e.getMessage());
    }

    @Test
    void messageInMemoryThatIsClosed_isNotWrittenEither() {
        RenderedMessage rendered = renderer.render(email().text("Hi").build());

        rendered.close();

        assertThrows(IllegalStateException.class, () -> rendered.message().writeTo(OutputStream.nullOutputStream()));
    }

    /** What the garbage collector finds it gives up; when, it decides itself. */
    @Test
    void forgottenMessage_leavesNothing() throws IOException {
        assertFalse(renderer.render(large()).message().isInMemory());

        assertTimeoutPreemptively(Duration.ofMinutes(1), () -> {
            while (!openFiles().isEmpty()) {
                System.gc();
            }
        });
        assertNothingIsLeft();
    }

    @Test
    void renderingThatFailsHalfway_leavesNothing() throws IOException {
        Email email = email().attach("a.bin", "application/octet-stream", content(3 * MEGABYTE))
                .attach(Path.of("no-such-file"))
                .build();

        assertEquals("attachments[1]", refused(() -> renderer.render(email)).field());
        assertNothingIsLeft();
    }

    @Test
    void tooLarge_leavesNothing() throws IOException {
        MessageRenderer limited = Rendering.renderer(Optional.empty(), 2 * MEGABYTE, directory);

        InvalidEmailException e = refused(() -> limited.render(large()));

        assertTrue(e.getMessage().contains("MaxMessageSize allows 2097152"), e.getMessage());
        assertNothingIsLeft();
    }

    @Test
    void limitOverTwoGigabytes_isNoneOfFewer() {
        MessageRenderer limited = Rendering.renderer(Optional.empty(), 5_000_000_000L, directory);
        try (RenderedMessage rendered = limited.render(large())) {
            assertTrue(rendered.message().size() > 4 * MEGABYTE);
        }
    }

    @Test
    void noDirectory_isToldWithTheCure() {
        MessageRenderer homeless = Rendering.renderer(Optional.empty(), 0, directory.resolve("missing"));

        SmtpConfigurationException e = assertThrows(SmtpConfigurationException.class, () -> homeless.render(large()));

        assertEquals("java.io.tmpdir", e.property());
        assertTrue(e.getMessage().contains("make room there"), e.getMessage());
        assertInstanceOf(IOException.class, e.getCause());
    }

    @Test
    void noDirectory_doesNotMatterToASmallMessage() {
        MessageRenderer homeless = Rendering.renderer(Optional.empty(), 0, directory.resolve("missing"));

        assertTrue(homeless.render(email().text("Hi").build()).message().isInMemory());
    }

    /** A channel would be closed by that. */
    @Test
    void interruptedThread_writesAllTheSame() {
        try (RenderedMessage rendered = renderer.render(large())) {
            String expected = text(rendered.message());
            Thread.currentThread().interrupt();

            assertEquals(expected, text(rendered.message()));
            assertTrue(Thread.interrupted());
        }
    }

    @Test
    void interruptedThread_rendersAllTheSame() {
        Thread.currentThread().interrupt();
        try (RenderedMessage rendered = renderer.render(large())) {
            assertFalse(rendered.message().isInMemory());
        }
        assertTrue(Thread.interrupted());
    }

    @Test
    void missingFields_standInFrontOfALargeMessage() throws Exception {
        byte[] given = lines("Subject: x\r\n", 3 * MEGABYTE);
        MimeMessage message = new MimeMessage(Rendering.session(), new ByteArrayInputStream(given));
        MessageRenderer renderer = Rendering.renderer(Optional.of(Mailbox.parse("shop@example.org")), 0, directory);

        try (RenderedMessage rendered = renderer.render(ENVELOPE, message)) {
            String added = """
                    Date: Mon, 2 Mar 2026 10:20:30 +0000
                    From: shop@example.org
                    Message-ID: <unique@app.example.org>
                    """.replace("\n", "\r\n");

            assertEquals(added + new String(given, StandardCharsets.US_ASCII), text(rendered.message()));
            assertEquals(added.length() + given.length, rendered.message().size());
            assertEquals("<unique@app.example.org>", rendered.message().messageId());
        }
    }

    @Test
    void missingFields_countTowardsTheLimit() throws Exception {
        byte[] given = lines("Subject: x\r\n", 1000);
        MimeMessage message = new MimeMessage(Rendering.session(), new ByteArrayInputStream(given));
        MessageRenderer limited =
                Rendering.renderer(Optional.of(Mailbox.parse("shop@example.org")), given.length, directory);

        assertTrue(refused(() -> limited.render(ENVELOPE, message)).getMessage().contains("MaxMessageSize"));
    }

    @Test
    void headerOfALargeMessage_isChecked() throws IOException {
        byte[] hidden = lines("From: a@example.org\r\nBcc: secret@example.net\r\n", 3 * MEGABYTE);

        assertEquals("Bcc", refused(() -> renderer.render(ENVELOPE, hidden)).field());
        assertNothingIsLeft();
    }

    @Test
    void hugeHeaderSection_isRefused() throws IOException {
        byte[] given = ("From: a@example.org\r\n" + "X-A: 1\r\n".repeat(MEGABYTE / 4) + "\r\nHi")
                .getBytes(StandardCharsets.US_ASCII);

        InvalidEmailException e = refused(() -> renderer.render(ENVELOPE, given));

        assertTrue(e.getMessage().contains("header section of more than 1048576 octets"), e.getMessage());
        assertNothingIsLeft();
    }

    @Test
    void problemBeyondTheFirstMegabyte_isRefused() throws IOException {
        byte[] given = lines("From: a@example.org\r\n", 3 * MEGABYTE);
        given[given.length - 10] = 0;

        assertTrue(refused(() -> renderer.render(ENVELOPE, given)).getMessage().contains("NUL in line"));
        assertNothingIsLeft();
    }

    @Test
    void largeAttachedMessage_isNotEncoded() throws IOException {
        byte[] inner = lines("From: a@example.org\r\n", 2 * MEGABYTE);
        Email email =
                email().attach(Attachment.of("m.eml", "message/rfc822", inner)).build();

        try (RenderedMessage rendered = renderer.render(email)) {
            assertTrue(text(rendered.message()).contains(new String(inner, StandardCharsets.US_ASCII)));
        }
    }
}
