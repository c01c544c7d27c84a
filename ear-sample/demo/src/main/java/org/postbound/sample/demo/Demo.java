package org.postbound.sample.demo;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the demo: a mail server that receives its mail unless {@code SMTP_HOST} names a real server, and a
 * WildFly in which it is deployed. Both end with the process that started this one, however that ends.
 */
public final class Demo {
    private static final int HTTP = 8080;
    private static final int MANAGEMENT = 9990;
    private static final int INBOX_SMTP = 3025;
    private static final int INBOX_API = 3080;
    private static final int INBOX_SWITCH = 3081;
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);
    private static final long SHUTDOWN_SECONDS = 20;

    /** What bin/standalone.sh asks of the JVM for the subsystems that are provisioned here. */
    private static final List<String> MODULAR_JDK = List.of(
            "--add-modules=java.se",
            "--add-exports=java.naming/com.sun.jndi.ldap=ALL-UNNAMED",
            "--add-exports=jdk.unsupported/sun.misc=ALL-UNNAMED",
            "--add-exports=jdk.unsupported/sun.reflect=ALL-UNNAMED",
            "--add-opens=java.base/java.io=ALL-UNNAMED",
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--add-opens=java.base/java.lang.invoke=ALL-UNNAMED",
            "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
            "--add-opens=java.base/java.net=ALL-UNNAMED",
            "--add-opens=java.base/java.security=ALL-UNNAMED",
            "--add-opens=java.base/java.util=ALL-UNNAMED",
            "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
            "--add-opens=java.management/javax.management=ALL-UNNAMED",
            "--add-opens=java.naming/javax.naming=ALL-UNNAMED");

    private final Logger log = LoggerFactory.getLogger("demo");
    private final Path home;
    private final int offset;
    private final String realServer = System.getenv("SMTP_HOST");

    private Demo(Path home, int offset) {
        this.home = home;
        this.offset = offset;
    }

    /**
     * Runs until WildFly or the parent process ends.
     *
     * @param arguments WildFly's home directory, and what to add to every port
     * @throws IOException if WildFly cannot be started
     * @throws InterruptedException if nobody waits any more
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        ProcessHandle.current()
                .parent()
                .ifPresent(parent -> inBackground("parent", () -> {
                    parent.onExit().join();
                    Runtime.getRuntime().exit(1);
                }));
        System.exit(new Demo(Path.of(arguments[0]), Integer.parseInt(arguments[1])).run());
    }

    private int run() throws IOException, InterruptedException {
        checkFree(HTTP);
        checkFree(MANAGEMENT);
        if (realServer == null) {
            receiveMail();
        }
        Process wildfly = new ProcessBuilder(command()).inheritIO().start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(wildfly)));
        inBackground("announcement", () -> announce(wildfly));
        return wildfly.waitFor();
    }

    private static void inBackground(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** WildFly would go on without a port that it cannot have, and the page that answers would be another's. */
    private void checkFree(int port) throws IOException {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port + offset));
        } catch (BindException e) {
            throw new IllegalStateException(
                    "Port " + (port + offset) + " is in use; move all ports, such as with -Dports.offset="
                            + (offset + 100),
                    e);
        }
    }

    private void receiveMail() throws IOException {
        checkFree(INBOX_SMTP);
        checkFree(INBOX_API);
        checkFree(INBOX_SWITCH);
        DemoMailServer.start(INBOX_SMTP + offset, INBOX_API + offset, INBOX_SWITCH + offset);
    }

    private List<String> command() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(MODULAR_JDK);
        command.addAll(List.of(
                "-Xmx512m",
                "-Djava.awt.headless=true",
                "-Dlogging.configuration="
                        + home.resolve("standalone/configuration/logging.properties")
                                .toUri(),
                "-Dorg.jboss.boot.log.file=" + home.resolve("standalone/log/server.log"),
                "-jar",
                home.resolve("jboss-modules.jar").toString(),
                "-mp",
                home.resolve("modules").toString(),
                "org.jboss.as.standalone",
                "-Djboss.home.dir=" + home,
                "-Djboss.tx.node.id=postbound-demo",
                // Where the orders are.
                "-Dh2.baseDir=" + home.resolve("standalone/data"),
                "-Djboss.bind.address=127.0.0.1",
                "-Djboss.bind.address.management=127.0.0.1",
                "-Djboss.socket.binding.port-offset=" + offset));
        // A real server is what the environment says.
        Stream<String> mail = realServer == null
                ? Stream.of(
                        "-Dsmtp.port=" + (INBOX_SMTP + offset),
                        "-Dsmtp.security=NONE",
                        "-Ddemo.inbox=http://127.0.0.1:" + (INBOX_API + offset) + "/",
                        "-Ddemo.switch=http://127.0.0.1:" + (INBOX_SWITCH + offset) + "/",
                        // Whoever watches does not want to wait for minutes.
                        "-Ddemo.retry.interval=5000",
                        "-Ddemo.retry.multiplier=1")
                : Stream.empty();
        mail.forEach(command::add);
        return command;
    }

    private void announce(Process wildfly) {
        URI page = URI.create("http://localhost:" + (HTTP + offset) + "/");
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest request = HttpRequest.newBuilder(page.resolve("api/orders"))
                .timeout(Duration.ofSeconds(5))
                .build();
        try {
            while (!answers(client, request)) {
                if (wildfly.waitFor(BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
            log.info("The order desk is open: {}", page);
            log.info("Its mail goes to {}. Ctrl-C ends the demo.", realServer == null ? "the inbox there" : realServer);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean answers(HttpClient client, HttpRequest request) throws InterruptedException {
        try {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false; // not up yet
        }
    }

    private static void end(Process wildfly) {
        wildfly.destroy();
        try {
            if (!wildfly.waitFor(SHUTDOWN_SECONDS, TimeUnit.SECONDS)) {
                wildfly.destroyForcibly();
            }
        } catch (InterruptedException e) {
            wildfly.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
