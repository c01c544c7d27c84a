package org.postbound.it.agent;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A test's connection to the agent in a server. */
public final class Wire implements AutoCloseable {
    /** How an order begins that has no thread stop. */
    static final String WATCH = "watch:";

    private static final int SECONDS = 30;

    private final Socket socket;
    private final PrintStream orders;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private volatile CompletableFuture<Void> reached = new CompletableFuture<>();

    /**
     * Talks to an agent.
     *
     * @param socket the connection that the agent has made when the server started
     */
    public Wire(Socket socket) throws IOException {
        this.socket = socket;
        orders = new PrintStream(socket.getOutputStream(), true, StandardCharsets.UTF_8);
        BufferedReader reports =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        Thread thread = new Thread(() -> readAll(reports), "wire");
        thread.setDaemon(true);
        thread.start();
    }

    private void readAll(BufferedReader reports) {
        try {
            for (String report = reports.readLine(); report != null; report = reports.readLine()) {
                if ("reached".equals(report)) {
                    reached.complete(null);
                } else {
                    answers.add(report);
                }
            }
        } catch (IOException e) {
            reached.completeExceptionally(e);
        }
    }

    /**
     * Has a thread of the server stop at the end of a way.
     *
     * @param way gates, as {@link Hook} names them; none lets all threads pass
     * @return completes when a thread has stopped there
     * @throws IOException if the agent does not answer
     */
    public CompletableFuture<Void> arm(List<String> way) throws IOException, InterruptedException {
        return order(String.join(",", way));
    }

    /**
     * Tells when a thread of the server comes to the end of a way, and lets it go on.
     *
     * @param way gates, as {@link Hook} names them
     * @return completes when a thread was there
     * @throws IOException if the agent does not answer
     */
    public CompletableFuture<Void> watch(List<String> way) throws IOException, InterruptedException {
        return order(WATCH + String.join(",", way));
    }

    /**
     * Lets all threads pass. The server does not start before it was told this, or something else.
     *
     * @throws IOException if the agent does not answer
     */
    @SuppressWarnings("FutureReturnValueIgnored") // Nobody comes to the end of no way.
    public void openGates() throws IOException, InterruptedException {
        order("");
    }

    private CompletableFuture<Void> order(String order) throws IOException, InterruptedException {
        reached = new CompletableFuture<>();
        orders.println(order);
        if (answers.poll(SECONDS, TimeUnit.SECONDS) == null) {
            throw new IOException("the agent does not answer");
        }
        return reached;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
