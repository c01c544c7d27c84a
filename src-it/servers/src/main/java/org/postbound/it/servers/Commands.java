package org.postbound.it.servers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Programs that end by themselves. */
final class Commands {
    private static final int ATTEMPTS = 5;

    private Commands() {}

    /** Returns what the program wrote; its children may keep the file, a pipe would wait for them. */
    static String run(List<String> command, String input) throws IOException {
        Path output = Files.createTempFile("postbound", ".out");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            process.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().close();
            int exit = process.waitFor();
            String text = Files.readString(output);
            if (exit != 0) {
                throw new IOException(String.join(" ", command) + " ended with " + exit + ": " + text);
            }
            return text;
        } catch (InterruptedException e) {
            throw new IOException(e);
        } finally {
            Files.delete(output);
        }
    }

    static String run(String... command) throws IOException {
        return run(List.of(command), "");
    }

    /** Makes a folder that servers which gave up their rights can still enter. */
    static Path home(String name) throws IOException {
        Path home = Files.createTempDirectory("postbound-" + name);
        run("chmod", "755", home.toString());
        return home;
    }

    /** Children of a server that has ended may live, and write, a moment longer. */
    static void delete(Path home) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                run("rm", "-rf", home.toString());
                return;
            } catch (IOException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }
}
