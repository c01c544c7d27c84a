package org.postbound.bench;

import java.util.List;

/** The rows of the stores as text. */
final class StoreTable {
    private StoreTable() {}

    static String text(List<StoreRow> rows) {
        StringBuilder table =
                new StringBuilder("%-34s %10s %21s %12s%n".formatted("store", "per second", "min-max", "syncs each"));
        for (StoreRow row : rows) {
            table.append(row.failure()
                    .map(failure -> "%-34s failed: %s%n".formatted(row.store(), failure))
                    .orElseGet(() -> "%-34s %10s %10s-%10s %12s%n"
                            .formatted(
                                    row.store(),
                                    TextTable.rate(row.rate().median()),
                                    TextTable.rate(row.rate().min()),
                                    TextTable.rate(row.rate().max()),
                                    TextTable.text(row.syncsPerMessage(), 2))));
        }
        return table.toString();
    }

    static String textOf(List<CommitLatency.Row> rows) {
        StringBuilder table =
                new StringBuilder("%-38s %10s %10s %8s%n".formatted("transaction", "µs", "90 %", "ratio"));
        rows.forEach(row -> table.append("%-38s %10s %10s %8s%s%n"
                .formatted(
                        row.transaction(),
                        TextTable.number(row.micros(), 0),
                        TextTable.number(row.micros90(), 0),
                        TextTable.text(row.ratio(), 2),
                        row.base().isEmpty() ? "" : " x " + row.base())));
        return table.toString();
    }
}
