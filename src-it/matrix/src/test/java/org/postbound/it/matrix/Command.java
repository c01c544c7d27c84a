package org.postbound.it.matrix;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Commands of one server: what they write is kept in a file, since a server that is left running would keep a pipe open.
 *
 * @param directory where they run
 * @param environment what is added to this process's own
 */
record Command(Path directory, Map<String, String> environment) {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    Command {
        environment = Map.copyOf(environment);
    }

    /**
     * What a command has done.
     *
     * @param status its exit status
     * @param output what it has written, to both streams
     */
    record Result(int status, String output) {}

    /** Runs a command that has to succeed; returns what it has written. */
    String run(List<String> command) throws IOException {
        Result result = result(command, "");
        if (result.status() != 0) {
            throw new IOException(
                    String.join(" ", command) + " ended with " + result.status() + ": " + result.output());
        }
        return result.output();
    }

    String run(String... command) throws IOException {
        return run(List.of(command));
    }

    /** Runs a command that may fail. */
    Result result(List<String> command, String input) throws IOException {
        Path output = Files.createTempFile(directory, "command", ".out");
        try {
            Process process = start(command, output);
            process.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().close();
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                throw new IOException(String.join(" ", command) + " does not end: " + Files.readString(output));
            }
            return new Result(process.exitValue(), Files.readString(output));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        } finally {
            Files.delete(output);
        }
    }

    /** Starts a command that goes on. */
    Process start(List<String> command, Path output) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
        builder.environment().putAll(environment);
        return builder.start();
    }

    /** The Java virtual machine that a script which was started has become, or has begun. */
    static ProcessHandle java(Process script) {
        return Stream.concat(Stream.of(script.toHandle()), script.descendants())
                .filter(candidate -> candidate.info().command().orElse("").endsWith("java"))
                .findFirst()
                .orElseThrow();
    }
}
