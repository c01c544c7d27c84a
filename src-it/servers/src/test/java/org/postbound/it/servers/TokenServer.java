package org.postbound.it.servers;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A token endpoint (RFC 6749 section 3.2) that gives one token after the other, whoever asks. */
final class TokenServer implements AutoCloseable {
    private final HttpServer server;
    private final List<String> tokens;
    private final AtomicInteger given = new AtomicInteger();

    private TokenServer(HttpServer server, List<String> tokens) {
        this.server = server;
        this.tokens = tokens;
    }

    static TokenServer start(String... tokens) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        TokenServer endpoint = new TokenServer(server, List.of(tokens));
        server.createContext("/token", endpoint::give);
        server.start();
        return endpoint;
    }

    private void give(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            byte[] answer = "{\"access_token\":\"%s\",\"token_type\":\"Bearer\",\"expires_in\":3600}"
                    .formatted(tokens.get(given.getAndIncrement()))
                    .getBytes(StandardCharsets.US_ASCII);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
        }
    }

    String endpoint() {
        return "http://localhost:" + server.getAddress().getPort() + "/token";
    }

    int given() {
        return given.get();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
