package org.postbound.bench;

import static org.postbound.bench.Sink.Kind.CHUNKING;
import static org.postbound.bench.Sink.Kind.PLAIN;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/** The figures that this connector is to reach, and whether it did. */
final class Goal {
    private static final int KB = 1024;
    private static final Set<String> NOT_JVM = Set.of(NodemailerPeer.NAME, SmtpSourcePeer.NAME);

    private final Collection<Row> rows;
    private final List<Verdict> verdicts = new ArrayList<>();

    private Goal(Collection<Row> rows) {
        this.rows = rows;
    }

    /**
     * One figure.
     *
     * @param figure what was asked for, and where
     * @param measured what was measured
     * @param met whether that is enough
     */
    record Verdict(String figure, String measured, boolean met) {}

    /** Judges the rows that there are; figures without rows are left out. */
    static List<Verdict> judge(Collection<Row> rows) {
        Goal goal =
                new Goal(rows.stream().filter(row -> row.failure().isEmpty()).toList());
        goal.withNetwork();
        goal.withoutNetwork();
        goal.draining();
        return goal.verdicts;
    }

    private void withNetwork() {
        Case single = new Case(PLAIN, 20, 4 * KB, 1, 1, false);
        atMost(2.0, "flights", single, PostboundPeer.ONE_BY_ONE, Row::flightsPerMessage);
        Case chunking = new Case(CHUNKING, 20, 4 * KB, 1, 1, false);
        atMost(1.0, "flights", chunking, PostboundPeer.ONE_BY_ONE, Row::flightsPerMessage);
        timesAngus(1.9, single, PostboundPeer.ONE_BY_ONE);
        times(0.95, single, PostboundPeer.ONE_BY_ONE, NodemailerPeer.NAME::equals);
        atMost(1.1, "flights", single, PostboundPeer.BATCHES, Row::flightsPerMessage);
        timesAngus(3.5, single, PostboundPeer.BATCHES);
        Case ten = new Case(PLAIN, 20, 4 * KB, 10, 1, false);
        timesAngus(9, ten, PostboundPeer.PARTIAL_BATCHES);
        timesAngus(5.5, ten, PostboundPeer.BATCHES);
    }

    private void withoutNetwork() {
        for (int connections : new int[] {1, 8}) {
            Case built = new Case(PLAIN, 0, 4 * KB, 1, connections, false);
            times(1, built, PostboundPeer.ONE_BY_ONE, name -> !NOT_JVM.contains(name) && !name.startsWith("Postbound"));
        }
        for (int size : new int[] {4 * KB, 100 * KB}) {
            for (int connections : new int[] {1, 8}) {
                Case rendered = new Case(PLAIN, 0, size, 1, connections, true);
                times(1, rendered, PostboundPeer.ONE_BY_ONE, NioSmtpPeer.NAME::equals);
                times(1, rendered, PostboundPeer.ONE_BY_ONE, SmtpSourcePeer.NAME::equals);
            }
        }
        timesAngus(8, new Case(PLAIN, 0, 100 * KB, 1, 1, false), PostboundPeer.ONE_BY_ONE);
    }

    private void draining() {
        for (int rttMs : new int[] {20, 0}) {
            for (int connections : new int[] {1, 8}) {
                Case built = new Case(PLAIN, rttMs, 4 * KB, 1, connections, false);
                times(0.9, built, OutboxPeer.NAME, PostboundPeer.BATCHES::equals);
            }
        }
    }

    private void atMost(double most, String what, Case where, String client, Function<Row, OptionalDouble> value) {
        row(where, client::equals).ifPresent(row -> {
            double measured = value.apply(row).orElse(Double.NaN);
            verdicts.add(new Verdict(
                    "%s; %s: at most %s %s".formatted(where, client, most, what),
                    TextTable.number(measured, 2),
                    measured <= most));
        });
    }

    private void timesAngus(double least, Case where, String client) {
        times(least, where, client, AngusOpenPeer.NAME::equals);
    }

    /** Against the fastest of the peers. */
    private void times(double least, Case where, String client, Predicate<String> peers) {
        Optional<Row> own = row(where, client::equals);
        Optional<Row> peer = row(where, peers);
        if (own.isPresent() && peer.isPresent()) {
            double ratio = own.get().rate().median() / peer.get().rate().median();
            verdicts.add(new Verdict(
                    "%s; %s: at least %s x %s"
                            .formatted(where, client, least, peer.get().client()),
                    TextTable.number(ratio, 2) + " x" + (own.get().sinkWasLimit() ? ", the sink was the limit" : ""),
                    ratio >= least));
        }
    }

    private Optional<Row> row(Case where, Predicate<String> client) {
        return rows.stream()
                .filter(row -> row.what().equals(where) && client.test(row.client()))
                .max(Comparator.comparingDouble(row -> row.rate().median()));
    }
}
