package org.postbound.it.crash;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.wildfly.core.launcher.StandaloneCommandBuilder;

/** A WildFly with the application, in a directory of its own, that is started again and again. */
final class WildFly implements AutoCloseable {
    private final Path home;
    private final Path base;
    private final Path agent;
    private final int relayPort;
    private final ServerSocket listener;
    private int starts;

    /**
     * Installs the server; whatever was in the directory is gone.
     *
     * @param work a directory
     * @param relayPort where mail goes
     * @param beans the application's message-driven beans
     */
    WildFly(Path work, int relayPort, List<Class<?>> beans) throws IOException {
        home = Path.of(System.getProperty("crash.wildfly")).toAbsolutePath();
        base = work.resolve("standalone").toAbsolutePath();
        agent = Archives.file("crash.agent").toPath().toAbsolutePath();
        this.relayPort = relayPort;
        FileUtils.deleteDirectory(work.toFile());
        FileUtils.copyDirectory(
                home.resolve("standalone/configuration").toFile(),
                base.resolve("configuration").toFile());
        Files.createDirectories(base.resolve("deployments"));
        Archives.exportApplication(base.resolve("deployments"), beans);
        listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    /** Starts the server, with the agent armed from the beginning. It is not up yet when this returns. */
    Run start(List<String> way) throws IOException, InterruptedException {
        starts++;
        resetDeployment();
        Path log = base.getParent().resolve("server-%03d.log".formatted(starts));
        Process process = new ProcessBuilder(command())
                .directory(base.toFile())
                .redirectErrorStream(true)
                .start();
        return new Run(process, log, listener, way, shop());
    }

    /** What the scanner had noted when the server was killed is of no interest. */
    private void resetDeployment() throws IOException {
        Path folder = base.resolve("deployments");
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                if (!file.endsWith("shop.ear")) {
                    Files.delete(file);
                }
            }
        }
        Files.createFile(folder.resolve("shop.ear.dodeploy"));
    }

    private List<String> command() {
        List<String> options = new ArrayList<>(List.of(
                "-Xms128m",
                "-Xmx512m",
                // Starts sooner, and it never runs for long.
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-javaagent:" + agent + "=" + listener.getLocalPort(),
                // Has the modules see the agent's classes.
                "-Djboss.modules.system.pkgs=org.postbound.it.crash.agent",
                "-Djava.net.preferIPv4Stack=true",
                "-Djboss.bind.address=127.0.0.1",
                "-Djboss.bind.address.management=127.0.0.1",
                "-Djboss.tx.node.id=crash",
                // As often as the transaction manager can.
                "-DRecoveryEnvironmentBean.periodicRecoveryPeriod=5",
                "-DRecoveryEnvironmentBean.recoveryBackoffPeriod=2",
                "-DJTAEnvironmentBean.orphanSafetyInterval=2000",
                "-Dcrash.recovery.port=" + port("recovery"),
                "-Dcrash.relay.port=" + relayPort));
        for (String port : List.of("http", "https", "management.http")) {
            options.add("-Djboss.%s.port=%s".formatted(port, port(port)));
        }
        return StandaloneCommandBuilder.of(home)
                .setBaseDirectory(base)
                .setJavaOptions(options)
                .build();
    }

    private static String port(String of) {
        return System.getProperty("crash." + of.replace(".http", "") + ".port");
    }

    private static URI shop() {
        return URI.create("http://127.0.0.1:" + port("http") + "/shop/");
    }

    /** Has the transaction manager recover now, unless it does already. */
    void askForRecovery() throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(port("recovery")))) {
            socket.getOutputStream().write("ASYNC_SCAN\n".getBytes(StandardCharsets.US_ASCII));
            // Its answer, which it gives at once.
            socket.getInputStream().read();
        }
    }

    /**
     * Whether the transaction manager has a decision that is not carried out yet. A file that it had just created when it was
     * killed is empty, which is none, and stays.
     */
    boolean hasDecisions() throws IOException {
        Path decisions =
                base.resolve("data/tx-object-store/ShadowNoFileLockStore/defaultStore/StateManager/BasicAction");
        if (!Files.exists(decisions)) {
            return false;
        }
        try (Stream<Path> files = Files.walk(decisions)) {
            return files.anyMatch(
                    file -> Files.isRegularFile(file) && file.toFile().length() > 0);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
