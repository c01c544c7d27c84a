package org.postbound.bench;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Durable stores side by side: in each case all are open at the same time and take turns, round by round. */
final class StoreComparison {
    private static final int SIZE_BYTES = 4 * 1024;

    private final Settings settings;
    private final PrintStream progress;
    private final Coordinator coordinator;
    private final List<StorePeer> peers;
    private final byte[] content;

    /**
     * What was measured.
     *
     * @param versions of the stores and of the transaction manager
     * @param rows of the cases
     * @param latencies of commits
     * @param relayDown transactions while mail cannot leave
     */
    record Results(
            List<String> versions,
            List<StoreRow> rows,
            List<CommitLatency.Row> latencies,
            Optional<RelayDown.Result> relayDown) {
        boolean isEmpty() {
            return rows.isEmpty() && latencies.isEmpty() && relayDown.isEmpty();
        }
    }

    private StoreComparison(Settings settings, PrintStream progress, WorkFolder log) throws Exception {
        this.settings = settings;
        this.progress = progress;
        coordinator = Coordinator.start(log.make());
        peers = StorePeer.all(coordinator);
        content = TestMessage.of(new Case(Sink.Kind.PLAIN, 0, SIZE_BYTES, 1, 1, true))
                .rendered();
    }

    /** Runs all that the settings leave. */
    static Results run(Settings settings, PrintStream progress) throws Exception {
        try (WorkFolder log = WorkFolder.in(settings.target())) {
            StoreComparison comparison = new StoreComparison(settings, progress, log);
            List<StoreRow> rows = new ArrayList<>();
            for (StoreCase what : StoreCase.all()) {
                rows.addAll(comparison.run(what));
            }
            return new Results(comparison.versions(), rows, comparison.latencies(), comparison.relayDown());
        }
    }

    private List<String> versions() {
        List<String> versions =
                new ArrayList<>(peers.stream().map(StorePeer::version).toList());
        versions.add(Coordinator.version());
        return versions;
    }

    private List<StoreRow> run(StoreCase what) throws Exception {
        List<StoreContest> contests = peers.stream()
                .filter(peer ->
                        settings.filter().matcher(what + ", " + peer.name()).find())
                .map(peer -> new StoreContest(what, peer))
                .toList();
        if (contests.isEmpty()) {
            return List.of();
        }
        List<StoreRow> rows = new ArrayList<>();
        try (WorkFolder folder = WorkFolder.in(settings.target())) {
            try {
                contests.forEach(contest -> contest.warmUp(folder, content, coordinator, settings.storeWarmUp()));
                for (int round = 0; round < settings.storeRounds(); round++) {
                    contests.forEach(contest -> contest.round(settings.storeRound()));
                }
                contests.forEach(contest -> rows.add(contest.row()));
            } finally {
                for (StoreContest contest : contests) {
                    contest.close();
                }
            }
        }
        progress.printf("%n%s%n%s", what, StoreTable.text(rows));
        return rows;
    }

    private List<CommitLatency.Row> latencies() throws Exception {
        if (!settings.filter().matcher(CommitLatency.TITLE).find()) {
            return List.of();
        }
        List<CommitLatency.Row> rows;
        try (WorkFolder folder = WorkFolder.in(settings.target());
                OpenStore mail = new PostboundStore(coordinator).open(folder.make(), content);
                OpenStore database = new H2Store().open(folder.make(), content)) {
            rows = new CommitLatency(coordinator, mail, database).run(settings.commits());
        }
        progress.printf("%n%s%n%s", CommitLatency.TITLE, StoreTable.textOf(rows));
        return rows;
    }

    private Optional<RelayDown.Result> relayDown() throws Exception {
        if (!settings.filter().matcher(RelayDown.TITLE).find()) {
            return Optional.empty();
        }
        RelayDown.Result result;
        try (WorkFolder folder = WorkFolder.in(settings.target())) {
            result = new RelayDown(coordinator, content).run(folder, settings.storeRounds(), settings.relayRound());
        }
        progress.printf("%n%s%n%s%n", RelayDown.TITLE, result);
        return Optional.of(result);
    }
}
