package org.postbound;

import java.io.IOException;
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
        OwnRuntime.run(0, List.of("-Xmx32m"), main, directory, arguments);
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
