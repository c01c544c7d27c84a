package org.postbound.bench;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonWriter;
import jakarta.json.stream.JsonGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** The results for other programs. */
final class ResultsFile {
    private ResultsFile() {}

    static void write(Path file, Machine machine, List<Row> rows, List<Goal.Verdict> verdicts, List<Soak.Look> soak)
            throws IOException {
        JsonObjectBuilder results = Json.createObjectBuilder()
                .add(
                        "machine",
                        Json.createObjectBuilder()
                                .add("processor", machine.processor())
                                .add("system", machine.system())
                                .add("java", machine.java())
                                .add("sinks", Json.createArrayBuilder(machine.sinks()))
                                .add("clients", Json.createArrayBuilder(machine.clients())));
        JsonArrayBuilder array = Json.createArrayBuilder();
        rows.forEach(row -> array.add(row(row)));
        results.add("rows", array);
        JsonArrayBuilder figures = Json.createArrayBuilder();
        verdicts.forEach(verdict -> figures.add(Json.createObjectBuilder()
                .add("figure", verdict.figure())
                .add("measured", verdict.measured())
                .add("met", verdict.met())));
        results.add("figures", figures);
        JsonArrayBuilder looks = Json.createArrayBuilder();
        soak.forEach(look -> looks.add(Json.createObjectBuilder()
                .add("messages", look.messages())
                .add("heapBytes", look.heapBytes())
                .add("threads", look.threads())
                .add("perSecond", rounded(look.perSecond()))));
        results.add("soak", looks);
        write(file, results.build());
    }

    private static void write(Path file, JsonObject results) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        try (JsonWriter writer = Json.createWriterFactory(Map.of(JsonGenerator.PRETTY_PRINTING, true))
                .createWriter(Files.newBufferedWriter(file))) {
            writer.writeObject(results);
        }
    }

    private static JsonObjectBuilder row(Row row) {
        Case what = row.what();
        JsonObjectBuilder json = Json.createObjectBuilder()
                .add("client", row.client())
                .add("sink", what.sink().label())
                .add("prebuilt", what.prebuilt())
                .add("rttMs", what.rttMs())
                .add("sizeBytes", what.sizeBytes())
                .add("recipients", what.recipients())
                .add("connections", what.connections());
        if (row.failure().isPresent()) {
            return json.add("failure", row.failure().get());
        }
        json.add("perSecond", rounded(row.rate().median()))
                .add("perSecondMin", rounded(row.rate().min()))
                .add("perSecondMax", rounded(row.rate().max()));
        add(json, "flightsPerMessage", row.flightsPerMessage());
        add(json, "octetsPerMessage", row.octetsPerMessage());
        add(json, "ratioToAngusOpen", row.ratioToAngusOpen());
        add(json, "sinkCeilingPerSecond", row.sinkCeiling());
        return json.add("sinkProcessor", rounded(row.sinkProcessor())).add("sinkWasLimit", row.sinkWasLimit());
    }

    private static void add(JsonObjectBuilder json, String name, OptionalDouble value) {
        if (value.isPresent()) {
            json.add(name, rounded(value.getAsDouble()));
        } else {
            json.addNull(name);
        }
    }

    private static double rounded(double value) {
        return Math.round(value * 1000) / 1000.0;
    }
}
