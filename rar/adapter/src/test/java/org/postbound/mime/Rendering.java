package org.postbound.mime;

import static org.junit.jupiter.api.Assertions.assertThrows;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.function.Executable;
import org.postbound.Email;
import org.postbound.InvalidEmailException;
import org.postbound.Mailbox;

/** What the tests of this package share: a renderer without chance, and ways to look at its results. */
final class Rendering {
    static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-02T10:20:30Z"), ZoneOffset.UTC);
    static final MessageRenderer RENDERER = renderer(Optional.empty(), 0);

    private Rendering() {}

    static MessageRenderer renderer(Optional<Mailbox> from, long maxMessageSize) {
        return renderer(from, maxMessageSize, WireBuffer.temporaryDirectory());
    }

    static MessageRenderer renderer(Optional<Mailbox> from, long maxMessageSize, Path temporaryDirectory) {
        return new MessageRenderer(
                from, maxMessageSize, CLOCK, () -> "app.example.org", () -> "unique", temporaryDirectory);
    }

    /** An email that lacks nothing but a content. */
    static Email.Builder email() {
        return Email.builder().from("shop@example.org").to("jo@example.net").subject("Order");
    }

    static String text(Email email) {
        return text(RENDERER.render(email).message());
    }

    /** One char for each octet. */
    static String text(WireMessage message) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            message.writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    static String header(String message) {
        return message.substring(0, message.indexOf("\r\n\r\n") + 2);
    }

    static String body(String message) {
        return message.substring(message.indexOf("\r\n\r\n") + 4);
    }

    static Session session() {
        Properties properties = new Properties();
        properties.setProperty("mail.from", "session@example.org");
        return Session.getInstance(properties);
    }

    static MimeMessage parse(String message) {
        try {
            return new MimeMessage(session(), new ByteArrayInputStream(message.getBytes(StandardCharsets.ISO_8859_1)));
        } catch (MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    static MimeMessage parse(Email email) {
        return parse(text(email));
    }

    static InvalidEmailException refused(Executable rendering) {
        return assertThrows(InvalidEmailException.class, rendering);
    }
}
