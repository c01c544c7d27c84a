package org.postbound.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.postbound.docs.Pages.Sample;

/** The sources whose Javadoc is for applications. */
final class Sources {
    static final List<String> MODULES = List.of("api", "standalone", "testing");

    private static final Pattern BLOCK =
            Pattern.compile("^ *\\* <pre>\\{@code\\n(.*?)^ *\\* }</pre>$", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern MARGIN = Pattern.compile("^ *\\* ?", Pattern.MULTILINE);

    private Sources() {}

    static Stream<Path> of(String module) {
        try (Stream<Path> files = Files.walk(Pages.ROOT.resolve(module).resolve("src/main/java"))) {
            return files.filter(file -> file.toString().endsWith(".java")).sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns what the Javadoc shows as blocks of code. */
    static Stream<Sample> samples(Path source) {
        String text = Pages.read(source);
        return BLOCK.matcher(text).results().map(block -> {
            int line = Math.toIntExact(text.substring(0, block.start(1)).lines().count());
            return new Sample(source, line, MARGIN.matcher(block.group(1)).replaceAll(""));
        });
    }
}
