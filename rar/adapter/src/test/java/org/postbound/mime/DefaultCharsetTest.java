package org.postbound.mime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postbound.Email;
import org.postbound.OwnRuntime;

/** Every kind of message, rendered in a Java runtime with another charset: before Java 18 the system decides about it. */
class DefaultCharsetTest {
    @TempDir
    Path directory;

    @Test
    void runtimeInAscii_rendersTheSame() throws Exception {
        OwnRuntime.run(
                0, List.of("-Dfile.encoding=US-ASCII"), DefaultCharsetTest.class, directory, directory.toString());

        int number = 0;
        for (Map.Entry<String, Email> email : emails().entrySet()) {
            String rendered = Files.readString(file(directory, number++), StandardCharsets.ISO_8859_1);
            assertEquals(Rendering.text(email.getValue()), rendered, email.getKey());
        }
    }

    /** Writes a file for each email. */
    public static void main(String[] args) throws IOException {
        int number = 0;
        for (Email email : emails().values()) {
            Files.writeString(file(Path.of(args[0]), number++), Rendering.text(email), StandardCharsets.ISO_8859_1);
        }
    }

    private static Map<String, Email> emails() {
        Map<String, Email> emails = MailCases.all();
        // Its name is another in each runtime.
        emails.remove("attachment file");
        return emails;
    }

    private static Path file(Path directory, int number) {
        return directory.resolve(number + ".eml");
    }
}
