package org.postbound.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A folder for what is stored while something is measured, on the disk that the build is on. */
record WorkFolder(Path path) implements AutoCloseable {
    static WorkFolder in(Path target) throws IOException {
        return new WorkFolder(Files.createTempDirectory(Files.createDirectories(target), "stores"));
    }

    /** Makes an empty folder in it. */
    Path make() throws IOException {
        return Files.createTempDirectory(path, "store");
    }

    /** Deletes all that is in it. */
    void clear() throws IOException {
        try (Stream<Path> all = Files.walk(path)) {
            List<Path> innermostFirst = all.filter(file -> !file.equals(path))
                    .sorted(Comparator.reverseOrder())
                    .toList();
            for (Path file : innermostFirst) {
                Files.delete(file);
            }
        }
    }

    @Override
    public void close() throws IOException {
        clear();
        Files.delete(path);
    }
}
