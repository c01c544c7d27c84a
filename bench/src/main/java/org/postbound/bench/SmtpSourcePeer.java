package org.postbound.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Postfix's load generator in C, which keeps its connections and sends what it has rendered once. */
final class SmtpSourcePeer implements Peer {
    static final String NAME = "Postfix smtp-source -d";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String version() {
        return "Postfix " + Sink.postfixVersion() + " smtp-source";
    }

    @Override
    public Optional<String> missing() {
        return program().isPresent() ? Optional.empty() : Optional.of("smtp-source is not installed");
    }

    private static Optional<Path> program() {
        return Programs.find("smtp-source");
    }

    @Override
    public boolean takes(Case what) {
        return what.prebuilt() && what.sink() == Sink.Kind.PLAIN;
    }

    @Override
    public Client open(Case what, TestMessage message, int port) throws Exception {
        Source source = new Source(program().orElseThrow(), what, message, port);
        return new Counted(source, what.connections());
    }

    private record Source(Path program, Case what, TestMessage message, int port) {
        /** Returns the nanoseconds that it took. */
        long send(long messages) throws IOException {
            List<String> command = new ArrayList<>(List.of(program.toString(), "-d"));
            command.addAll(List.of("-s", Integer.toString(what.connections()), "-m", Long.toString(messages)));
            command.addAll(List.of("-l", Integer.toString(what.sizeBytes())));
            command.addAll(List.of("-r", Integer.toString(what.recipients())));
            command.addAll(List.of("-f", message.from(), "-t", "recipient@example.org", "127.0.0.1:" + port));
            long start = System.nanoTime();
            Process process = new ProcessBuilder(command).inheritIO().start();
            if (process.onExit().join().exitValue() != 0) {
                throw new IOException("failed: " + command);
            }
            return System.nanoTime() - start;
        }
    }

    /**
     * The program takes a number of messages, not a time, and the time includes its start and its connections. So the
     * time of a run with one message for each connection is subtracted from that of a longer run.
     */
    private static final class Counted implements Client {
        private static final long AT_MOST = 100_000;

        private final Source source;
        private final long least;
        private double perSecond;

        Counted(Source source, int connections) throws IOException {
            this.source = source;
            least = connections;
            // Any guess will do: the warm-up corrects it.
            perSecond = source.what().rttMs() == 0 ? 500 : 10.0 * connections;
        }

        @Override
        public Sample run(Duration atLeast) throws IOException {
            long overhead = source.send(least);
            long messages = Math.min(AT_MOST, Math.max(4 * least, (long) (perSecond * atLeast.toNanos() / 1e9)));
            long elapsed = source.send(least + messages);
            perSecond = messages * 1e9 / Math.max(1, elapsed - overhead);
            return new Sample(2 * least + messages, perSecond);
        }

        @Override
        public void close() {}
    }
}
