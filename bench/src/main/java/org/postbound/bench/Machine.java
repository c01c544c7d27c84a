package org.postbound.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the figures were measured on, and what. */
record Machine(String processor, String system, String java, List<String> sinks, List<String> clients) {
    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

    static Machine of(Map<Sink.Kind, Sink> sinks, List<Peer> peers) {
        List<String> sinkNames = new ArrayList<>();
        sinks.forEach((kind, sink) -> sinkNames.add(kind.label() + ": " + sink.name()));
        return new Machine(
                Runtime.getRuntime().availableProcessors() + " x " + processorModel(),
                property("os.name") + " " + property("os.version") + " " + property("os.arch"),
                property("java.vm.name") + " " + property("java.vm.version"),
                sinkNames,
                peers.stream().map(Peer::version).distinct().toList());
    }

    /** Returns a line of a page that says so. */
    String measuredOn() {
        return "Measured on " + String.join("; ", processor, system, java) + ".\n";
    }

    private static String property(String name) {
        return System.getProperty(name);
    }

    private static String processorModel() {
        if (!Files.isReadable(CPU_INFO)) {
            return "processor of unknown model";
        }
        try (var lines = Files.lines(CPU_INFO)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("processor of unknown model");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
