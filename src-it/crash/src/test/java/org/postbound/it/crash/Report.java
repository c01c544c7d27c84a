package org.postbound.it.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

/** The table of a sweep. */
final class Report {
    static final Report MAIL = new Report(
            "crash",
            sum("transactions", round -> round.audit().transactions()),
            sum("committed", round -> round.audit().committed()),
            sum("not answered", round -> round.audit().unanswered()),
            sum("lost", round -> round.audit().lost().size()),
            sum("phantom", round -> round.audit().phantoms().size()),
            sum("duplicates", round -> round.audit().duplicates().size()));
    static final Report EVENTS = new Report(
            "crash-events",
            sum("transactions", round -> round.audit().transactions()),
            sum("committed", round -> round.audit().committed()),
            sum("events", round -> round.events().events()),
            sum("lost", round -> round.events().lost().size()),
            sum("of nothing", round -> round.events().phantoms().size()),
            sum("told again", round -> round.events().again().size()));

    private final String folder;
    private final List<Column> columns;

    private Report(String folder, Column... sums) {
        this.folder = folder;
        List<Column> all = new ArrayList<>(List.of(sums));
        all.add(new Column("recovered after s", Report::seconds));
        columns = List.copyOf(all);
    }

    private record Column(String head, Function<List<Round>, String> value) {}

    private static Column sum(String head, ToIntFunction<Round> count) {
        return new Column(
                head, rounds -> String.valueOf(rounds.stream().mapToInt(count).sum()));
    }

    private static String seconds(List<Round> rounds) {
        List<Duration> sorted = rounds.stream().map(Round::recovery).sorted().toList();
        long least = sorted.get(0).toSeconds();
        long most = sorted.get(sorted.size() - 1).toSeconds();
        return least == most ? String.valueOf(least) : least + " – " + most;
    }

    /** Where the sweep works, below the module's target. */
    String folder() {
        return folder;
    }

    /** Makes the table, with a line for each point in the order of the rounds, and one for all. */
    String of(List<Round> rounds, String how) {
        Map<String, List<Round>> byPoint =
                rounds.stream().collect(Collectors.groupingBy(Round::point, LinkedHashMap::new, Collectors.toList()));
        StringBuilder text = new StringBuilder("\n" + how + "\n\n");
        text.append("| killed | times |");
        columns.forEach(column -> text.append(" %s |".formatted(column.head())));
        text.append("\n|---|---|").append("---|".repeat(columns.size())).append('\n');
        byPoint.forEach((point, some) -> text.append(line(point, some)));
        return text.append(line("**all**", rounds)).append('\n').toString();
    }

    private String line(String name, List<Round> rounds) {
        return columns.stream()
                .map(column -> column.value().apply(rounds))
                .collect(Collectors.joining(" | ", "| %s | %d | ".formatted(name, rounds.size()), " |\n"));
    }

    /** Writes the table into a page, between the marks that are there for it. */
    void insert(Path page, String text) throws IOException {
        String beginMark = "<!-- %s: written by the sweep -->\n".formatted(folder);
        String endMark = "<!-- end of %s -->\n".formatted(folder);
        String old = Files.readString(page);
        int begin = old.indexOf(beginMark);
        int end = old.indexOf(endMark);
        if (begin < 0 || end < begin) {
            throw new IOException(page + " lacks the lines " + beginMark + "and " + endMark);
        }
        Files.writeString(page, old.substring(0, begin + beginMark.length()) + text + old.substring(end));
    }
}
