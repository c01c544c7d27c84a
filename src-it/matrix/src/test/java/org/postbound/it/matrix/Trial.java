package org.postbound.it.matrix;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.postbound.it.agent.Wire;

/** A server with the agent in it, which can be killed where a thread of it has come to, and started again. */
final class Trial implements AutoCloseable {
    private static final int PATIENCE = 120;
    private static final int SHORTLY = 30;

    private final Candidate candidate;
    private final Site site;
    private final Server server;
    private final Path sample = file("matrix.sample");
    private final ServerSocket agents;
    private Wire wire;

    /** Installs a server, which is not started. */
    Trial(Candidate candidate, int relayPort) throws IOException {
        this.candidate = candidate;
        Path work = path("matrix.work")
                .resolve(candidate.title().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-"));
        Directories.delete(work);
        site = new Site(
                Files.createDirectories(work),
                path("matrix.servers"),
                path("matrix.scripts"),
                candidate.javaHome(),
                sample,
                relayPort);
        server = candidate.installation().at(site);
        agents = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        agents.setSoTimeout((int) TimeUnit.SECONDS.toMillis(PATIENCE));
    }

    private static Path path(String property) {
        return Path.of(System.getProperty(property)).toAbsolutePath().normalize();
    }

    private static Path file(String property) {
        Path file = path(property);
        if (!Files.isRegularFile(file)) {
            throw new IllegalStateException(
                    "the property " + property + " names no file: " + file + "; run this through Maven");
        }
        return file;
    }

    Server server() {
        return server;
    }

    /** The sample as it is built. */
    Path sample() {
        return sample;
    }

    /** The adapter by itself. */
    Path rar() {
        return file("matrix.rar");
    }

    /** Where a changed copy of the sample is to be; its name is that of the sample, to which configuration refers. */
    Path copy(String folder) throws IOException {
        return Files.createDirectories(site.directory().resolve(folder)).resolve(sample.getFileName());
    }

    /** Where a picture is to be: beside the pages, if they are written anew. */
    Path picture(String what) {
        Path folder = Boolean.getBoolean("matrix.docs") ? path("matrix.pages") : site.directory();
        return folder.resolve(candidate.id() + "-" + what + ".png");
    }

    /** Starts the server. */
    void start() throws IOException {
        CompletableFuture<Wire> agent = CompletableFuture.supplyAsync(this::awaitAgent);
        server.start(List.of(
                "-javaagent:%s=%d".formatted(agent(), agents.getLocalPort()),
                // Else what is only cached would count as a leak.
                "-XX:SoftRefLRUPolicyMSPerMB=0",
                "-Dh2.baseDir=" + site.directory().resolve("databases")));
        try {
            wire = agent.join();
        } catch (CompletionException e) {
            throw new IOException("the agent in the server does not answer", e);
        }
    }

    private Wire awaitAgent() {
        try {
            Wire agent = new Wire(agents.accept());
            agent.openGates();
            return agent;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Has a thread of the server stop at the end of a way; for {@link #kill}. */
    CompletableFuture<Void> stopAt(String... way) throws IOException, InterruptedException {
        return wire.arm(List.of(way));
    }

    /** Tells when a thread of the server comes to the end of a way. */
    CompletableFuture<Void> watch(String... way) throws IOException, InterruptedException {
        return wire.watch(List.of(way));
    }

    /** Waits for what has to happen in the server. */
    static void await(CompletableFuture<?> event) {
        event.orTimeout(PATIENCE, TimeUnit.SECONDS).join();
    }

    /** Whether something that was to happen in the server has, or does shortly. */
    static boolean happens(CompletableFuture<?> event) throws Exception {
        try {
            event.get(SHORTLY, TimeUnit.SECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }

    /** SIGKILL: the server has no chance to do anything more. */
    void kill() throws Exception {
        CompletableFuture<ProcessHandle> gone = server.process().onExit();
        server.process().destroyForcibly();
        await(gone);
        wire.close();
    }

    /** Ends the server, as an administrator does. */
    void stop() throws IOException {
        server.stop();
        wire.close();
    }

    /** The sample's database, which can be asked while the server does not run. */
    Database database() {
        return new Database(site.directory().resolve("databases/postbound-sample/orders"));
    }

    /** The jar of the agent. */
    Path agent() {
        return file("matrix.agent");
    }

    /** A look into the server. */
    JavaVm javaVm() {
        return new JavaVm(server.process(), site.javaHome(), new Command(site.directory(), Map.of()));
    }

    @Override
    public void close() throws IOException {
        try (agents) {
            server.close();
        }
    }
}
