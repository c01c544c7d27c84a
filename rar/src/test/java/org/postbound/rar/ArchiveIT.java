package org.postbound.rar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.jca.validator.Validation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the two archives contain, and what IronJacamar thinks of them. */
class ArchiveIT {
    static Stream<Archive> archives() {
        return Stream.of(Archive.standalone(), Archive.embedded());
    }

    @Test
    void standaloneArchive_bringsTheApi() {
        assertEquals(
                List.of("jboss-logging", "postbound-adapter", "postbound-api"),
                Archive.standalone().artifacts());
    }

    @Test
    void embeddedArchive_leavesTheApiToTheApplication() {
        assertEquals(
                List.of("jboss-logging", "postbound-adapter"),
                Archive.embedded().artifacts());
        assertEquals(
                List.of(),
                Archive.embedded().contentsOfJars().keySet().stream()
                        .filter(path -> path.matches("org/postbound/[^/]+\\.class"))
                        .toList());
    }

    /** 21.2.0. */
    @ParameterizedTest
    @MethodSource("archives")
    void archive_hasItsClassesInJarsAtTheRoot(Archive archive) {
        assertTrue(archive.paths().contains("META-INF/ra.xml"));
        assertEquals(
                List.of(),
                archive.paths().stream()
                        .filter(path -> path.contains("/") ? !path.startsWith("META-INF/") : !path.endsWith(".jar"))
                        .toList());
        assertEquals(
                List.of(),
                archive.paths().stream()
                        .filter(path -> path.startsWith("META-INF/"))
                        .filter(path -> path.endsWith(".jar") || path.endsWith(".class"))
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("archives")
    void classesThatTheServerHas_areNotInTheArchive(Archive archive) {
        assertEquals(
                List.of(),
                archive.contentsOfJars().keySet().stream()
                        .filter(path -> path.matches(
                                "(META-INF/versions/\\d+/)?" + "(jakarta/|javax/|org/eclipse/|com/sun/).*"))
                        .toList());
    }

    /** A second provider of Jakarta Mail would compete with the server's; that of a protocol of our own does not. */
    @ParameterizedTest
    @MethodSource("archives")
    void jakartaMail_isNotProvided(Archive archive) {
        assertEquals(
                List.of(),
                archive.contentsOfJars().entrySet().stream()
                        .filter(entry -> entry.getKey().startsWith("META-INF/services/jakarta.")
                                || entry.getKey().matches("META-INF/(javamail|jakarta|mailcap|gfprobe).*"))
                        .filter(entry -> !text(entry.getValue()).startsWith("protocol=postbound; type=transport;"))
                        .map(Map.Entry::getKey)
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("archives")
    void angus_isRelocatedWithItsLicense(Archive archive) {
        Map<String, byte[]> contents = archive.contentsOfJars();

        assertTrue(contents.containsKey("org/postbound/angus/util/SocketFetcher.class"));
        assertEquals(
                List.of(),
                contents.entrySet().stream()
                        .filter(entry -> entry.getKey().endsWith(".class"))
                        .filter(entry -> text(entry.getValue()).contains("org/eclipse/angus/"))
                        .map(Map.Entry::getKey)
                        .toList());
        assertTrue(text(contents.get("META-INF/LICENSE.md")).contains("Eclipse Public License"));
        assertTrue(text(contents.get("META-INF/LICENSE")).contains("Apache License"));
        assertTrue(text(contents.get("META-INF/NOTICE.md")).contains("Eclipse"));
    }

    /** Servers bring a Nimbus of their own, of another version. */
    @ParameterizedTest
    @MethodSource("archives")
    void librariesOfAuthentication_areRelocatedWithTheirLicenses(Archive archive) {
        Map<String, byte[]> contents = archive.contentsOfJars();

        assertEquals(
                List.of(),
                contents.entrySet().stream()
                        .filter(entry -> entry.getKey().endsWith(".class"))
                        // Makes accessors of beans, of which there are none, from names in parts of strings.
                        .filter(entry -> !entry.getKey().endsWith("/minidev/asm/BeansAccessBuilder.class"))
                        .filter(entry -> entry.getKey().matches("(com/|net/|org/(ow2|objectweb)/).*")
                                || text(entry.getValue())
                                        .matches("(?s).*(com/nimbusds/|com/ongres/|net/minidev/|org/objectweb/).*"))
                        .map(Map.Entry::getKey)
                        .toList());
        assertEquals(
                List.of(),
                contents.keySet().stream()
                        .filter(path -> path.startsWith("iso3166") || path.startsWith("META-INF/services/"))
                        .toList());
        String licenses = text(contents.get("META-INF/THIRD-PARTY.md"));
        for (String holder : List.of("OnGres, Inc.", "INRIA", "Nimbus", "Json-smart", "Angus", "H2")) {
            assertTrue(licenses.contains(holder), holder);
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @Test
    void validatorOfIronJacamar_findsNothingInTheStandaloneArchive(@TempDir Path reports) throws IOException {
        assertEquals(0, validate(Archive.standalone(), getClass().getClassLoader(), reports), () -> report(reports));
    }

    /** The API comes from where an EAR has it. */
    @Test
    void validatorOfIronJacamar_findsNothingInTheEmbeddedArchive(@TempDir Path reports, @TempDir Path lib)
            throws IOException {
        try (URLClassLoader application = Archive.standalone().loader(lib, jar -> jar.startsWith("postbound-api"))) {
            assertEquals(0, validate(Archive.embedded(), application, reports), () -> report(reports));
        }
    }

    /** Shows that the validator loads from the archive, and not from the class path of the tests. */
    @Test
    void embeddedArchiveWithoutTheApi_cannotBeLoaded(@TempDir Path reports) {
        assertThrows(
                NoClassDefFoundError.class,
                () -> validate(Archive.embedded(), getClass().getClassLoader(), reports));
    }

    /** The validator takes the context class loader for the server's, and leaves its own there. */
    private static int validate(Archive archive, ClassLoader server, Path reports) throws IOException {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(server);
        try {
            return Validation.validate(archive.file().toUri().toURL(), reports.toString());
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static String report(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(ArchiveIT::read).collect(Collectors.joining());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
