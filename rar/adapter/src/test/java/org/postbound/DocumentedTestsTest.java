package org.postbound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The documentation names tests that exist: in the last column of each table whose head says so. */
class DocumentedTestsTest {
    private static final Path ROOT = Path.of("..", "..");
    private static final List<Path> TESTS = Stream.of(
                    "api",
                    "rar/adapter",
                    "rar",
                    "standalone",
                    "testing",
                    "docs",
                    "src-it",
                    "src-it/servers",
                    "src-it/matrix",
                    "src-it/crash")
            .map(module -> ROOT.resolve(module).resolve("src/test/java"))
            .toList();
    private static final Set<String> MODULES = Set.of("api", "servers", "adapter");
    private static final Pattern TABLE = Pattern.compile("^\\|.*\\| test \\|\\n((?:\\|.*\\n)+)", Pattern.MULTILINE);
    private static final Pattern LAST_CELL = Pattern.compile("^\\|.*\\|([^|]+)\\|$", Pattern.MULTILINE);
    private static final Pattern NAME = Pattern.compile("`(?:([A-Z]\\w+)\\.?)?(\\w*)`");

    private static Map<String, String> sources() throws IOException {
        Map<String, String> sources = new HashMap<>();
        for (Path folder : TESTS) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    // Two modules may have a class of one name.
                    sources.merge(
                            file.getFileName().toString().replace(".java", ""), Files.readString(file), String::concat);
                }
            }
        }
        return sources;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CONTRIBUTING.md",
                "docs/authentication.md",
                "docs/coming-from.md",
                "docs/events.md",
                "docs/jakarta-mail.md",
                "docs/messages.md",
                "docs/reliability.md",
                "docs/smtp.md",
                "docs/testing.md",
                "docs/transactions.md"
            })
    void documentedTest_exists(String page) throws IOException {
        Map<String, String> sources = sources();
        List<String> cells = cells(Files.readString(ROOT.resolve(page)));
        assertNotEquals(List.of(), cells);
        assertEquals(
                List.of(),
                cells.stream().flatMap(cell -> missing(cell, sources)).toList());
    }

    private static List<String> cells(String page) {
        return TABLE.matcher(page)
                .results()
                .flatMap(table -> LAST_CELL.matcher(table.group(1)).results())
                .map(cell -> cell.group(1))
                .toList();
    }

    /** A method without a class is one of the class before it. */
    private static Stream<String> missing(String cell, Map<String, String> sources) {
        List<String> missing = new ArrayList<>();
        Matcher name = NAME.matcher(cell);
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
        return missing.stream();
    }
}
