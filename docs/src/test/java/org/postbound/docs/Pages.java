package org.postbound.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The documentation: the pages of this folder, and those of the folder above. */
final class Pages {
    static final Path ROOT = Path.of("..");

    private Pages() {}

    /**
     * A piece of code on a page.
     *
     * @param page where it stands
     * @param line the line before its first
     * @param text all its lines
     */
    record Sample(Path page, int line, String text) {
        @Override
        public String toString() {
            return "%s:%d".formatted(ROOT.relativize(page), line);
        }
    }

    static Stream<Path> all() {
        try (Stream<Path> above = Files.list(ROOT);
                Stream<Path> here = Files.walk(ROOT.resolve("docs"))) {
            return Stream.concat(above, here)
                    .filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String read(Path page) {
        try {
            return Files.readString(page);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns what stands between fences that name the language. */
    static Stream<Sample> samples(Path page, String language) {
        List<Sample> samples = new ArrayList<>();
        StringBuilder text = null;
        int start = 0;
        int number = 0;
        for (String line : read(page).split("\n", -1)) {
            number++;
            if (text == null && line.equals("```" + language)) {
                text = new StringBuilder();
                start = number;
            } else if (text != null && line.equals("```")) {
                samples.add(new Sample(page, start, text.toString()));
                text = null;
            } else if (text != null) {
                text.append(line).append('\n');
            }
        }
        return samples.stream();
    }
}
