package org.postbound.it.matrix;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** A server that runs in the foreground of its script, and what it writes there: its log, which is kept over restarts. */
final class Foreground {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Path out;
    private ProcessHandle process;

    Foreground(Path directory) {
        out = directory.resolve("out.log");
    }

    /** What an administrator does while it runs. */
    interface Change {
        void make() throws IOException;
    }

    /** Starts it, and waits until its log says that it is ready. */
    void start(Command commands, List<String> script, String ready) throws IOException {
        int before = log().length();
        Process shell = commands.start(script, out);
        await(ready).atMost(PATIENCE).until(() -> {
            if (!shell.isAlive()) {
                throw new IOException("the server has ended: " + log());
            }
            return log().substring(before).contains(ready);
        });
        process = Command.java(shell);
    }

    /** Does something, and waits until the log tells what came of it; returns what was logged meanwhile. */
    String change(Pattern told, Change change) throws IOException {
        int before = log().length();
        change.make();
        return await(told.pattern()).atMost(PATIENCE).until(() -> log().substring(before), text -> told.matcher(text)
                .find());
    }

    boolean isAlive() {
        return process != null && process.isAlive();
    }

    void awaitEnd() {
        process.onExit().join();
    }

    ProcessHandle process() {
        return process;
    }

    String log() throws IOException {
        return Files.exists(out) ? Files.readString(out) : "";
    }
}
