package org.postbound.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A part of a page that the benchmark writes, between two marks. */
record DocsSection(Path page, String name) {
    /** Puts a text in place of what stands there. */
    void replace(String text) throws IOException {
        String begin = "<!-- %s: written by the benchmark -->\n".formatted(name);
        String end = "<!-- end of %s -->\n".formatted(name);
        String old = Files.readString(page);
        int from = old.indexOf(begin);
        int to = old.indexOf(end);
        if (from < 0 || to < from) {
            throw new IOException(page + " lacks the lines " + begin + "and " + end);
        }
        Files.writeString(page, old.substring(0, from + begin.length()) + text + old.substring(to));
    }
}
