package org.postbound.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/smtp.md names tests that exist. */
class DocumentedTestsTest {
    private static final Path ROOT = Path.of("..", "..");
    private static final List<Path> TESTS = Stream.of("api", "rar/adapter", "src-it/servers")
            .map(module -> ROOT.resolve(module).resolve("src/test/java"))
            .toList();
    private static final Set<String> MODULES = Set.of("api", "servers");
    private static final Pattern LAST_CELL = Pattern.compile("^\\|.*\\|([^|]+)\\|$", Pattern.MULTILINE);
    private static final Pattern NAME = Pattern.compile("`(?:([A-Z]\\w+)\\.?)?(\\w*)`");

    private static Map<String, String> sources() throws IOException {
        Map<String, String> sources = new HashMap<>();
        for (Path folder : TESTS) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    sources.put(file.getFileName().toString().replace(".java", ""), Files.readString(file));
                }
            }
        }
        return sources;
    }

    @Test
    void documentedTest_exists() throws IOException {
        Map<String, String> sources = sources();
        List<String> missing = new ArrayList<>();
        Matcher cell = LAST_CELL.matcher(Files.readString(ROOT.resolve("docs/smtp.md")));
        while (cell.find()) {
            Matcher name = NAME.matcher(cell.group(1));
            String source = "";
            while (name.find()) {
                if (name.group(1) != null) {
                    source = sources.getOrDefault(name.group(1), "");
                }
                boolean found = name.group(2).isEmpty() ? !source.isEmpty() : source.contains(name.group(2) + "(");
                if (!found && !MODULES.contains(name.group(2))) {
                    missing.add(name.group());
                }
            }
        }
        assertEquals(List.of(), missing);
    }
}
