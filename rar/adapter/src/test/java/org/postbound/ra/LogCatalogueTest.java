package org.postbound.ra;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaEnumConstant;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jboss.logging.annotations.LogMessage;
import org.jboss.logging.annotations.Message;
import org.junit.jupiter.api.Test;

/** docs/operations.md has a row for each message of the log, and for no other, and says what to do where somebody has to. */
class LogCatalogueTest {
    private static final Path CATALOGUE = Path.of("..", "..", "docs", "operations.md");
    private static final Pattern ROW =
            Pattern.compile("^\\| `POSTB(\\d{4})` \\| ([A-Z]+) \\| ([^|]+) \\| ([^|]*)\\|$", Pattern.MULTILINE);

    /** Somebody must act, and no other message has one of them. */
    private static final Set<String> LOUD = Set.of("WARN", "ERROR", "FATAL");

    private static Stream<MatchResult> rows() throws IOException {
        return ROW.matcher(Files.readString(CATALOGUE)).results();
    }

    private static Map<Integer, String> logged() {
        Map<Integer, String> levels = new TreeMap<>();
        for (JavaMethod method : new ClassFileImporter().importClass(Log.class).getMethods()) {
            if (method.isAnnotatedWith(LogMessage.class)) {
                JavaAnnotation<?> level = method.getAnnotationOfType(LogMessage.class.getName());
                JavaAnnotation<?> message = method.getAnnotationOfType(Message.class.getName());
                levels.put(
                        (Integer) message.get("id").orElseThrow(),
                        ((JavaEnumConstant) level.get("level").orElseThrow()).name());
            }
        }
        return levels;
    }

    @Test
    void message_hasItsRow_withItsLevel() throws IOException {
        Map<Integer, String> documented = new TreeMap<>();
        rows().forEach(row -> documented.put(Integer.valueOf(row.group(1)), row.group(2)));
        assertEquals(logged(), documented);
    }

    @Test
    void row_saysWhatToDo_whereSomebodyMustAct() throws IOException {
        rows().forEach(row -> {
            assertFalse(row.group(3).isBlank(), row.group());
            assertEquals(LOUD.contains(row.group(2)), !row.group(4).isBlank(), row.group());
        });
    }
}
