package org.postbound.oauth;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A token endpoint that gives token-1, token-2 and so on, or whatever the test wants, when it wants. */
final class StubEndpoint implements AutoCloseable {
    /** What happens before the answer. */
    @FunctionalInterface
    interface Pause {
        void run() throws InterruptedException;
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger requests = new AtomicInteger();
    private volatile int status = 200;
    private volatile String type = "application/json";
    private volatile String body;
    private volatile String lastRequest = "";

    private StubEndpoint(HttpServer server, Pause pause) {
        this.server = server;
        server.setExecutor(threads);
        server.createContext("/token", exchange -> {
            int number = requests.incrementAndGet();
            lastRequest = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            try {
                pause.run();
            } catch (InterruptedException e) {
                exchange.close();
                return;
            }
            String text = body == null
                    ? "{\"access_token\":\"token-%d\",\"token_type\":\"Bearer\",\"expires_in\":3600}".formatted(number)
                    : body;
            byte[] octets = text.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.getResponseHeaders().set("Location", "/token/elsewhere");
            exchange.sendResponseHeaders(status, octets.length == 0 ? -1 : octets.length);
            exchange.getResponseBody().write(octets);
            exchange.close();
        });
        server.start();
    }

    static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    static StubEndpoint start(Pause pause) throws IOException {
        return new StubEndpoint(HttpServer.create(anyPort(), 0), pause);
    }

    static StubEndpoint over(HttpServer server) {
        return new StubEndpoint(server, () -> {});
    }

    URI uri() {
        return URI.create("http://localhost:" + server.getAddress().getPort() + "/token");
    }

    void answer(int newStatus, String newBody) {
        status = newStatus;
        body = newBody;
    }

    void type(String newType) {
        type = newType;
    }

    void answerTokens() {
        answer(200, null);
    }

    int requests() {
        return requests.get();
    }

    String lastRequest() {
        return lastRequest;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
