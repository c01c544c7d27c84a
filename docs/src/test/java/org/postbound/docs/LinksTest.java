package org.postbound.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Links within the documentation lead to a page, and to a heading of it. */
class LinksTest {
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("^#+ (.+)$", Pattern.MULTILINE);

    private record Link(Path page, String target) {
        static Stream<Link> on(Path page) {
            return LINK.matcher(Pages.read(page)).results().map(found -> new Link(page, found.group(1)));
        }

        boolean isWithin() {
            return !target.contains("://");
        }

        boolean leadsSomewhere() {
            int hash = target.indexOf('#');
            String file = hash < 0 ? target : target.substring(0, hash);
            Path to = file.isEmpty() ? page : page.resolveSibling(file).normalize();
            return Files.exists(to) && (hash < 0 || anchors(to).contains(target.substring(hash + 1)));
        }
    }

    /** As GitHub makes them of headings. */
    private static Set<String> anchors(Path page) {
        return HEADING.matcher(Pages.read(page))
                .results()
                .map(heading -> heading.group(1).toLowerCase(Locale.ROOT))
                .map(heading -> heading.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
                .collect(Collectors.toSet());
    }

    @Test
    void link_leadsSomewhere() {
        List<Link> links = Pages.all().flatMap(Link::on).filter(Link::isWithin).toList();
        assertNotEquals(List.of(), links);
        assertEquals(
                List.of(), links.stream().filter(link -> !link.leadsSomewhere()).toList());
    }

    @Test
    void page_isLinkedFromTheReadme() {
        String readme = Pages.read(Pages.ROOT.resolve("README.md"));
        assertEquals(
                List.of(),
                Pages.all()
                        .map(page -> Pages.ROOT.relativize(page).toString())
                        .filter(page -> !page.equals("README.md") && !page.startsWith("docs/servers/"))
                        .filter(page -> !readme.contains("](" + page + ")"))
                        .toList());
    }
}
