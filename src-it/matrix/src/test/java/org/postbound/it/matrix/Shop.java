package org.postbound.it.matrix;

import static org.awaitility.Awaitility.await;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonStructure;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** The sample, through its own HTTP interface. */
final class Shop {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration TO_DEPLOY = Duration.ofMinutes(2);

    private final Supplier<URI> page;

    /**
     * Talks to the sample.
     *
     * @param page where it is, which may change
     */
    Shop(Supplier<URI> page) {
        this.page = page;
    }

    /**
     * An answer.
     *
     * @param status of HTTP
     * @param json what it says
     */
    record Answer(int status, JsonStructure json) {
        @Override
        public String toString() {
            return status + " " + json;
        }
    }

    /** Waits until the sample answers. */
    void awaitPage() {
        await("the sample")
                .atMost(TO_DEPLOY)
                .ignoreExceptions()
                .until(() -> get("api/orders").status() == 200);
    }

    /** Whether somebody answers there. */
    boolean isThere() {
        try {
            return get("api/orders").status() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /** Places an order. */
    Answer order(String item, boolean failAfterSending) throws IOException {
        return answer(Http.send(post(
                "api/orders",
                order(item).add("failAfterSending", failAfterSending).build())));
    }

    /** Tries to place an order where there may be no shop; the status of HTTP. */
    int orderStatus(String item) throws IOException {
        return Http.send(post("api/orders", order(item).build())).statusCode();
    }

    /** Places an order whose answer may never come. */
    CompletableFuture<HttpResponse<String>> beginOrder(String item) {
        return Http.begin(post("api/orders", order(item).build()));
    }

    private static JsonObjectBuilder order(String item) {
        return Json.createObjectBuilder()
                .add("customer", "Jo <jo@example.org>")
                .add("item", item)
                .add("quantity", 1);
    }

    /** The items of all orders that are stored. */
    List<String> items() throws IOException {
        Answer answer = get("api/orders");
        if (answer.status() != 200) {
            throw new IOException("the orders: " + answer);
        }
        return answer.json().asJsonArray().getValuesAs(JsonObject.class).stream()
                .map(order -> order.getString("item"))
                .toList();
    }

    /** The figures of the connection factories, as the page shows them. */
    JsonObject pool() throws IOException {
        return get("api/pool").json().asJsonObject();
    }

    /** Has the only connection factory check its server. */
    Answer checkServer() throws IOException {
        String name = pool().getJsonArray("factories").getJsonObject(0).getString("name");
        return answer(Http.send(
                post("api/pool", Json.createObjectBuilder().add("name", name).build())));
    }

    private Answer get(String path) throws IOException {
        return answer(Http.send(HttpRequest.newBuilder(page.get().resolve(path))
                .timeout(PATIENCE)
                .build()));
    }

    private HttpRequest post(String path, JsonObject body) {
        return HttpRequest.newBuilder(page.get().resolve(path))
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                .build();
    }

    private static Answer answer(HttpResponse<String> response) throws IOException {
        try (JsonReader reader = Json.createReader(new StringReader(response.body()))) {
            return new Answer(response.statusCode(), reader.read());
        } catch (JsonException e) {
            throw new IOException(response.statusCode() + ": " + response.body(), e);
        }
    }
}
