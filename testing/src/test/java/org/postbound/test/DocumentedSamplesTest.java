package org.postbound.test;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The samples of docs/testing.md are those that run here, but for their indentation. */
class DocumentedSamplesTest {
    private static final Pattern SAMPLE = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);

    @Test
    void samples_areTakenFromTests() throws IOException {
        String sources = sources();
        List<String> samples = SAMPLE.matcher(Files.readString(Path.of("../docs/testing.md")))
                .results()
                .map(sample -> withoutIndentation(sample.group(1)))
                .toList();
        assertEquals(4, samples.size());
        assertEquals(
                List.of(),
                samples.stream().filter(sample -> !sources.contains(sample)).toList());
    }

    private static String sources() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/test/java/org/example"))) {
            StringBuilder sources = new StringBuilder();
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                sources.append(withoutIndentation(Files.readString(file)));
            }
            return sources.toString();
        }
    }

    private static String withoutIndentation(String text) {
        return text.lines().map(String::strip).collect(Collectors.joining("\n", "\n", "\n"));
    }
}
