package org.postbound.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postbound.SmtpException;

/** docs/errors.md has a section for each exception, with a row for each of its reasons, and for no other. */
class ErrorCatalogueTest {
    private static final Path CATALOGUE = Path.of("..", "..", "docs", "errors.md");
    private static final Pattern ROW = Pattern.compile("^\\| `([A-Z_]+)` \\|", Pattern.MULTILINE);
    private static final String TABLE_OF_REASONS = "\n| reason |";

    static Stream<Class<?>> exceptions() {
        return Arrays.stream(SmtpException.class.getPermittedSubclasses());
    }

    private static String section(Class<?> exception) throws IOException {
        String text = Files.readString(CATALOGUE);
        String heading = "\n## " + exception.getSimpleName() + "\n";
        int start = text.indexOf(heading);
        assertTrue(start >= 0, "docs/errors.md has no section " + exception.getSimpleName());
        int end = text.indexOf("\n## ", start + heading.length());
        return text.substring(start, end);
    }

    private static Set<String> rows(Class<?> exception) throws IOException {
        String section = section(exception);
        Set<String> rows = new TreeSet<>();
        Matcher row = ROW.matcher(section);
        while (section.contains(TABLE_OF_REASONS) && row.find()) {
            rows.add(row.group(1));
        }
        return rows;
    }

    private static Set<String> reasons(Class<?> exception) {
        return Arrays.stream(exception.getDeclaredClasses())
                .filter(Class::isEnum)
                .flatMap(reason -> Arrays.stream(reason.getEnumConstants()))
                .map(Object::toString)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @ParameterizedTest
    @MethodSource("exceptions")
    void reason_hasItsRow(Class<?> exception) throws IOException {
        assertEquals(reasons(exception), rows(exception));
    }
}
