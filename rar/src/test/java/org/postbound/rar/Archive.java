package org.postbound.rar;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * An archive that this build made.
 *
 * @param file where it is
 * @param entries its files, by path
 */
record Archive(Path file, Map<String, byte[]> entries) {
    static Archive standalone() {
        return of("rar.standalone");
    }

    static Archive embedded() {
        return of("rar.embedded");
    }

    private static Archive of(String property) {
        Path file = Path.of(System.getProperty(property, property + "-is-not-set;run-through-Maven"));
        try (InputStream in = Files.newInputStream(file)) {
            return new Archive(file, unzip(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, byte[]> unzip(InputStream in) throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        ZipInputStream zip = new ZipInputStream(in);
        for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
            if (!entry.isDirectory()) {
                files.put(entry.getName(), zip.readAllBytes());
            }
        }
        return files;
    }

    /** The paths of its files. */
    Set<String> paths() {
        return entries.keySet();
    }

    /** Its jars without their versions, such as {@code postbound-api}. */
    List<String> artifacts() {
        return paths().stream()
                .filter(path -> path.endsWith(".jar"))
                .map(path -> path.replaceFirst("-\\d.*", ""))
                .sorted()
                .toList();
    }

    /** The files of all its jars. */
    Map<String, byte[]> contentsOfJars() {
        Map<String, byte[]> contents = new LinkedHashMap<>();
        entries.forEach((path, bytes) -> {
            if (path.endsWith(".jar")) {
                contents.putAll(contentsOfJar(bytes));
            }
        });
        return contents;
    }

    private static Map<String, byte[]> contentsOfJar(byte[] jar) {
        try {
            return unzip(new ByteArrayInputStream(jar));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Loads from the jars that are meant; the test's own class path has none of them. */
    URLClassLoader loader(Path directory, Predicate<String> jars) throws IOException {
        List<URL> urls = new ArrayList<>();
        for (String path : paths()) {
            if (path.endsWith(".jar") && jars.test(path)) {
                urls.add(Files.write(directory.resolve(path), entries.get(path))
                        .toUri()
                        .toURL());
            }
        }
        return new URLClassLoader(urls.toArray(URL[]::new), Archive.class.getClassLoader());
    }

    @Override
    public String toString() {
        return file.getFileName().toString();
    }
}
