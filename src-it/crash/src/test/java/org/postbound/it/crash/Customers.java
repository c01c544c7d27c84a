package org.postbound.it.crash;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/** Those who order, and remember what they were told. */
final class Customers {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final HttpClient client = HttpClient.newHttpClient();
    private final AtomicInteger lastOrder = new AtomicInteger();
    private final Random random;
    private final List<Order> orders = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean leave;

    Customers(Random random) {
        this.random = random;
    }

    /** Orders a few times, one after the other. */
    void order(URI shop, List<Kind> kinds, int times) throws InterruptedException {
        for (int i = 0; i < times; i++) {
            order(shop, any(kinds));
        }
    }

    /** Begins to order, until the server answers no more. */
    void begin(URI shop, List<Kind> kinds, int customers) {
        leave = false;
        for (int i = 0; i < customers; i++) {
            Thread thread = new Thread(() -> orderOn(shop, kinds), "customer-" + i);
            threads.add(thread);
            thread.start();
        }
    }

    private void orderOn(URI shop, List<Kind> kinds) {
        try {
            while (!leave && order(shop, any(kinds))) {
                // Once more.
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for those who order, and returns all orders since the last time. */
    List<Order> end() throws InterruptedException {
        leave = true;
        for (Thread thread : threads) {
            thread.join();
        }
        threads.clear();
        synchronized (orders) {
            List<Order> all = List.copyOf(orders);
            orders.clear();
            return all;
        }
    }

    private synchronized Kind any(List<Kind> kinds) {
        return kinds.get(random.nextInt(kinds.size()));
    }

    /** Returns whether the server has answered. */
    private boolean order(URI shop, Kind kind) throws InterruptedException {
        int id = lastOrder.incrementAndGet();
        HttpRequest request = HttpRequest.newBuilder(shop.resolve("orders?id=" + id + "&kind=" + kind))
                .POST(HttpRequest.BodyPublishers.noBody())
                .timeout(PATIENCE)
                .build();
        Order.Outcome outcome = Order.Outcome.UNKNOWN;
        boolean answered = false;
        try {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            outcome = outcome(response);
            answered = true;
        } catch (IOException e) {
            // The server was killed.
        }
        synchronized (orders) {
            orders.add(new Order(id, kind, outcome));
        }
        return answered;
    }

    private static Order.Outcome outcome(HttpResponse<String> response) {
        for (Order.Outcome outcome : Order.Outcome.values()) {
            if (response.statusCode() == 200 && outcome.name().equals(response.body())) {
                return outcome;
            }
        }
        return Order.Outcome.UNKNOWN;
    }

    /** Asks for the books: what is still open, an empty line, the rows. */
    String books(URI shop) throws IOException, InterruptedException {
        HttpResponse<String> response = client.send(
                HttpRequest.newBuilder(shop.resolve("books")).timeout(PATIENCE).build(),
                HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException("the books answer " + response.statusCode() + ": " + response.body());
        }
        return response.body();
    }
}
