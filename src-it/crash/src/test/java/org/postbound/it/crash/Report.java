package org.postbound.it.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The table of a sweep. */
final class Report {
    private static final String BEGIN = "<!-- sweep: written by the sweep -->\n";
    private static final String END = "<!-- end of sweep -->\n";
    private static final String HEAD = """
            | killed | times | transactions | committed | not answered | lost | phantom | duplicates | recovered after s |
            |---|---|---|---|---|---|---|---|---|
            """;

    private Report() {}

    /** Makes the table, with a line for each point in the order of the rounds, and one for all. */
    static String of(List<Round> rounds, String how) {
        Map<String, List<Round>> byPoint =
                rounds.stream().collect(Collectors.groupingBy(Round::point, LinkedHashMap::new, Collectors.toList()));
        StringBuilder text = new StringBuilder("\n" + how + "\n\n" + HEAD);
        byPoint.forEach((point, some) -> text.append(line(point, some)));
        return text.append(line("**all**", rounds)).append('\n').toString();
    }

    private static String line(String name, List<Round> rounds) {
        Audit sum = rounds.stream().map(Round::audit).reduce(Audit::and).orElseThrow();
        return "| %s | %d | %d | %d | %d | %d | %d | %d | %s |%n"
                .formatted(
                        name,
                        rounds.size(),
                        sum.transactions(),
                        sum.committed(),
                        sum.unanswered(),
                        sum.lost().size(),
                        sum.phantoms().size(),
                        sum.duplicates().size(),
                        seconds(rounds));
    }

    private static String seconds(List<Round> rounds) {
        List<Duration> sorted = rounds.stream().map(Round::recovery).sorted().toList();
        long least = sorted.get(0).toSeconds();
        long most = sorted.get(sorted.size() - 1).toSeconds();
        return least == most ? String.valueOf(least) : least + " – " + most;
    }

    /** Writes the table into a page, between the marks that are there for it. */
    static void insert(Path page, String text) throws IOException {
        String old = Files.readString(page);
        int begin = old.indexOf(BEGIN);
        int end = old.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IOException(page + " lacks the lines " + BEGIN + "and " + END);
        }
        Files.writeString(page, old.substring(0, begin + BEGIN.length()) + text + old.substring(end));
    }
}
