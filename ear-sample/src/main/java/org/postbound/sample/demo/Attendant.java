package org.postbound.sample.demo;

import com.icegreen.greenmail.standalone.GreenMailStandaloneRunner;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs beside the demo's WildFly, as a source file: receives its mail unless {@code SMTP_HOST} names a real server, says
 * when the page is up, and ends with the process that started it, however that ends.
 */
public final class Attendant {
    private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(250);

    private Attendant() {}

    /**
     * Attends the demo.
     *
     * @param arguments the page's address
     * @throws InterruptedException if nobody waits any more
     */
    public static void main(String[] arguments) throws InterruptedException {
        ProcessHandle.current().parent().ifPresent(parent -> parent.onExit()
                .thenRun(() -> Runtime.getRuntime().halt(0)));
        Logger log = LoggerFactory.getLogger("demo");
        URI page = URI.create(arguments[0]);
        String host = System.getenv("SMTP_HOST");
        if (host == null) {
            receiveMail(log);
        }
        awaitAnswer(page.resolve("api/orders"));
        log.info("The order desk is open: {}", page);
        log.info("Its mail goes to {}. Ctrl-C ends the demo.", host == null ? "the inbox on that page" : host);
        Thread.currentThread().join();
    }

    private static void receiveMail(Logger log) {
        try {
            GreenMailStandaloneRunner.main(new String[0]);
        } catch (RuntimeException e) {
            log.error("The inbox does not start. If a port is in use, move all of them: -Dports.offset=100", e);
        }
    }

    private static void awaitAnswer(URI uri) throws InterruptedException {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest request =
                HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(5)).build();
        while (!answers(client, request)) {
            Thread.sleep(BETWEEN_ATTEMPTS.toMillis());
        }
    }

    private static boolean answers(HttpClient client, HttpRequest request) throws InterruptedException {
        try {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false; // not up yet
        }
    }
}
