package org.postbound.mime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.postbound.mime.Rendering.RENDERER;
import static org.postbound.mime.Rendering.email;
import static org.postbound.mime.Rendering.parse;
import static org.postbound.mime.Rendering.refused;
import static org.postbound.mime.Rendering.text;

import jakarta.mail.BodyPart;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postbound.Attachment;
import org.postbound.Email;
import org.postbound.InvalidEmailException;

/** Structure and encoding of emails with files, read back by Jakarta Mail. */
class AttachmentTest {
    private static Attachment file(String name, String type, String content) {
        return Attachment.of(name, type, content.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns the types of a content and its parts, as in {@code multipart/mixed(text/plain,image/png)}. */
    private static String structure(jakarta.mail.Part part) throws Exception {
        String type = new ContentType(part.getContentType()).getBaseType();
        if (!(part.getContent() instanceof MimeMultipart multipart)) {
            return type;
        }
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < multipart.getCount(); i++) {
            parts.add(structure(multipart.getBodyPart(i)));
        }
        return type + "(" + String.join(",", parts) + ")";
    }

    private static MimeBodyPart lastPart(Email email) throws Exception {
        MimeMultipart mixed = assertInstanceOf(MimeMultipart.class, parse(email).getContent());
        return assertInstanceOf(MimeBodyPart.class, mixed.getBodyPart(mixed.getCount() - 1));
    }

    private static byte[] octets(BodyPart part) throws Exception {
        try (InputStream in = part.getInputStream()) {
            return in.readAllBytes();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "t    | text/plain",
                "h    | text/html",
                "th   | multipart/alternative(text/plain,text/html)",
                "hi   | multipart/related(text/html,image/png)",
                "thi  | multipart/alternative(text/plain,multipart/related(text/html,image/png))",
                "ta   | multipart/mixed(text/plain,application/pdf)",
                "haa  | multipart/mixed(text/html,application/pdf,application/pdf)",
                "tha  | multipart/mixed(multipart/alternative(text/plain,text/html),application/pdf)",
                "a    | multipart/mixed(application/pdf)",
                "thia | multipart/mixed(multipart/alternative(text/plain,multipart/related(text/html,image/png)),"
                        + "application/pdf)"
            })
    void email_hasAsManyLevelsAsItNeeds(String contents, String expected) throws Exception {
        Email.Builder email = email();
        for (int i = 0; i < contents.length(); i++) {
            switch (contents.charAt(i)) {
                case 't' -> email.text("text");
                case 'h' -> email.html("<img src=\"cid:logo\">");
                case 'i' -> email.inline("logo", file("l.png", "image/png", "x"));
                default -> email.attach(file("a.pdf", "application/pdf", "x"));
            }
        }

        assertEquals(expected, structure(parse(email.build())));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 56, 57, 58, 8207, 8208, 8209, 100_000})
    void octets_arriveAsGiven(int length) throws Exception {
        byte[] content = new byte[length];
        new Random(length).nextBytes(content);
        Email email =
                email().attach("a.bin", "application/octet-stream", content).build();

        assertTrue(text(email).lines().allMatch(line -> line.length() <= 76));
        assertArrayEquals(content, octets(lastPart(email)));
        assertEquals("base64", lastPart(email).getEncoding());
    }

