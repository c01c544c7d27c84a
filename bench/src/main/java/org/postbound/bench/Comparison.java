package org.postbound.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The clients side by side. In each case all are connected at the same time and take turns, round by round, so that
 * whatever else the machine does hits all alike.
 */
final class Comparison {
    /** Flights do not depend on the round trip; with one of this length they cannot be mistaken. */
    private static final int COUNTING_RTT_MS = 20;

    private final Settings settings;
    private final PrintStream progress;
    private final List<Peer> peers;
    private final Map<Sink.Kind, Sink> sinks;
    private final Map<String, Contest.Flights> counted = new HashMap<>();

    Comparison(Settings settings, PrintStream progress, List<Peer> peers, Map<Sink.Kind, Sink> sinks) {
        this.settings = settings;
        this.progress = progress;
        this.peers = peers;
        this.sinks = sinks;
    }

    static Map<Sink.Kind, Sink> startSinks() throws IOException {
        Map<Sink.Kind, Sink> sinks = new EnumMap<>(Sink.Kind.class);
        for (Sink.Kind kind : Sink.Kind.values()) {
            sinks.put(kind, Sink.start(kind));
        }
        return sinks;
    }

    List<Row> run() throws Exception {
        List<Case> cases = Case.all().stream()
                .filter(what -> !peers(what).isEmpty())
                .filter(what -> !settings.quick() || isGlance(what))
                .toList();
        warmUpCompiler(cases);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < cases.size(); i++) {
            Case what = cases.get(i);
            long start = System.nanoTime();
            List<Row> of = ratios(run(what));
            progress.printf(
                    "%n[%d/%d, %d s] %s%n",
                    i + 1,
                    cases.size(),
                    Duration.ofNanos(System.nanoTime() - start).toSeconds(),
                    what);
            progress.print(TextTable.of(of));
            rows.addAll(of);
        }
        return rows;
    }

    /** The cases that figures are promised for. */
    private static boolean isGlance(Case what) {
        return what.rttMs() == 0
                ? what.recipients() == 1
                : what.sizeBytes() < 10_000 && what.connections() == 1 && !what.prebuilt();
    }

    private List<Peer> peers(Case what) {
        return peers.stream()
                .filter(peer -> peer.takes(what))
                .filter(peer ->
                        settings.filter().matcher(what + ", " + peer.name()).find())
                .toList();
    }

    /** So that the first case is not worse off than the last. */
    private void warmUpCompiler(List<Case> cases) throws Exception {
        List<Case> fast = cases.stream()
                .filter(what -> what.rttMs() == 0 && what.connections() == 1 && what.recipients() == 1)
                .toList();
        if (!fast.isEmpty()) {
            progress.println("Warming up ...");
        }
        for (Case what : fast) {
            TestMessage message = TestMessage.of(what);
            for (Peer peer : peers(what)) {
                try (Contest contest = new Contest(what, peer, message, sinks.get(what.sink()))) {
                    contest.warmUp(settings.compilerWarmUp().dividedBy(fast.size()));
                }
            }
        }
    }

    private List<Row> run(Case what) throws Exception {
        TestMessage message = TestMessage.of(what);
        Sink sink = sinks.get(what.sink());
        List<Contest> contests = new ArrayList<>();
        try {
            for (Peer peer : peers(what)) {
                Contest contest = new Contest(what, peer, message, sink);
                contests.add(contest);
                contest.warmUp(settings.warmUp(what));
            }
            Contest ceiling = new Contest(what, new Ceiling(), message, sink);
            contests.add(ceiling);
            if (ceiling.peer().takes(what)) {
                ceiling.warmUp(settings.warmUp(what));
            }
            for (int round = 0; round < settings.rounds(what); round++) {
                contests.stream()
                        .filter(contest -> contest.peer().takes(what))
                        .forEach(contest -> contest.round(settings.round(what)));
            }
            List<Row> rows = new ArrayList<>();
            for (Contest contest : contests) {
                if (contest != ceiling) {
                    rows.add(contest.row(flights(what, contest, message), ceiling.median()));
                }
            }
            return rows;
        } finally {
            for (Contest contest : contests) {
                contest.close();
            }
        }
    }

    /** A case without a network takes them from the same case with one, or else from one more message through a proxy. */
    private Optional<Contest.Flights> flights(Case what, Contest contest, TestMessage message) throws IOException {
        String key = what.withRtt(COUNTING_RTT_MS) + contest.peer().name();
        Contest.Flights known = counted.get(key);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<Contest.Flights> flights = contest.flights();
        if (flights.isEmpty() && !settings.quick()) {
            Case slow = what.withRtt(COUNTING_RTT_MS);
            try (Contest counting = new Contest(slow, contest.peer(), message, sinks.get(what.sink()))) {
                counting.warmUp(settings.warmUp(slow));
                counting.round(Duration.ofMillis(1));
                flights = counting.flights();
            }
        }
        flights.ifPresent(value -> counted.put(key, value));
        return flights;
    }

    private static List<Row> ratios(List<Row> rows) {
        double base = rows.stream()
                .filter(row -> row.client().equals(AngusOpenPeer.NAME))
                .mapToDouble(row -> row.rate().median())
                .findFirst()
                .orElse(0);
        return rows.stream()
                .map(row -> base == 0 || row.failure().isPresent()
                        ? row
                        : row.withRatio(OptionalDouble.of(row.rate().median() / base)))
                .toList();
    }
}
