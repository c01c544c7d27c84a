package org.postbound.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Runs all: JMH first, then the comparison with other clients, the soak, and the comparison of durable stores. */
public final class Benchmarks {
    private Benchmarks() {}

    /**
     * Runs what the system properties {@code bench.*} leave.
     *
     * @param args none
     * @throws Exception if something cannot be run at all
     */
    public static void main(String[] args) throws Exception {
        Locale.setDefault(Locale.ROOT);
        Logger.getLogger("").setLevel(Level.WARNING);
        Settings settings = Settings.fromProperties();
        if (settings.jmh().isPresent()) {
            runJmh(settings, settings.jmh().get());
        }
        List<Peer> peers = available(settings);
        Map<Sink.Kind, Sink> sinks = Comparison.startSinks();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> sinks.values().forEach(Sink::close)));
        compare(settings, peers, sinks);
        // Some peers leave threads behind that would keep the JVM.
        System.exit(0);
    }

    private static void compare(Settings settings, List<Peer> peers, Map<Sink.Kind, Sink> sinks) throws Exception {
        List<Row> rows = new Comparison(settings, System.out, peers, sinks).run();
        List<Soak.Look> soak = settings.soakMessages() == 0
                ? List.of()
                : Soak.run(settings.soakMessages(), sinks.get(Sink.Kind.PLAIN), System.out);
        StoreComparison.Results stores = StoreComparison.run(settings, System.out);
        List<Goal.Verdict> verdicts = Goal.judge(rows);
        List<Goal.Verdict> ofStores = Stream.of(StoreGoal.judge(stores), Backlog.judge(settings, System.out))
                .flatMap(List::stream)
                .toList();
        System.out.println();
        Stream.of(verdicts, ofStores).flatMap(List::stream).forEach(Benchmarks::print);
        Machine machine = Machine.of(sinks, peers);
        new ResultsFile(machine)
                .clients(rows, soak)
                .stores(stores)
                .figures(verdicts)
                .figures(ofStores)
                .write(settings.target().resolve("results.json"));
        // What a filter left out stays as it was.
        if (settings.docs().isPresent() && !rows.isEmpty()) {
            DocsPage.write(settings.docs().get(), machine, rows, verdicts, soak);
        }
        if (settings.docs().isPresent() && !stores.isEmpty()) {
            StoreDocs.write(settings.docs().get(), machine, stores, ofStores);
        }
    }

    private static void print(Goal.Verdict verdict) {
        System.out.printf("%-6s %s: %s%n", verdict.met() ? "met" : "MISSED", verdict.figure(), verdict.measured());
    }

    private static List<Peer> available(Settings settings) {
        List<Peer> available = new ArrayList<>();
        for (Peer peer : Peer.all(settings)) {
            peer.missing()
                    .ifPresentOrElse(
                            why -> System.out.println("Left out: " + peer.name() + ", since " + why),
                            () -> available.add(peer));
        }
        return available;
    }

    private static void runJmh(Settings settings, String pattern) throws RunnerException {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include(pattern)
                .resultFormat(ResultFormatType.JSON)
                .result(settings.target().resolve("jmh.json").toString());
        if (settings.quick()) {
            options.forks(1)
                    .warmupIterations(2)
                    .warmupTime(TimeValue.milliseconds(300))
                    .measurementIterations(3)
                    .measurementTime(TimeValue.milliseconds(300));
        }
        new Runner(options.build()).run();
    }
}