    @ParameterizedTest
    @ValueSource(strings = {"abcCL", "abc", "aLbL", "aCb", "\u00e9CL"})
    void textFile_arrivesAsGiven(String content) throws Exception {
        String exact = content.replace('C', '\r').replace('L', '\n');
        Email email =
                email().attach(file("a.csv", "text/csv; charset=UTF-8", exact)).build();

        assertArrayEquals(exact.getBytes(StandardCharsets.UTF_8), octets(lastPart(email)));
        assertEquals("UTF-8", new ContentType(lastPart(email).getContentType()).getParameter("charset"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "invoice.pdf",
                "my invoice.pdf",
                "say \"hi\" \\.pdf",
                "Rechnung M\u00e4rz.pdf",
                "\u8bf7\u6c42\u4e66.pdf",
                "100% 'sure'*.pdf",
                "tab\there.pdf",
                "x\"; filename=\"evil.exe",
                "=?utf-8?q?x?=.pdf",
                "a-very-long-file-name-that-does-not-fit-on-a-line-of-any-reasonable-length-at-all-and-goes-on.pdf"
            })
    void fileName_isReadAsGiven(String name) throws Exception {
        Email email = email().attach(file(name, "application/pdf", "x")).build();

        assertEquals(name, lastPart(email).getFileName());
        assertEquals("attachment", lastPart(email).getDisposition());
        assertTrue(text(email).lines().allMatch(line -> line.length() <= 76), text(email));
    }

    @Test
    void inlinePart_hasItsContentId() throws Exception {
        MimeMessage message = parse(email().html("<img src=\"cid:logo\">")
                .inline("logo", file("l.png", "image/png", "x"))
                .build());

        MimeMultipart related = assertInstanceOf(MimeMultipart.class, message.getContent());
        MimeBodyPart logo = assertInstanceOf(MimeBodyPart.class, related.getBodyPart("<logo>"));

        assertEquals("inline", logo.getDisposition());
        assertEquals("text/html", new ContentType(related.getContentType()).getParameter("type"));
    }

    @Test
    void parametersOfTheType_areKept() throws Exception {
        Email email = email().attach(file("a.ics", "text/calendar; method=REQUEST; name=other; x=\"a b\"", "x"))
                .build();

        ContentType type = new ContentType(lastPart(email).getContentType());

        assertEquals("REQUEST", type.getParameter("method"));
        assertEquals("a b", type.getParameter("x"));
        assertEquals("a.ics", type.getParameter("name"));
    }

    @Test
    void missingFile_isRefusedWithItsName() {
        Email email = email().attach(file("a.pdf", "application/pdf", "x"))
                .attach(Path.of("no-such-folder", "invoice.pdf"))
                .build();

        InvalidEmailException e = refused(() -> RENDERER.render(email));

        assertEquals("attachments[1]", e.field());
        assertTrue(e.getMessage().contains("invoice.pdf"), e.getMessage());
        assertInstanceOf(NoSuchFileException.class, e.getCause());
    }

    @Test
    void streamThatBreaks_isRefusedWithTheCause() {
        IOException broken = new IOException("disk on fire");
        Attachment attachment = Attachment.of("l.png", "image/png", () -> new InputStream() {
            @Override
            public int read() throws IOException {
                throw broken;
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                throw broken;
            }
        });
        Email email = email().html("x").inline("logo", attachment).build();

        InvalidEmailException e = refused(() -> RENDERER.render(email));

        assertEquals("inlineParts[0]", e.field());
        assertSame(broken, e.getCause());
    }

    @Test
    void contentThatThrows_isRefusedWithTheCause() {
        RuntimeException broken = new UncheckedIOException(new IOException("gone"));
        Attachment attachment = Attachment.of("a.pdf", "application/pdf", (Attachment.Content) () -> {
            throw broken;
        });

        InvalidEmailException e =
                refused(() -> RENDERER.render(email().attach(attachment).build()));

        assertEquals("attachments[0]", e.field());
        assertSame(broken, e.getCause());
    }

    @Test
    void contentWithoutStream_isRefused() {
        Attachment attachment = Attachment.of("a.pdf", "application/pdf", (Attachment.Content) () -> null);

        assertEquals(
                "attachments[0]",
                refused(() -> RENDERER.render(email().attach(attachment).build()))
                        .field());
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/octet-stream", "text/plain", "message/rfc822"})
    void hugeContent_isReadNoFurtherThanAllowed(String type) {
        AtomicLong read = new AtomicLong();
        Attachment endless = Attachment.of("a", type, () -> new InputStream() {
            @Override
            public int read() {
                return read.incrementAndGet() % 72 == 0 ? '\n' : 'x';
            }

            @Override
            public int read(byte[] target, int offset, int length) {
                if (length > 0) {
                    target[offset] = (byte) read();
                }
                return Math.min(length, 1);
            }
        });
        Email email = email().attach(endless).build();

        InvalidEmailException e =
                refused(() -> Rendering.renderer(Optional.empty(), 50_000).render(email));

        assertEquals("message", e.field());
        assertTrue(e.getMessage().contains("MaxMessageSize"), e.getMessage());
        assertTrue(read.get() < 60_000, "read " + read);
    }

    @Test
    void attachedMessage_isNotEncoded() throws Exception {
        String inner = text(email().text("inner").build());
        Email email = email().attach(file("m.eml", "message/rfc822", inner)).build();

        assertEquals("8bit", lastPart(email).getEncoding());
        MimeMessage message =
                assertInstanceOf(MimeMessage.class, lastPart(email).getContent());
        assertEquals("inner\r\n", message.getContent());
        assertNull(message.getFileName());
    }

    @ParameterizedTest
    @CsvSource({
        "message/rfc822, 8bit",
        "Message/RFC822; x=y, 8bit",
        "message/delivery-status, 8bit",
        "message/external-body, 8bit",
        "message/global, base64",
        "message/global-delivery-status, base64",
        "application/message, base64"
    })
    void messageOfAnyKind_isNotEncoded_unlessInUtf8(String type, String encoding) throws Exception {
        Email email = email().attach(file("a", type, "x: y\r\n")).build();

        assertEquals(encoding, lastPart(email).getEncoding());
    }

    @Test
    void attachedEightBitMessage_needsEightBitMime() {
        Email email = email().attach(file("m.eml", "message/rfc822", "Subject: x\n\n\u00e9"))
                .build();

        assertTrue(RENDERER.render(email).message().isEightBit());
    }

    @Test
    void contentThatLooksLikeABoundary_endsNoPart() throws Exception {
        MessageRenderer renderer = new MessageRenderer(Optional.empty(), 0, Rendering.CLOCK, () -> "app.example.org");
        Email email = email().text("--=_mixed_unique--\r\n--=_mixed_unique")
                .attach(file("a.txt", "text/plain", "\r\n--=_mixed_\r\n"))
                .build();

        String rendered = text(renderer.render(email).message());

        assertEquals("multipart/mixed(text/plain,text/plain)", structure(parse(rendered)));
    }

    @Test
    void contextClassLoaderThatSeesNothing_makesNoDifference() throws Exception {
        Email email = email().subject("\u00e9")
                .text("\u00e9")
                .html("<p>\u00e9</p>")
                .inline("logo", file("l.png", "image/png", "x"))
                .attach(file("\u00e9.pdf", "application/pdf", "x"))
                .attach(file("m.eml", "message/rfc822", "Subject: x\r\n\r\nx"))
                .build();
        String expected = text(email);
        FutureTask<String> rendering = new FutureTask<>(() -> text(email));
        try (URLClassLoader nothing = new URLClassLoader(new URL[0], null)) {
            Thread thread = new Thread(rendering);
            thread.setContextClassLoader(nothing);
            thread.start();

            assertEquals(expected, rendering.get());
        }
    }
}
