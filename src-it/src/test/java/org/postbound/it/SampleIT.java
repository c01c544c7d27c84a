package org.postbound.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The sample as it is shipped, used through HTTP as its page does, with the inbox of the demo. */
@ArquillianTest
@RunAsClient
class SampleIT extends SampleApplication {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final Duration PATIENCE = Duration.ofSeconds(50);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

    private final String customer = "c" + UUID.randomUUID() + "@example.org";

    @Test
    void page_isServed() throws Exception {
        HttpResponse<String> page =
                CLIENT.send(HttpRequest.newBuilder(PAGE).build(), HttpResponse.BodyHandlers.ofString());

        assertEquals(200, page.statusCode());
        assertTrue(page.body().contains("<form"), page.body());
    }

    @Test
    void order_standsInOrdersAndInbox() throws Exception {
        assertEquals(201, place("Lamp", false).statusCode());

        assertEquals(List.of("Lamp"), ordersOfCustomer());
        JsonObject mail = mailOfCustomer();
        assertEquals(1, mail.getJsonArray("files").size());
    }

    @Test
    void orderThatFailsAfterSending_standsInNeither() throws Exception {
        HttpResponse<InputStream> answer = place("Lamp", true);
        assertEquals(500, answer.statusCode());
        assertEquals("NOTHING", read(answer).asJsonObject().getString("aftermath"));
        // What comes later arrives later.
        assertEquals(201, place("Chair", false).statusCode());

        assertTrue(mailOfCustomer().getString("subject").endsWith("Chair"));
        assertEquals(List.of("Chair"), ordersOfCustomer());
    }

    @Test
    void invalidCustomer_isRefusedNamingTheField() throws Exception {
        HttpResponse<InputStream> answer = post(Json.createObjectBuilder()
                .add("customer", "nobody")
                .add("item", "Lamp")
                .add("quantity", 1)
                .build());

        assertEquals(400, answer.statusCode());
        assertEquals("customer", read(answer).asJsonObject().getString("field"));
    }

    /** Another site's form could send it. */
    @ParameterizedTest
    @ValueSource(strings = {"api/orders", "api/outbox", "api/pool", "api/switch"})
    void postOfAnotherType_isRefused(String path) throws Exception {
        HttpResponse<InputStream> answer = CLIENT.send(
                HttpRequest.newBuilder(PAGE.resolve(path))
                        .header("Content-Type", "text/plain")
                        .POST(HttpRequest.BodyPublishers.ofString("{\"reachable\":false}"))
                        .build(),
                HttpResponse.BodyHandlers.ofInputStream());

        assertEquals(415, answer.statusCode());
        assertEquals(JsonValue.TRUE, get("api/switch").asJsonObject().get("reachable"));
    }

    @Test
    void recovery_isOn() throws Exception {
        ServerLog.assertRecoveryIsOn();
    }

    private HttpResponse<InputStream> place(String item, boolean failAfterSending) throws Exception {
        return post(Json.createObjectBuilder()
                .add("customer", customer)
                .add("item", item)
                .add("quantity", 1)
                .add("failAfterSending", failAfterSending)
                .build());
    }

    private static HttpResponse<InputStream> post(JsonObject order) throws Exception {
        return CLIENT.send(
                HttpRequest.newBuilder(PAGE.resolve("api/orders"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(order.toString()))
                        .build(),
                HttpResponse.BodyHandlers.ofInputStream());
    }

    private List<String> ordersOfCustomer() throws Exception {
        JsonArray orders = get("api/orders").asJsonArray();
        return orders.getValuesAs(JsonObject.class).stream()
                .filter(order -> order.getString("customer").equals(customer))
                .map(order -> order.getString("item"))
                .toList();
    }

    private List<JsonObject> mailsOfCustomer() throws Exception {
        return get("api/inbox").asJsonObject().getJsonArray("mails").getValuesAs(JsonObject.class).stream()
                .filter(mail -> mail.getString("mailbox").equals(customer))
                .toList();
    }

    /** Waits for it, since it leaves after the order was placed; one alone. */
    private synchronized JsonObject mailOfCustomer() throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (mailsOfCustomer().isEmpty() && System.nanoTime() < end) {
            wait(BETWEEN_LOOKS.toMillis());
        }
        assertEquals(1, mailsOfCustomer().size());
        return mailsOfCustomer().get(0);
    }

    private static JsonValue get(String path) throws Exception {
        HttpResponse<InputStream> answer = CLIENT.send(
                HttpRequest.newBuilder(PAGE.resolve(path)).build(), HttpResponse.BodyHandlers.ofInputStream());
        assertEquals(200, answer.statusCode());
        return read(answer);
    }

    private static JsonValue read(HttpResponse<InputStream> answer) throws IOException {
        try (JsonReader reader = Json.createReader(answer.body())) {
            return reader.readValue();
        }
    }
}
