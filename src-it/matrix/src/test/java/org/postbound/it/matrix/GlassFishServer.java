package org.postbound.it.matrix;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.awaitility.core.ConditionTimeoutException;

/** GlassFish, and Payara, which has come from it, through their command line. */
final class GlassFishServer implements Server {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration TO_LOG = Duration.ofSeconds(3);
    private static final int LINES_OF_LAUNCHER = 2;
    private static final int MAX_TRIES = 5;

    /** As it is by default. */
    private static final String LOG_ATTRIBUTE = "org.glassfish.main.jul.handler.GlassFishLogHandler.flushFrequency=1";

    private static final Pattern NOT_LOADED = Pattern.compile("RAR8021|Exception while \\w+ the app");
    private static final String SAMPLE = "postbound-ear-sample";
    private static final String ADAPTER = "postbound";
    private static final String POOL = "mail";
    private static final String PROPERTY = "resources.connector-connection-pool." + POOL + ".property.";

    private final Site site;
    private final Product product;
    private final Path domain;
    private final Path files;
    private final int httpPort;
    private final int adminPort;
    private final int jmxPort;
    private final DomainFile configuration;
    private final DomainLog log;
    private final Asadmin asadmin;
    private List<String> options = List.of();
    private boolean deployed;

    /** Whether it was told about the sample's database, which outlives the sample. */
    private boolean database;

    private ProcessHandle process;

    /** Which of the two. */
    enum Product {
        PAYARA("payara6", "payara"),
        GLASSFISH("glassfish7", "glassfish");

        private final String distribution;
        private final String folder;

        Product(String distribution, String folder) {
            this.distribution = distribution;
            this.folder = folder;
        }

        /** Unpacks it. */
        Server at(Site site) throws IOException {
            return new GlassFishServer(site, this);
        }
    }

    private GlassFishServer(Site site, Product product) throws IOException {
        this.site = site;
        this.product = product;
        Path home = site.install(product.distribution);
        domain = home.resolve("glassfish/domains/domain1");
        files = site.directory().resolve("files");
        Directories.copy(site.scripts().resolve(product.folder), files);
        List<Integer> ports = Ports.free(DomainFile.ports());
        httpPort = ports.get(0);
        adminPort = ports.get(1);
        jmxPort = ports.get(2);
        configuration = new DomainFile(domain.resolve("config/domain.xml"));
        configuration.listenOn(ports);
        log = new DomainLog(domain.resolve("logs"));
        if (product == Product.PAYARA) {
            Files.copy(files.resolve("metrics.xml"), domain.resolve("config/metrics.xml"));
        } else {
            site.copyDriver(domain.resolve("lib/h2.jar"));
        }
        Map<String, String> environment = site.environment(Map.of(
                "AS_JAVA", site.javaHome().toString(),
                "AS_START_TIMEOUT", String.valueOf(PATIENCE.toMillis()),
                "SMTP_USER", MatrixIT.ACCOUNT));
        asadmin = new Asadmin(home.resolve("bin/asadmin"), adminPort, new Command(files, environment));
    }

    @Override
    public void start(List<String> jvmOptions) throws IOException {
        configuration.replaceOptions(options, jvmOptions);
        options = List.copyOf(jvmOptions);
        int before = log().length();
        asadmin.run("start-domain", domain.getFileName().toString());
        process = ProcessHandle.of(Long.parseLong(
                        Files.readString(domain.resolve("config/pid")).strip()))
                .orElseThrow();
        awaitLog(before);
        awaitSample(before);
    }

    /**
     * Now and then GlassFish 7.0.21 has in its log only what its launcher has written: the thread that writes the log ends at
     * once if it runs before its handler says that it is ready. What was logged since is kept, and comes when the handler is
     * configured anew.
     */
    private void awaitLog(int before) throws IOException {
        for (int tries = 0; tries < MAX_TRIES; tries++) {
            if (isLogging(before)) {
                return;
            }
            asadmin.run("set-log-attributes", LOG_ATTRIBUTE);
        }
        throw new IOException("the server does not log: " + log.folder());
    }

    private boolean isLogging(int before) {
        try {
            await("its log")
                    .atMost(TO_LOG)
                    .until(() -> log().substring(before).lines().count() > LINES_OF_LAUNCHER);
            return true;
        } catch (ConditionTimeoutException e) {
            return false;
        }
    }

    private void awaitSample(int before) {
        if (deployed) {
            // The server takes commands before it has loaded its applications. What fails in the sample's beans is its
            // own affair.
            await("the sample, or its failure")
                    .atMost(PATIENCE)
                    .ignoreException(ConnectException.class)
                    .until(() -> Http.get(page().resolve("api/orders")).statusCode() != HttpURLConnection.HTTP_NOT_FOUND
                            || NOT_LOADED.matcher(log().substring(before)).find());
        }
    }

    /**
     * Nothing less serves: once a pool could not be made, the server goes on with what it knew. The agent of the test would wait
     * for its orders, and stays out.
     */
    private void restart() throws IOException {
        stop();
        start(options.stream()
                .filter(option -> !option.startsWith("-javaagent:"))
                .toList());
    }

    @Override
    public void stop() throws IOException {
        if (process != null && process.isAlive()) {
            asadmin.run("stop-domain", domain.getFileName().toString());
            process.onExit().join();
        }
    }

    @Override
    public ProcessHandle process() {
        return process;
    }

    @Override
    public String log() throws IOException {
        return log.lines();
    }

    @Override
    public URI page() {
        return URI.create("http://127.0.0.1:" + httpPort + "/");
    }

