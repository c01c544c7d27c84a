package org.postbound.it;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Runs {@code servers/Postbound.java} as an administrator does, against the server of the tests. */
final class CommandLine {
    private CommandLine() {}

    /** Returns what it said of an operation that succeeded. */
    static String run(String... words) throws IOException, InterruptedException {
        return execute(words).success();
    }

    /** Returns what it said of one that failed. */
    static String fail(String... words) throws IOException, InterruptedException {
        return execute(words).failure();
    }

    private static Program execute(String... words) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of(
                "-Dslf4j.internal.verbosity=ERROR",
                "-cp",
                Archives.file("it.client").toString(),
                Archives.file("it.command").toString(),
                "service:jmx:remote+http://127.0.0.1:" + System.getProperty("it.management.port")));
        arguments.addAll(List.of(words));
        return Program.run(arguments);
    }
}
