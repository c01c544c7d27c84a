package org.postbound.bench;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** The rows of one case as text. */
final class TextTable {
    private static final String HEAD = "%-34s %10s %21s %8s %8s %8s %10s%n";
    private static final String LINE = "%-34s %10s %10s-%10s %8s %8s %7.0f%% %10s%s%n";

    private TextTable() {}

    static String of(List<Row> rows) {
        StringBuilder table = new StringBuilder(
                HEAD.formatted("client", "per second", "min-max", "x Angus", "flights", "sink CPU", "sink max"));
        for (Row row : rows) {
            table.append(row.failure()
                    .map(failure -> "%-34s failed: %s%n".formatted(row.client(), failure))
                    .orElseGet(() -> line(row)));
        }
        return table.toString();
    }

    private static String line(Row row) {
        return LINE.formatted(
                row.client(),
                rate(row.rate().median()),
                rate(row.rate().min()),
                rate(row.rate().max()),
                text(row.ratioToAngusOpen(), 2),
                text(row.flightsPerMessage(), 2),
                100 * row.sinkProcessor(),
                text(row.sinkCeiling(), 0),
                row.sinkWasLimit() ? "  the sink was the limit" : "");
    }

    static String rate(double perSecond) {
        return number(perSecond, perSecond < 100 ? 1 : 0);
    }

    static String text(OptionalDouble value, int decimals) {
        return value.isPresent() ? number(value.getAsDouble(), decimals) : "-";
    }

    static String number(double value, int decimals) {
        return String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }
}
