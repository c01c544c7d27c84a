package org.postbound.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.mail.MessagingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the documentation shows in Java is in {@link Samples}, which compiles, but for spaces and line ends. */
class DocumentedSamplesTest {
    private static final Path SAMPLES = Path.of("src/test/java/org/postbound/standalone/Samples.java");
    private static final Pattern BLOCK = Pattern.compile("^```java\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

    @ParameterizedTest
    @ValueSource(strings = {"standalone.md", "coming-from.md"})
    void documentedCode_compiles(String page) throws IOException {
        String samples = withoutSpaces(Files.readString(SAMPLES));
        List<String> blocks = BLOCK.matcher(Files.readString(Path.of("..", "docs", page)))
                .results()
                .map(block -> block.group(1))
                .toList();
        assertNotEquals(List.of(), blocks);
        assertEquals(
                List.of(),
                blocks.stream()
                        .filter(block -> !samples.contains(withoutSpaces(block)))
                        .toList());
    }

    @Test
    void documentedUseOfJakartaMail_sends() throws MessagingException {
        try (MailServer server = MailServer.plain();
                PostboundFactory mail = server.factory().build()) {
            Samples.jakartaMail(mail);
            MailServer.Arrived arrived = server.arrived().get(0);
            assertEquals("shop@example.org", arrived.from());
            assertEquals(List.of("jo@example.org"), arrived.to());
            assertTrue(arrived.content().endsWith("\r\n\r\nHello\r\n"), arrived.content());
        }
    }

    private static String withoutSpaces(String code) {
        return code.replaceAll("\\s+", "");
    }
}
