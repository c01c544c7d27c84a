package org.postbound.mime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/messages.md names cases by how they begin, and leaves none out. */
class MailCasesTest {
    private static final Path PAGE = Path.of("..", "..", "docs", "messages.md");
    private static final Pattern TABLE =
            Pattern.compile("^\\| kind \\| cases \\| test \\|\\n((?:\\|.*\\n)+)", Pattern.MULTILINE);
    private static final Pattern ROW = Pattern.compile("^\\|[^|]*\\|([^|]*)\\|", Pattern.MULTILINE);
    private static final Pattern CASE = Pattern.compile("`([^`]+)`");

    @Test
    void documentedCases_areThoseThatThereAre() throws IOException {
        Set<String> cases = MailCases.all().keySet();
        List<String> documented = TABLE.matcher(Files.readString(PAGE))
                .results()
                .flatMap(table -> ROW.matcher(table.group(1)).results())
                .flatMap(row -> CASE.matcher(row.group(1)).results())
                .map(found -> found.group(1))
                .toList();
        assertNotEquals(List.of(), documented);
        assertEquals(
                List.of(),
                documented.stream()
                        .filter(name -> cases.stream().noneMatch(one -> one.startsWith(name)))
                        .toList());
        assertEquals(
                List.of(),
                cases.stream()
                        .filter(one -> documented.stream().noneMatch(one::startsWith))
                        .toList());
    }
}
