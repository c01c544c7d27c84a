package org.postbound.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs {@code servers/Postbound.java} as an administrator does, against the server of the tests. */
final class CommandLine {
    private CommandLine() {}

    private record Outcome(int code, String said) {}

    /** Returns what it said of an operation that succeeded. */
    static String run(String... words) throws IOException, InterruptedException {
        Outcome outcome = execute(words);
        assertEquals(0, outcome.code(), outcome.said());
        return outcome.said();
    }

    /** Returns what it said of one that failed. */
    static String fail(String... words) throws IOException, InterruptedException {
        Outcome outcome = execute(words);
        assertNotEquals(0, outcome.code(), outcome.said());
        return outcome.said();
    }

    private static Outcome execute(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dslf4j.internal.verbosity=ERROR",
                "-cp",
                Archives.file("it.client").toString(),
                Archives.file("it.command").toString(),
                "service:jmx:remote+http://127.0.0.1:" + System.getProperty("it.management.port")));
        command.addAll(List.of(words));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Outcome(process.waitFor(), said);
        } finally {
            process.destroyForcibly();
        }
    }
}
