package org.postbound;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs a main class in a Java runtime with a small heap. */
public final class SmallHeap {
    private static final int MEGABYTE = 1 << 20;

    private SmallHeap() {}

    /** Runs the class until it ends; its exit code has to be 0. */
    public static void run(Class<?> main, Path directory, String... arguments)
            throws IOException, InterruptedException {
        Path output = directory.resolve("output.txt");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx32m",
                "-XX:+UseSerialGC",
                "-Djava.io.tmpdir=" + directory,
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        Process runtime = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertEquals(0, runtime.waitFor(), () -> read(output));
    }

    private static String read(Path output) {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Fills the heap until only so much is free; what is returned keeps it filled. */
    public static List<byte[]> takeAllBut(long room) {
        Runtime runtime = Runtime.getRuntime();
        List<byte[]> ballast = new ArrayList<>();
        System.gc();
        while (runtime.maxMemory() - runtime.totalMemory() + runtime.freeMemory() > room) {
            ballast.add(new byte[MEGABYTE / 4]);
        }
        return ballast;
    }
}