    /** In this order, since the pool needs the adapter, and the sample's beans need the pool. */
    @Override
    public void deploySample(Path ear) throws IOException {
        asadmin.run("deploy", "--enabled=false", ear.toString());
        makePool();
        if (!database) {
            asadmin.run("multimode", "--file", "orders-database.asadmin");
            database = true;
        }
        asadmin.run("enable", SAMPLE);
        deployed = true;
    }

    private void makePool() throws IOException {
        asadmin.run("multimode", "--file", "mail-pool.asadmin");
        if (product == Product.GLASSFISH) {
            asadmin.run(
                    "create-system-properties",
                    "smtp.host=127.0.0.1:smtp.port=%d:smtp.security=NONE:smtp.user=%s"
                            .formatted(site.relayPort(), MatrixIT.ACCOUNT));
        }
    }

    @Override
    public void redeploySample(Path ear) throws IOException {
        asadmin.run("redeploy", "--name", SAMPLE, ear.toString());
    }

    @Override
    public void undeploySample() throws IOException {
        asadmin.run("undeploy", "--cascade=true", SAMPLE);
        deployed = false;
    }

    @Override
    public void deployPlain(Path ear) throws IOException {
        asadmin.run("deploy", ear.toString());
    }

    @Override
    public void undeployPlain(Path ear) throws IOException {
        asadmin.run("undeploy", SAMPLE);
    }

    @Override
    public void deployStandalone(Path rar, Path earWithout) throws IOException {
        // Where Payara has this file, it deploys no adapter by itself: docs/servers/payara.md.
        Files.deleteIfExists(domain.resolve("config/metrics.xml"));
        asadmin.run("deploy", "--name", ADAPTER, rar.toString());
        Path pool = files.resolve("mail-pool.xml");
        Files.writeString(pool, Files.readString(pool).replace(SAMPLE + "#" + ADAPTER, ADAPTER));
        makePool();
        asadmin.run("deploy", earWithout.toString());
    }

    @Override
    public void undeployStandalone(Path rar, Path earWithout) throws IOException {
        asadmin.run("undeploy", SAMPLE);
        asadmin.run("undeploy", "--cascade=true", ADAPTER);
    }

    @Override
    public String setProperty(String name, String value) throws IOException {
        asadmin.run("set", PROPERTY + name + "=" + value);
        restart();
        return ""; // It takes any value; the log tells.
    }

    @Override
    public void setAccount(String user, String password) throws IOException {
        Path secret = Files.writeString(site.directory().resolve("secret"), "AS_ADMIN_ALIASPASSWORD=" + password);
        asadmin.run("--passwordfile", secret.toString(), "create-password-alias", "smtp-password");
        Files.delete(secret);
        asadmin.run("disable", SAMPLE);
        asadmin.run("multimode", "--file", "mail-account.asadmin");
        asadmin.run("enable", SAMPLE);
    }

    @Override
    public List<Path> configuration() {
        return List.of(domain.resolve("config"), domain.resolve("logs"));
    }

    /** The administrator has no password, as it is shipped. */
    @Override
    public String operate(String... words) throws IOException {
        return site.operate(
                List.of(),
                "service:jmx:rmi:///jndi/rmi://localhost:%d/jmxrmi".formatted(jmxPort),
                Map.of("POSTBOUND_USER", "admin", "POSTBOUND_PASSWORD", ""),
                words);
    }

    @Override
    public String ping() throws IOException {
        return asadmin.run("ping-connection-pool", POOL);
    }

    @Override
    public Figure poolFigure() throws IOException {
        String figures = asadmin.run("get", "-m", "server.resources." + POOL + ".*");
        return Figure.in(figures, "server.resources." + POOL + ".numconnacquired-count", " = ");
    }

    @Override
    public Figure messagesSent() throws IOException {
        HttpResponse<String> answer = Http.get(page().resolve("metrics?scope=vendor"));
        if (product == Product.GLASSFISH && answer.statusCode() == HttpURLConnection.HTTP_NOT_FOUND) {
            throw new NotOfferedException("there are no metrics: `/metrics` answers 404");
        }
        if (answer.statusCode() != HttpURLConnection.HTTP_OK) {
            throw new IOException("/metrics answers " + answer.statusCode());
        }
        return Figure.in(answer.body(), "postbound_messages_sent_total", "\\{[^}]*} ");
    }

    @Override
    public Optional<KnownFault> knownFault(Capability capability) {
        return capability == Capability.UNDEPLOY && product == Product.PAYARA
                ? Optional.of(
                        new KnownFault(
                                MatrixIT.COPIES,
                                "no thread, MBean, SMTP session or open file of the adapter is left, but classes are: after eight deployments"
                                        + " those of five at most. Payara's own threads keep the first (`ProbeProviderClassFileTransformer`,"
                                        + " `JTS Resync Thread`), and each of `admin-thread-pool` the last that it had to do with"))
                : Optional.empty();
    }

    /** The first, and the last of each thread that administers: docs/servers/payara.md. */
    @Override
    public int keptDeployments() {
        return product == Product.PAYARA ? 5 : 0;
    }

    /** GlassFish does, in caches. */
    @Override
    public boolean keepsClasses() {
        return product == Product.GLASSFISH;
    }

    @Override
    public Console console() throws IOException {
        return new GlassFishConsole(URI.create("http://127.0.0.1:" + adminPort + "/"), SAMPLE, POOL);
    }

    @Override
    public void close() throws IOException {
        stop();
    }
}
