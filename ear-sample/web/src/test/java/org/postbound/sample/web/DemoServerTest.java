package org.postbound.sample.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DemoServerTest {
    private HttpServer answering;
    private DemoServer server;
    private String asked;
    private int status = 200;
    private String answer = "true";

    @BeforeEach
    void start() throws Exception {
        answering = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        answering.createContext("/", this::serve);
        answering.start();
        server = new DemoServer(
                URI.create("http://127.0.0.1:" + answering.getAddress().getPort() + "/"));
    }

    @AfterEach
    void stop() {
        answering.stop(0);
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            asked = exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body;
            byte[] octets = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, octets.length);
            exchange.getResponseBody().write(octets);
        }
    }

    @Test
    void value_isReadAndChanged() throws Exception {
        assertEquals(JsonValue.TRUE, server.get("reachable"));
        assertEquals("GET /reachable ", asked);
        assertEquals(JsonValue.TRUE, server.put("reachable", JsonValue.FALSE));
        assertEquals("PUT /reachable false", asked);
    }

    @Test
    void failure_isToldWithWhatTheServerSays() {
        status = 500;
        answer = "the port is taken";

        IOException e = assertThrows(IOException.class, () -> server.get("reachable"));
        assertTrue(e.getMessage().contains("/reachable"), e.getMessage());
        assertEquals("status 500: the port is taken", e.getCause().getMessage());
    }

    @Test
    void answerThatIsNoJson_isAFailure() {
        answer = "<html>";

        assertThrows(IOException.class, () -> server.get("reachable"));
    }
}
