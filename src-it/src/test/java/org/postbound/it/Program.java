package org.postbound.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A Java program that was run to its end.
 *
 * @param code its exit status
 * @param said all that it printed
 */
record Program(int code, String said) {
    static Program run(List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Program(process.waitFor(), said);
        } finally {
            process.destroyForcibly();
        }
    }

    /** Returns what it said of an operation that succeeded. */
    String success() {
        assertEquals(0, code, said);
        return said;
    }

    /** Returns what it said of one that failed. */
    String failure() {
        assertNotEquals(0, code, said);
        return said;
    }
}
