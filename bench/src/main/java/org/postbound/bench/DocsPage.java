package org.postbound.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes tables and charts of the clients into {@code docs/performance.md}. */
final class DocsPage {
    private static final int KB = 1024;

    /** What is shown, with the name of its chart. The rest is in the results. */
    private static final Map<String, Case> SHOWN = shown();

    private DocsPage() {}

    private static Map<String, Case> shown() {
        Map<String, Case> shown = new LinkedHashMap<>();
        shown.put("20ms", new Case(Sink.Kind.PLAIN, 20, 4 * KB, 1, 1, false));
        shown.put("20ms-10-recipients", new Case(Sink.Kind.PLAIN, 20, 4 * KB, 10, 1, false));
        shown.put("20ms-chunking", new Case(Sink.Kind.CHUNKING, 20, 4 * KB, 1, 1, false));
        for (int connections : new int[] {1, 8}) {
            String suffix = connections == 1 ? "" : "-" + connections + "-connections";
            for (boolean prebuilt : new boolean[] {false, true}) {
                String how = prebuilt ? "-rendered" : "-built";
                for (int size : new int[] {4, 100}) {
                    shown.put(
                            "0ms-" + size + "kb" + how + suffix,
                            new Case(Sink.Kind.PLAIN, 0, size * KB, 1, connections, prebuilt));
                }
            }
        }
        return shown;
    }

    static void write(Path docs, Machine machine, List<Row> rows, List<Goal.Verdict> verdicts, List<Soak.Look> soak)
            throws IOException {
        StringBuilder text = new StringBuilder("\n");
        machine(text, machine);
        verdicts(text, verdicts);
        for (Map.Entry<String, Case> entry : SHOWN.entrySet()) {
            List<Row> of = rows.stream()
                    .filter(row -> row.what().equals(entry.getValue()))
                    .toList();
            if (!of.isEmpty()) {
                String chart = "performance-" + entry.getKey() + ".svg";
                Chart.write(docs.resolve(chart), "Messages per second: " + entry.getValue(), of);
                table(text, entry.getValue(), chart, of);
            }
        }
        if (!soak.isEmpty()) {
            soak(text, soak);
        }
        new DocsSection(docs.resolve("performance.md"), "comparison")
                .replace(text.append('\n').toString());
    }

    private static void machine(StringBuilder text, Machine machine) {
        text.append(machine.measuredOn());
        machine.sinks().forEach(sink -> text.append("- ").append(sink).append('\n'));
        machine.clients().forEach(client -> text.append("- ").append(client).append('\n'));
    }

    static void verdicts(StringBuilder text, List<Goal.Verdict> verdicts) {
        text.append("\n| figure | measured | met |\n|---|---|---|\n");
        verdicts.forEach(verdict -> text.append("| %s | %s | %s |%n"
                .formatted(verdict.figure(), verdict.measured(), verdict.met() ? "yes" : "**no**")));
    }

    private static void table(StringBuilder text, Case what, String chart, List<Row> rows) {
        text.append("%n### %s%n%n![Messages per second](%s)%n%n".formatted(capitalised(what.toString()), chart));
        text.append("| client | messages per second | min – max | x open Angus | flights per message | sink's CPU |\n");
        text.append("|---|---|---|---|---|---|\n");
        rows.stream()
                .sorted(Comparator.comparingDouble((Row row) -> row.rate().median())
                        .reversed())
                .forEach(row -> text.append(line(row)));
    }

    private static String line(Row row) {
        return row.failure()
                .map(failure -> "| %s | failed: %s | | | | |%n".formatted(row.client(), failure))
                .orElseGet(() -> "| %s | %s | %s – %s | %s | %s | %.0f %%%s |%n"
                        .formatted(
                                row.client(),
                                TextTable.rate(row.rate().median()),
                                TextTable.rate(row.rate().min()),
                                TextTable.rate(row.rate().max()),
                                TextTable.text(row.ratioToAngusOpen(), 2),
                                TextTable.text(row.flightsPerMessage(), 2),
                                100 * row.sinkProcessor(),
                                row.sinkWasLimit() ? ", the limit" : ""));
    }

    private static void soak(StringBuilder text, List<Soak.Look> soak) {
        text.append("\n### Many messages over one connection\n\n| messages | heap in use | threads |\n|---|---|---|\n");
        soak.forEach(look -> text.append(
                "| %,d | %,d KB | %d |%n".formatted(look.messages(), look.heapBytes() / 1024, look.threads())));
    }

    private static String capitalised(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }
}
