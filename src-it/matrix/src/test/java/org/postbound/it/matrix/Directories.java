package org.postbound.it.matrix;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;

/** Directories with all that is in them. */
final class Directories {
    private Directories() {}

    /** Makes a copy; whatever was there is gone. */
    static void copy(Path from, Path to) throws IOException {
        delete(to);
        FileUtils.copyDirectory(from.toFile(), to.toFile(), null, true, StandardCopyOption.COPY_ATTRIBUTES);
    }

    static void delete(Path folder) throws IOException {
        FileUtils.deleteDirectory(folder.toFile());
    }

    /** Returns the files below some places in which a text occurs. */
    static List<Path> filesWith(List<Path> places, String text) throws IOException {
        List<Path> found = new ArrayList<>();
        for (Path place : places) {
            try (Stream<Path> files = Files.walk(place)) {
                files.filter(file -> Files.isRegularFile(file) && contains(file, text))
                        .forEach(found::add);
            }
        }
        return found;
    }

    private static boolean contains(Path file, String text) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1).contains(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
