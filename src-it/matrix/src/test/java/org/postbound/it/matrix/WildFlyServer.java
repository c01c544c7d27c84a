package org.postbound.it.matrix;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** WildFly, through its command line interface. */
final class WildFlyServer implements Server {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String ADAPTER = "/subsystem=resource-adapters/resource-adapter=postbound";
    private static final String POOL = ADAPTER + "/connection-definitions=mail";

    private final Site site;
    private final Path home;
    private final int httpPort;
    private final int managementPort;
    private final int httpsPort;
    private final Command commands;
    private ProcessHandle process;

    WildFlyServer(Site site) throws IOException {
        this.site = site;
        home = site.install("wildfly-" + Candidate.version("wildfly"));
        List<Integer> ports = Ports.free(3);
        httpPort = ports.get(0);
        managementPort = ports.get(1);
        httpsPort = ports.get(2);
        commands = new Command(
                site.directory(), Map.of("JAVA_HOME", site.javaHome().toString(), "JBOSS_HOME", home.toString()));
    }

    @Override
    public void start(List<String> jvmOptions) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                home.resolve("bin/standalone.sh").toString(),
                "-b=127.0.0.1",
                "-bmanagement=127.0.0.1",
                "-Djboss.http.port=" + httpPort,
                "-Djboss.https.port=" + httpsPort,
                "-Djboss.management.http.port=" + managementPort,
                "-Djboss.tx.node.id=matrix",
                // As often as the transaction manager can.
                "-DRecoveryEnvironmentBean.periodicRecoveryPeriod=5",
                "-DRecoveryEnvironmentBean.recoveryBackoffPeriod=2"));
        Map<String, String> environment =
                Map.of("JAVA_OPTS", "-Xmx768m -Djava.net.preferIPv4Stack=true " + String.join(" ", jvmOptions));
        Process shell = new Command(site.directory(), site.environment(environment))
                .start(command, site.directory().resolve("out.log"));
        await("the server").atMost(PATIENCE).until(() -> isRunning(shell));
        process = Command.java(shell);
    }

    private boolean isRunning(Process shell) throws IOException {
        if (!shell.isAlive()) {
            throw new IOException("the server has ended: " + log());
        }
        return commands.result(cli(":read-attribute(name=server-state)"), "")
                .output()
                .contains("running");
    }

    private List<String> cli(String... operations) {
        List<String> command = new ArrayList<>(List.of(
                home.resolve("bin/jboss-cli.sh").toString(), "--connect", "--controller=127.0.0.1:" + managementPort));
        command.add("--commands=" + String.join(",", operations));
        return command;
    }

    private String run(String... operations) throws IOException {
        return commands.run(cli(operations));
    }

    private void script(String name) throws IOException {
        commands.run(
                home.resolve("bin/jboss-cli.sh").toString(),
                "--connect",
                "--controller=127.0.0.1:" + managementPort,
                "--file=" + site.scripts().resolve("wildfly").resolve(name));
    }

    @Override
    public void stop() throws IOException {
        if (process != null && process.isAlive()) {
            run("shutdown");
            process.onExit().join();
        }
    }

    @Override
    public ProcessHandle process() {
        return process;
    }

    @Override
    public String log() throws IOException {
        return Files.readString(site.directory().resolve("out.log")).replaceAll("\u001b\\[[0-9;]*m", "");
    }

    @Override
    public URI page() {
        return URI.create("http://127.0.0.1:" + httpPort + "/");
    }

    @Override
    public void deploySample(Path ear) throws IOException {
        script("mail-pool.cli");
        run("deploy " + ear);
    }

    @Override
    public void redeploySample(Path ear) throws IOException {
        run("undeploy " + ear.getFileName(), "deploy " + ear);
    }

    @Override
    public void undeploySample() throws IOException {
        run("undeploy postbound-ear-sample.ear", ADAPTER + ":remove", "reload");
    }

    @Override
    public void deployPlain(Path ear) throws IOException {
        run("deploy " + ear);
    }

    /** For a name that begins with # it looks for the archive around the application, and there is none. */
    @Override
    public String adapterInside() {
        return "postbound-ear-sample.ear#postbound";
    }

    @Override
    public void undeployPlain(Path ear) throws IOException {
        run("undeploy " + ear.getFileName());
    }

    @Override
    public Map<String, String> neededWithout() throws IOException {
        String structure = "jboss-deployment-structure.xml";
        return Map.of(
                "META-INF/" + structure,
                Files.readString(site.scripts().resolve("wildfly").resolve(structure)));
    }

    @Override
    public void deployStandalone(Path rar, Path earWithout) throws IOException {
        script("mail-pool-standalone.cli");
        run("deploy " + rar + " --name=postbound.rar --runtime-name=postbound.rar", "deploy " + earWithout);
    }

    @Override
    public void undeployStandalone(Path rar, Path earWithout) throws IOException {
        run("undeploy " + earWithout.getFileName(), ADAPTER + ":remove", "undeploy postbound.rar");
    }

    @Override
    public String setProperty(String name, String value) throws IOException {
        String property = POOL + "/config-properties=" + name;
        commands.result(cli(property + ":remove"), ""); // which may not be there yet
        return commands.result(cli(property + ":add(value=\"" + value + "\")", "reload"), "")
                .output();
    }

    @Override
    public void setAccount(String user, String password) throws IOException {
        script("encrypted-password.cli");
        String answer = run("/subsystem=elytron/expression=encryption:create-expression(clear-text=" + password + ")");
        String expression = answer.replaceAll("(?s).*\"(\\$\\{ENC::[^\"]+})\".*", "$1");
        run(
                POOL + "/config-properties=UserName:add(value=" + user + ")",
                POOL + "/config-properties=Password:add(value=\"" + expression + "\")",
                "reload");
    }

    @Override
    public List<Path> configuration() {
        return List.of(home.resolve("standalone/configuration"), home.resolve("standalone/log"));
    }

    @Override
    public String operate(String... words) throws IOException {
        List<String> options = List.of(
                "-Dslf4j.internal.verbosity=ERROR",
                "-cp",
                home.resolve("bin/client/jboss-cli-client.jar").toString());
        return site.operate(options, "service:jmx:remote+http://localhost:" + managementPort, Map.of(), words);
    }

    @Override
    public String ping() throws IOException {
        return run(POOL + ":test-connection-in-pool");
    }

    @Override
    public Figure poolFigure() throws IOException {
        String statistics = run(POOL + "/statistics=pool:read-resource(include-runtime=true)");
        return Figure.in(statistics, "CreatedCount", "\" => \"?");
    }

    @Override
    public Figure messagesSent() throws IOException {
        HttpResponse<String> answer = Http.get(URI.create("http://127.0.0.1:" + managementPort + "/metrics"));
        if (answer.statusCode() != HttpURLConnection.HTTP_OK) {
            throw new IOException("/metrics answers " + answer.statusCode());
        }
        String figures = answer.body()
                .lines()
                .filter(line -> line.startsWith("org_postbound_") || line.startsWith("wildfly_resource_adapters_"))
                .collect(Collectors.joining("\n"));
        if (figures.isEmpty()) {
            throw new NotOfferedException("`/metrics` has neither MBeans nor the pools of resource adapters");
        }
        throw new IOException("/metrics has figures by now: " + figures);
    }

    @Override
    public String definitionName(String property) {
        return "mcf." + property;
    }

    @Override
    public Console console() throws IOException {
        String password = UUID.randomUUID().toString();
        // The server notices by itself.
        commands.run(home.resolve("bin/add-user.sh").toString(), "--silent", "--user", "admin", "--password", password);
        URI management = URI.create("http://127.0.0.1:" + managementPort + "/");
        return new HalConsole(management, "admin", password, "postbound", "mail");
    }

    @Override
    public void close() throws IOException {
        stop();
    }
}
