package org.postbound.it;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeUnit;

/** The receiving server of the demo, in a process of its own. */
final class DemoInbox implements AutoCloseable {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

    private final Process process;

    private DemoInbox(Process process) {
        this.process = process;
    }

    /** Returns when the server answers. */
    static DemoInbox open(String classPath, int smtpPort, int apiPort, int switchPort)
            throws IOException, InterruptedException {
        Process process = new ProcessBuilder(List.of(
                        new File(System.getProperty("java.home"), "bin/java").getPath(),
                        "-cp",
                        classPath,
                        "org.postbound.sample.demo.DemoMailServer",
                        String.valueOf(smtpPort),
                        String.valueOf(apiPort),
                        String.valueOf(switchPort)))
                .redirectErrorStream(true)
                .start();
        Deque<String> said = new ConcurrentLinkedDeque<>();
        drain(process.inputReader(), said);
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + apiPort + "/api/user"))
                .timeout(Duration.ofSeconds(5))
                .build();
        while (!answers(request)) {
            if (process.waitFor(BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException("The mail server did not start: " + String.join("\n", said));
            }
        }
        return new DemoInbox(process);
    }

    private static boolean answers(HttpRequest request) throws InterruptedException {
        try {
            return CLIENT.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false; // it starts its mail server first, and says of the other only that it is about to
        }
    }

    /** A full pipe would stop the server. */
    private static void drain(BufferedReader output, Deque<String> said) {
        Thread thread = new Thread(
                () -> {
                    try (output) {
                        for (String line = output.readLine(); line != null; line = output.readLine()) {
                            said.add(line);
                        }
                    } catch (IOException e) {
                        said.add(e.toString());
                    }
                },
                "inbox-output");
        thread.setDaemon(true);
        thread.start();
    }

    /** Waits, so that another one can have the ports. */
    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
