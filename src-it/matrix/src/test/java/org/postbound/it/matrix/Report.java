package org.postbound.it.matrix;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The table of {@code docs/servers/README.md}. What each server's run has found is kept in a file of its own, so that one server
 * can be run alone.
 *
 * @param folder where those files are
 */
record Report(Path folder) {
    private static final String BEGIN = "<!-- matrix: written by the test -->\n";
    private static final String END = "<!-- end of matrix -->\n";
    private static final String MESSAGE = "message.";
    private static final String SERVER = "server";
    private static final String NOT_RUN = "not run";

    /** Keeps a column, and writes the pages if they are wanted. */
    static void write(Column column) throws IOException {
        new Report(Path.of(System.getProperty("matrix.work"))).keep(column);
        if (isToBeWritten()) {
            Path pages = Path.of(System.getProperty("matrix.pages"));
            Report report = committed();
            report.keep(column);
            report.insert(pages.resolve("README.md"));
        }
    }

    /** Whether the pages are written anew, so that what they say now does not count. */
    static boolean isToBeWritten() {
        return Boolean.getBoolean("matrix.docs");
    }

    /** What earlier runs have found, as it stands in the pages. */
    static Report committed() {
        return new Report(Path.of(System.getProperty("matrix.pages"), "matrix"));
    }

    /**
     * Compares what came of a capability with what is kept of it; why is left out, since it may have other words each time.
     *
     * @return what differs, for people, or nothing
     */
    Optional<String> difference(String server, Capability capability, Cell found) throws IOException {
        Path file = file(server);
        String kept = Files.exists(file) ? Cell.verdict(read(file).getProperty(capability.name(), NOT_RUN)) : NOT_RUN;
        return kept.equals(found.verdict())
                ? Optional.empty()
                : Optional.of("%s, %s: %s has \"%s\", and now it is \"%s\""
                        .formatted(server, capability.description(), file.getFileName(), kept, found.text()));
    }

    /** Keeps a column. */
    void keep(Column column) throws IOException {
        Map<String, String> lines = new TreeMap<>();
        lines.put(SERVER, column.server());
        column.cells().forEach((capability, cell) -> lines.put(capability.name(), cell.text()));
        column.messages().forEach((setting, message) -> lines.put(MESSAGE + setting, message));
        Files.createDirectories(folder);
        Files.writeString(
                file(column.server()),
                lines.entrySet().stream()
                        .map(line -> escape(line.getKey(), true) + "=" + escape(line.getValue(), false) + "\n")
                        .collect(Collectors.joining()));
    }

    private Path file(String server) {
        return folder.resolve(server.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.]+", "-") + ".properties");
    }

    private static String escape(String text, boolean key) {
        String escaped = text.replace("\\", "\\\\").replace("\n", "\\n");
        return key ? escaped.replace(" ", "\\ ").replace("=", "\\=").replace(":", "\\:") : escaped;
    }

    /** Writes the table of all columns that are kept into a page, between the marks that are there for it. */
    void insert(Path page) throws IOException {
        String old = Files.readString(page);
        int begin = old.indexOf(BEGIN);
        int end = old.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IOException(page + " lacks the lines " + BEGIN + "and " + END);
        }
        Files.writeString(page, old.substring(0, begin + BEGIN.length()) + markdown() + old.substring(end));
    }

    /** The table, what it has notes about, and the messages. */
    String markdown() throws IOException {
        List<Properties> columns = columns();
        List<String> notes = new ArrayList<>();
        StringBuilder text = new StringBuilder("\n| |");
        columns.forEach(column -> text.append(" %s |".formatted(column.getProperty(SERVER))));
        text.append("\n|---|").append("---|".repeat(columns.size())).append('\n');
        for (Capability capability : Capability.values()) {
            text.append("| %s |".formatted(capability.description()));
            columns.forEach(column -> text.append(" %s |".formatted(cell(column, capability, notes))));
            text.append('\n');
        }
        for (int i = 0; i < notes.size(); i++) {
            text.append("\n%d. %s".formatted(i + 1, notes.get(i)));
        }
        return text.append(notes.isEmpty() ? "" : "\n")
                .append(messages(columns))
                .append('\n')
                .toString();
    }

    private List<Properties> columns() throws IOException {
        List<Properties> columns = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".properties"))
                    .sorted()
                    .toList()) {
                columns.add(read(file));
            }
        }
        return columns;
    }

    private static Properties read(Path file) throws IOException {
        Properties column = new Properties();
        try (var reader = Files.newBufferedReader(file)) {
            column.load(reader);
        }
        return column;
    }

    private static String cell(Properties column, Capability capability, List<String> notes) {
        String found = column.getProperty(capability.name(), NOT_RUN);
        int colon = found.indexOf(": ");
        if (colon < 0) {
            return found;
        }
        String note = found.substring(colon + 2);
        if (!notes.contains(note)) {
            notes.add(note);
        }
        return "%s (%d)".formatted(found.substring(0, colon), notes.indexOf(note) + 1);
    }

    private static String messages(List<Properties> columns) {
        Map<String, String> lines = new LinkedHashMap<>();
        for (Properties column : columns) {
            column.stringPropertyNames().stream()
                    .filter(name -> name.startsWith(MESSAGE))
                    .sorted()
                    .forEach(name -> lines.put(
                            "| %s | `%s` |".formatted(column.getProperty(SERVER), name.substring(MESSAGE.length())),
                            " %s |\n".formatted(column.getProperty(name).replace("|", "\\|"))));
        }
        return lines.isEmpty()
                ? ""
                : lines.entrySet().stream()
                        .map(line -> line.getKey() + line.getValue())
                        .collect(Collectors.joining(
                                "", "\n| on | with | the administrator reads |\n|---|---|---|\n", ""));
    }
}
