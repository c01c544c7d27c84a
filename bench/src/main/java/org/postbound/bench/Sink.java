package org.postbound.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** A server that takes messages and throws them away, in a process of its own. */
final class Sink implements AutoCloseable {
    /** What is offered. */
    enum Kind {
        /** PIPELINING and 8BITMIME: Postfix's, where it is installed. */
        PLAIN("plain sink"),
        /** And CHUNKING, which Postfix's does not know. */
        CHUNKING("chunking sink");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }
    }

    private static final int STARTING_TIMES = 200;

    private final Process process;
    private final int port;
    private final String name;

    private Sink(Process process, int port, String name) {
        this.process = process;
        this.port = port;
        this.name = name;
    }

    static Sink start(Kind kind) throws IOException {
        Optional<Path> postfix = Programs.find("smtp-sink");
        return kind == Kind.PLAIN && postfix.isPresent() ? startPostfix(postfix.get()) : startOwn(kind);
    }

    static String postfixVersion() {
        return Programs.find("postconf")
                .flatMap(postconf -> Programs.output(postconf.toString(), "-h", "mail_version"))
                .orElse("");
    }

    private static Sink startPostfix(Path program) throws IOException {
        int port = Programs.freePort();
        List<String> command = new ArrayList<>(List.of(program.toString()));
        if ("root".equals(System.getProperty("user.name"))) {
            // It refuses to stay root.
            command.addAll(List.of("-u", "nobody"));
        }
        command.addAll(List.of("-t", "600", "127.0.0.1:" + port, "512"));
        Process process = new ProcessBuilder(command).inheritIO().start();
        awaitListening(process, port);
        return new Sink(process, port, "smtp-sink of Postfix " + postfixVersion());
    }

    private static void awaitListening(Process process, int port) throws IOException {
        for (int i = 0; i < STARTING_TIMES; i++) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                if (socket.getInputStream().read() >= 0) {
                    return;
                }
            } catch (IOException e) {
                if (!process.isAlive()) {
                    throw new IOException("the sink ended with " + process.exitValue(), e);
                }
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
        throw new IOException("the sink does not listen on port " + port);
    }

    private static Sink startOwn(Kind kind) throws IOException {
        Process process = new ProcessBuilder(
                        Programs.javaExecutable(),
                        "-Xmx256m",
                        "-classpath",
                        System.getProperty("java.class.path"),
                        SinkServer.class.getName(),
                        kind.name())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader output = process.inputReader(StandardCharsets.US_ASCII);
        String port = output.readLine();
        if (port == null) {
            throw new IOException("the sink did not start");
        }
        return new Sink(process, Integer.parseInt(port), "SinkServer of this benchmark, in a JVM of its own");
    }

    int port() {
        return port;
    }

    String name() {
        return name;
    }

    /** Returns the processor time that it has used so far. */
    Duration processorTime() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    @Override
    public void close() {
        process.destroy();
    }
}
