package org.postbound.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Writes what was measured of the stores into {@code docs/performance.md}. */
final class StoreDocs {
    private StoreDocs() {}

    static void write(Path docs, Machine machine, StoreComparison.Results results, List<Goal.Verdict> verdicts)
            throws IOException {
        StringBuilder text = new StringBuilder("\n");
        text.append(machine.measuredOn());
        results.versions().forEach(version -> text.append("- ").append(version).append('\n'));
        if (!verdicts.isEmpty()) {
            DocsPage.verdicts(text, verdicts);
        }
        if (!results.rows().isEmpty()) {
            rates(text, results.rows());
        }
        if (!results.latencies().isEmpty()) {
            latencies(text, results.latencies());
        }
        results.relayDown().ifPresent(result -> relayDown(text, result));
        new DocsSection(docs.resolve("performance.md"), "outboxes")
                .replace(text.append('\n').toString());
    }

    private static void rates(StringBuilder text, List<StoreRow> rows) {
        text.append("\n| work | threads | store | messages per second | min – max | x Postbound | syncs each |\n");
        text.append("|---|---|---|---|---|---|---|\n");
        for (StoreRow row : rows) {
            text.append("| %s | %d | %s | %s |%n"
                    .formatted(
                            row.what().work().label(),
                            row.what().threads(),
                            row.store(),
                            row.failure()
                                    .map(why -> "failed: " + why + " | | |")
                                    .orElseGet(() -> figures(row, rows))));
        }
    }

    private static String figures(StoreRow row, List<StoreRow> rows) {
        return "%s | %s – %s | %s | %s"
                .formatted(
                        TextTable.rate(row.rate().median()),
                        TextTable.rate(row.rate().min()),
                        TextTable.rate(row.rate().max()),
                        TextTable.text(row.ratioToPostbound(rows), 2),
                        TextTable.text(row.syncsPerMessage(), 2));
    }

    private static void latencies(StringBuilder text, List<CommitLatency.Row> rows) {
        text.append("\n| a transaction of | commit, median | 90 % of the commits | ratio |\n|---|---|---|---|\n");
        rows.forEach(row -> text.append("| %s | %s µs | %s µs | %s |%n"
                .formatted(
                        row.transaction(),
                        TextTable.number(row.micros(), 0),
                        TextTable.number(row.micros90(), 0),
                        row.base().isEmpty() ? "" : TextTable.text(row.ratio(), 2) + " x " + row.base())));
    }

    private static void relayDown(StringBuilder text, RelayDown.Result result) {
        text.append("\n| a row and mail, 8 threads | transactions per second |\n|---|---|\n");
        text.append("| relay up | %s |%n".formatted(TextTable.rate(result.up())));
        text.append("| relay down | %s |%n".formatted(TextTable.rate(result.down())));
        text.append("%nThe median of the %d pairs' ratios is %s. All %,d messages arrived, none twice.%n"
                .formatted(result.pairs(), TextTable.number(result.ratio(), 2), result.messages()));
    }
}
