package org.postbound.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** One client's part in one case: connected, and with what its rounds achieved so far. */
final class Contest implements AutoCloseable {
    private final Case what;
    private final Peer peer;
    private final TestMessage message;
    private final Sink sink;
    private final LatencyProxy proxy;
    private final Rounds rounds = new Rounds();
    private final List<Flights> flights = new ArrayList<>();
    private Client client;
    private Duration processorTime = Duration.ZERO;
    private long elapsed;

    /** Opens no connection yet. */
    Contest(Case what, Peer peer, TestMessage message, Sink sink) throws IOException {
        this.what = what;
        this.peer = peer;
        this.message = message;
        this.sink = sink;
        proxy = what.rttMs() == 0 ? null : new LatencyProxy(sink.port(), what.rttMs());
    }

    Peer peer() {
        return peer;
    }

    /** Connects, if need be, and sends without counting. */
    void warmUp(Duration time) {
        rounds.attempt(() -> {
            client = peer.open(what, message, proxy == null ? sink.port() : proxy.port());
            if (proxy == null || !peer.opensConnected()) {
                client.run(time);
            }
        });
    }

    /** One round. */
    void round(Duration time) {
        rounds.attempt(() -> {
            Duration processorTimeBefore = sink.processorTime();
            long start = System.nanoTime();
            Client.Sample sample = run(time);
            elapsed += System.nanoTime() - start;
            processorTime = processorTime.plus(sink.processorTime().minus(processorTimeBefore));
            rounds.add(sample.perSecond());
        });
    }

    /** Returns the median rate of the rounds so far. */
    OptionalDouble median() {
        return rounds.median();
    }

    Row row(Optional<Flights> counted, OptionalDouble sinkCeiling) {
        if (rounds.failure().isPresent()) {
            return Row.failed(what, peer.name(), rounds.failure().get());
        }
        return new Row(
                what,
                peer.name(),
                rounds.rate(),
                counted.map(flights -> OptionalDouble.of(flights.perMessage())).orElse(OptionalDouble.empty()),
                counted.map(flights -> OptionalDouble.of(flights.octets())).orElse(OptionalDouble.empty()),
                OptionalDouble.empty(),
                (double) processorTime.toNanos() / elapsed,
                sinkCeiling,
                Optional.empty());
    }

    private Client.Sample run(Duration time) throws Exception {
        if (proxy == null) {
            return client.run(time);
        }
        long flightsBefore = proxy.flights();
        long octetsBefore = proxy.octets();
        Client.Sample sample = client.run(time);
        double sent = sample.messages();
        flights.add(new Flights((proxy.flights() - flightsBefore) / sent, (proxy.octets() - octetsBefore) / sent));
        return sample;
    }

    /** Returns the median of the rounds, or nothing without a proxy. */
    Optional<Flights> flights() {
        return flights.stream()
                .sorted(Comparator.comparingDouble(Flights::perMessage))
                .skip((flights.size() - 1) / 2)
                .findFirst();
    }

    @Override
    public void close() throws IOException {
        try {
            if (client != null) {
                client.close();
            }
        } catch (Exception e) {
            System.err.println(peer.name() + " could not be closed: " + e);
        } finally {
            if (proxy != null) {
                proxy.close();
            }
        }
    }

    /**
     * What went over the wire.
     *
     * @param perMessage flights for each message
     * @param octets octets from the client for each message
     */
    record Flights(double perMessage, double octets) {}
}
