package org.postbound;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jakarta.activation.DataSource;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileTypesTest {
    @ParameterizedTest
    @CsvSource({
        "a.pdf, application/pdf",
        "A.PDF, application/pdf",
        "archive.tar.gz, application/gzip",
        "Rechnung f\u00fcr J\u00f6rg.docx, application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "a.csv, text/csv",
        "a.ics, text/calendar",
        "a.eml, application/octet-stream",
        "a.unknown, application/octet-stream",
        "README, application/octet-stream",
        "pdf, application/octet-stream",
        "pdf., application/octet-stream"
    })
    void extension_saysTheType_whateverHasIt(String name, String type) {
        byte[] content = {1};

        assertEquals(type, Attachment.of(Path.of("folder", name)).contentType());
        assertEquals(type, Attachment.of(name, content).contentType());
        assertEquals(
                type,
                Attachment.of(name, () -> new ByteArrayInputStream(content)).contentType());
        assertEquals(type, Attachment.of(new Untyped(name)).contentType());
        assertEquals(
                type,
                Email.builder()
                        .to("jo@example.org")
                        .attach(name, content)
                        .build()
                        .attachments()
                        .get(0)
                        .contentType());
    }

    @Test
    void typeThatIsGiven_counts() {
        assertEquals(
                "text/plain", Attachment.of("a.pdf", "text/plain", new byte[0]).contentType());
    }

    private record Untyped(String name) implements DataSource {
        @Override
        public InputStream getInputStream() {
            return InputStream.nullInputStream();
        }

        @Override
        public OutputStream getOutputStream() {
            throw new UnsupportedOperationException();
        }

        @Override
        public String getContentType() {
            return null;
        }

        @Override
        public String getName() {
            return name;
        }
    }
}
