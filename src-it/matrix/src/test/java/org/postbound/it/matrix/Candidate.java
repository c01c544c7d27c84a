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
 * @param title with its version, for the table
 * @param javaHome the JDK
 * @param installation makes it
 */
record Candidate(String id, String title, Path javaHome, Installation installation) {
    private static final Path OWN_JAVA = Path.of(System.getProperty("java.home"));

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
                new Candidate("wildfly", "WildFly 39.0.1, Java " + release(OWN_JAVA), OWN_JAVA, WildFlyServer::new),
                new Candidate("payara", "Payara 6.2025.9", OWN_JAVA, GlassFishServer.Product.PAYARA::at),
                new Candidate("glassfish", "GlassFish 7.0.21", OWN_JAVA, GlassFishServer.Product.GLASSFISH::at),
                new Candidate("openliberty", "Open Liberty 26.0.0.3", OWN_JAVA, OpenLibertyServer::new),
                new Candidate("tomee", "TomEE 9.0.0", OWN_JAVA, TomEEServer::new));
        return Stream.concat(
                onOwnJava,
                newestJava().stream()
                        .map(java -> new Candidate(
                                "wildfly", "WildFly 39.0.1, Java " + release(java), java, WildFlyServer::new)));
    }

    /** The newest JDK of this machine, unless it is the one that runs this. */
    private static Optional<Path> newestJava() {
        Path installed = Path.of("/usr/lib/jvm");
        if (!Files.isDirectory(installed)) {
            return Optional.empty();
        }
        try (Stream<Path> homes = Files.list(installed)) {
            return homes.filter(home -> Files.isExecutable(home.resolve("bin/javac")))
                    .max(Comparator.comparingInt(Candidate::release))
                    .filter(home -> release(home) > release(OWN_JAVA));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int release(Path home) {
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
