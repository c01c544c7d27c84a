package org.postbound.bench;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonWriter;
import jakarta.json.stream.JsonGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;

/** The results for other programs. */
final class ResultsFile {
    private final JsonObjectBuilder results = Json.createObjectBuilder();
    private final JsonArrayBuilder figures = Json.createArrayBuilder();

    ResultsFile(Machine machine) {
        results.add(
                "machine",
                Json.createObjectBuilder()
                        .add("processor", machine.processor())
                        .add("system", machine.system())
                        .add("java", machine.java())
                        .add("sinks", Json.createArrayBuilder(machine.sinks()))
                        .add("clients", Json.createArrayBuilder(machine.clients())));
    }

    ResultsFile clients(List<Row> rows, List<Soak.Look> soak) {
        results.add("rows", array(rows, ResultsFile::row));
        results.add("soak", array(soak, look -> Json.createObjectBuilder()
                .add("messages", look.messages())
                .add("heapBytes", look.heapBytes())
                .add("threads", look.threads())
                .add("perSecond", rounded(look.perSecond()))));
        return this;
    }

    ResultsFile stores(StoreComparison.Results stores) {
        JsonObjectBuilder json = Json.createObjectBuilder()
                .add("versions", Json.createArrayBuilder(stores.versions()))
                .add("rows", array(stores.rows(), ResultsFile::row))
                .add("commits", array(stores.latencies(), ResultsFile::row));
        stores.relayDown()
                .ifPresent(result -> json.add(
                        "relayDown",
                        Json.createObjectBuilder()
                                .add("upPerSecond", rounded(result.up()))
                                .add("downPerSecond", rounded(result.down()))
                                .add("ratio", rounded(result.ratio()))
                                .add("messages", result.messages())));
        results.add("stores", json);
        return this;
    }

    ResultsFile figures(List<Goal.Verdict> verdicts) {
        verdicts.forEach(verdict -> figures.add(Json.createObjectBuilder()
                .add("figure", verdict.figure())
                .add("measured", verdict.measured())
                .add("met", verdict.met())));
        return this;
    }

    void write(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        try (JsonWriter writer = Json.createWriterFactory(Map.of(JsonGenerator.PRETTY_PRINTING, true))
                .createWriter(Files.newBufferedWriter(file))) {
            writer.writeObject(results.add("figures", figures).build());
        }
    }

    private static <T> JsonArrayBuilder array(List<T> elements, Function<T, JsonObjectBuilder> json) {
        JsonArrayBuilder array = Json.createArrayBuilder();
        elements.forEach(element -> array.add(json.apply(element)));
        return array;
    }

    private static JsonObjectBuilder row(StoreRow row) {
        JsonObjectBuilder json = Json.createObjectBuilder()
                .add("store", row.store())
                .add("work", row.what().work().label())
                .add("threads", row.what().threads());
        if (row.failure().isPresent()) {
            return json.add("failure", row.failure().get());
        }
        add(json, row.rate());
        add(json, "syncsPerMessage", row.syncsPerMessage());
        return json;
    }

    private static JsonObjectBuilder row(CommitLatency.Row row) {
        JsonObjectBuilder json = Json.createObjectBuilder()
                .add("transaction", row.transaction())
                .add("micros", rounded(row.micros()))
                .add("micros90", rounded(row.micros90()));
        add(json, "ratio", row.ratio());
        return json.add("base", row.base());
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
        add(json, row.rate());
        add(json, "flightsPerMessage", row.flightsPerMessage());
        add(json, "octetsPerMessage", row.octetsPerMessage());
        add(json, "ratioToAngusOpen", row.ratioToAngusOpen());
        add(json, "sinkCeilingPerSecond", row.sinkCeiling());
        return json.add("sinkProcessor", rounded(row.sinkProcessor())).add("sinkWasLimit", row.sinkWasLimit());
    }

    private static void add(JsonObjectBuilder json, Row.Rate rate) {
        json.add("perSecond", rounded(rate.median()))
                .add("perSecondMin", rounded(rate.min()))
                .add("perSecondMax", rounded(rate.max()));
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
