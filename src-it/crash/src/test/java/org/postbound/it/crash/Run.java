package org.postbound.it.crash;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.postbound.it.agent.Wire;

/** The server from a start to a kill. */
final class Run {
    private static final Duration TO_START = Duration.ofMinutes(2);
    private static final int TO_DIE = 30;

    private final Process process;
    private final Path log;
    private final URI shop;
    private final Wire wire;
    private final long startedAt = System.nanoTime();
    private final CompletableFuture<Void> up = new CompletableFuture<>();
    private final CompletableFuture<Void> reachedAtStart;

    Run(Process process, Path log, ServerSocket agents, List<String> way, URI shop)
            throws IOException, InterruptedException {
        this.process = process;
        this.log = log;
        this.shop = shop;
        Thread thread = new Thread(this::keepLog, "server-log");
        thread.setDaemon(true);
        thread.start();
        agents.setSoTimeout((int) TO_START.toMillis());
        wire = new Wire(agents.accept());
        reachedAtStart = wire.arm(way);
    }

    private void keepLog() {
        try (BufferedReader lines =
                        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
                BufferedWriter file = Files.newBufferedWriter(log)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                file.write(line);
                file.newLine();
                file.flush();
                if (line.contains("WFLYSRV0025")) {
                    up.complete(null);
                } else if (line.contains("WFLYSRV0026")) {
                    up.completeExceptionally(new IOException("the server has not started: " + log));
                }
            }
        } catch (IOException e) {
            up.completeExceptionally(e);
        }
    }

    /** Where the application is. */
    URI shop() {
        return shop;
    }

    /** How long ago it was started. */
    Duration age() {
        return Duration.ofNanos(System.nanoTime() - startedAt);
    }

    void awaitUp() throws InterruptedException, TimeoutException, ExecutionException {
        up.get(TO_START.toSeconds(), TimeUnit.SECONDS);
    }

    /** Completes when a thread has come to the end of the way for which the agent was armed at the start. */
    CompletableFuture<Void> reachedAtStart() {
        return reachedAtStart;
    }

    CompletableFuture<Void> arm(List<String> way) throws IOException, InterruptedException {
        return wire.arm(way);
    }

    /** Lets time pass in which the server is to live. */
    void live(Duration time) throws InterruptedException {
        if (process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException("the server has ended by itself: " + log);
        }
    }

    /** SIGKILL: it has no chance to do anything more. */
    void kill() throws IOException {
        process.destroyForcibly().onExit().orTimeout(TO_DIE, TimeUnit.SECONDS).join();
        wire.close();
    }

    @Override
    public String toString() {
        return log.getFileName().toString();
    }
}
