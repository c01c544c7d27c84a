package org.postbound.sample.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/**
 * Makes the mail server reachable or not, as asked through HTTP: {@code GET} and {@code PUT /reachable} with {@code true} or
 * {@code false}. Browsers let no other site's page PUT here.
 */
final class Switch implements AutoCloseable {
    private static final int LONGEST_BODY = 16;

    private final HttpServer server;
    private final Mailboxes mailboxes;

    private Switch(HttpServer server, Mailboxes mailboxes) {
        this.server = server;
        this.mailboxes = mailboxes;
    }

    /** One thread serves all requests, so they follow each other. */
    static Switch start(int port, Mailboxes mailboxes) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        Switch started = new Switch(server, mailboxes);
        server.createContext("/reachable", started::serve);
        server.start();
        return started;
    }

    int port() {
        return server.getAddress().getPort();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            switch (exchange.getRequestMethod()) {
                case "GET" -> answer(exchange, 200, String.valueOf(mailboxes.isRunning()));
                case "PUT" -> put(exchange);
                default -> answer(exchange, 405, "GET or PUT");
            }
        }
    }

    private void put(HttpExchange exchange) throws IOException {
        String wanted = new String(exchange.getRequestBody().readNBytes(LONGEST_BODY), StandardCharsets.US_ASCII);
        try {
            switch (wanted) {
                case "true" -> mailboxes.open();
                case "false" -> mailboxes.close();
                default -> {
                    answer(exchange, 400, "true or false");
                    return;
                }
            }
            answer(exchange, 200, wanted);
        } catch (IllegalStateException e) {
            answer(exchange, 500, e.getMessage()); // somebody else has the port by now
        }
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders()
                .set("Content-Type", status == 200 ? "application/json" : "text/plain; charset=UTF-8");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
