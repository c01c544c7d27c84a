package org.postbound.sample.web;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** What the demo's mail server answers through HTTP: values in JSON. Safe for several threads. */
final class DemoServer {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    private final URI base;

    /**
     * Names the server.
     *
     * @param base where its interface is, such as {@code http://127.0.0.1:3080/}
     */
    DemoServer(URI base) {
        this.base = base;
    }

    /**
     * Reads something.
     *
     * @throws IOException if the server does not answer, or with a failure
     */
    JsonValue get(String path) throws IOException {
        return send(HttpRequest.newBuilder(base.resolve(path)).timeout(TIMEOUT).build());
    }

    /**
     * Changes something.
     *
     * @throws IOException if the server does not answer, or with a failure
     */
    JsonValue put(String path, JsonValue value) throws IOException {
        return send(HttpRequest.newBuilder(base.resolve(path))
                .timeout(TIMEOUT)
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(value.toString()))
                .build());
    }

    private JsonValue send(HttpRequest request) throws IOException {
        try {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new IOException("status " + response.statusCode() + ": " + response.body());
            }
            try (JsonReader reader = Json.createReader(new StringReader(response.body()))) {
                return reader.readValue();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while waiting for " + request.uri(), e);
        } catch (IOException | JsonException e) {
            throw new IOException("The demo's mail server at " + request.uri() + " cannot be asked", e);
        }
    }
}
