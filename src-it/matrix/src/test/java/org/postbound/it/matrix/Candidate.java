package org.postbound.it.matrix;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A server that can be tried, on a Java.
 *
 * @param id for {@code -Dserver}, and the folder of its files
 * @param title with its version and its Java, for the table
 * @param javaHome the JDK
 * @param installation makes it
 */
record Candidate(String id, String title, Path javaHome, Installation installation) {
    private static final Path OWN_JAVA = Path.of(System.getProperty("java.home"));
    private static final Path INSTALLED = Path.of("/usr/lib/jvm");

    /** Unpacks a server, which is not started. */
    interface Installation {
        Server at(Site site) throws IOException;
    }

    /** Those that {@code -Dserver} matches. */
    static List<Candidate> chosen() {
        Pattern wanted = Pattern.compile(System.getProperty("matrix.server"));
        List<Candidate> chosen = all().filter(
                        candidate -> wanted.matcher(candidate.id()).matches())
                .toList();
        if (chosen.isEmpty()) {
            throw new IllegalArgumentException("-Dserver=" + wanted + " matches none of "
                    + all().map(Candidate::id).distinct().toList());
        }
        return chosen;
    }

    private static Stream<Candidate> all() {
        Stream<Candidate> onOwnJava = Stream.of(
                of("wildfly", "WildFly", OWN_JAVA, WildFlyServer::new),
                of("payara", "Payara", OWN_JAVA, GlassFishServer.Product.PAYARA::at),
                of("glassfish", "GlassFish", OWN_JAVA, GlassFishServer.Product.GLASSFISH::at),
                of("openliberty", "Open Liberty", OWN_JAVA, OpenLibertyServer::new),
                of("tomee", "TomEE", OWN_JAVA, TomEEServer::new));
        return Stream.concat(
                onOwnJava, newestJava().stream().map(java -> of("wildfly", "WildFly", java, WildFlyServer::new)));
    }

    private static Candidate of(String id, String name, Path javaHome, Installation installation) {
        String title = "%s %s, Java %d".formatted(name, version(id).replace(".Final", ""), release(javaHome));
        return new Candidate(id, title, javaHome, installation);
    }

    /** The version of a server that is unpacked. */
    static String version(String id) {
        return System.getProperty("matrix.version." + id);
    }

    /** The newest JDK of this machine, unless it is the one that runs this. Where the table is checked there has to be one. */
    private static Optional<Path> newestJava() {
        Optional<Path> newest = newestInstalled();
        if (newest.isEmpty() && Boolean.parseBoolean(System.getenv("CI"))) {
            throw new IllegalStateException("no JDK in " + INSTALLED + " is newer than " + OWN_JAVA);
        }
        return newest;
    }

    private static Optional<Path> newestInstalled() {
        if (!Files.isDirectory(INSTALLED)) {
            return Optional.empty();
        }
        try (Stream<Path> homes = Files.list(INSTALLED)) {
            return homes.filter(home -> Files.isExecutable(home.resolve("bin/javac")))
                    .max(Comparator.comparingInt(Candidate::release))
                    .filter(home -> release(home) > release(OWN_JAVA));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The feature release of a JDK. */
    static int release(Path home) {
        Properties release = new Properties();
        try (Reader file = Files.newBufferedReader(home.resolve("release"))) {
            release.load(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Runtime.Version.parse(release.getProperty("JAVA_VERSION").replace("\"", ""))
                .feature();
    }

    /** For the name of the test. */
    @Override
    public String toString() {
        return title;
    }
}
