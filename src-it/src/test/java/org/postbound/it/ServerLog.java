package org.postbound.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the server has logged, for tests inside and outside of it. */
final class ServerLog {
    private ServerLog() {}

    private static List<String> lines() throws IOException {
        String directory =
                System.getProperty("jboss.server.log.dir", System.getProperty("jboss.home") + "/standalone/log");
        return Files.readAllLines(Path.of(directory, "server.log"));
    }

    /** WildFly switches it off without a word but this where a pool has no recovery credentials. */
    static void assertRecoveryIsOn() throws IOException {
        List<String> off =
                lines().stream().filter(line -> line.contains("IJ020016")).toList();
        assertTrue(off.isEmpty(), off::toString);
    }

    static long count(String text) throws IOException {
        return lines().stream().filter(line -> line.contains(text)).count();
    }

    static void assertContains(String text) throws IOException {
        assertTrue(lines().stream().anyMatch(line -> line.contains(text)), text);
    }
}
