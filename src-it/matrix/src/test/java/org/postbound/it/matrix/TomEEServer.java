package org.postbound.it.matrix;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** TomEE, through its configuration files, which it reads when it starts, and its folder for applications. */
final class TomEEServer implements Server {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String DISTRIBUTION = "apache-tomee-plume-" + Candidate.version("tomee");
    private static final String SAMPLE = "postbound-ear-sample.ear";

    private static final Pattern DEPLOYED = Pattern.compile("Deployed Application\\(");

    private static final String FAILED = "Failed Auto-Deployment";

    private static final Pattern DEPLOYED_OR_NOT = Pattern.compile(DEPLOYED + "|" + FAILED);

    private static final String UNKNOWN_ELEMENT =
            "Unexpected element {https://jakarta.ee/xml/ns/jakartaee}connection-factory";

    /** What an administrator can do with a pool. */
    private static final List<String> POOL_OPERATIONS = List.of("FilterAttributes");

    private static final Pattern UNDEPLOYED = Pattern.compile("Completed Auto-Undeployment");

    /** Also of an application that could not be deployed. */
    private static final Pattern REMOVED = Pattern.compile("File removed");

    /** What TomEE has is older than the adapter's own. */
    private static final String LOGGING = "lib/jboss-logging-3.5.0.Final.jar";

    /** The MBeans of all pools. */
    private static final String POOLS = "openejb.management:j2eeType=ConnectionFactory,*";

    /** The MBean of the sample's pool. */
    private static final String POOL = "openejb.management:j2eeType=ConnectionFactory,name=postbound.rar,*";

    private final Site site;
    private final Path scripts;
    private final Path home;
    private final int httpPort;
    private final Foreground server;
    private List<String> options = List.of();

    TomEEServer(Site site) throws IOException {
        this.site = site;
        server = new Foreground(site.directory());
        scripts = site.scripts().resolve("tomee");
        home = site.install(DISTRIBUTION);
        List<Integer> ports = Ports.free(2);
        httpPort = ports.get(0);
        replace("server.xml", "port=\"8005\"", "port=\"%d\"".formatted(ports.get(1)));
        replace(
                "server.xml",
                "<Connector port=\"8080\" protocol",
                "<Connector address=\"127.0.0.1\" port=\"%d\" protocol".formatted(httpPort));
        // The sample's page takes its place.
        Directories.delete(home.resolve("webapps/ROOT"));
        Files.createDirectories(apps());
        site.copyDriver(home.resolve("lib/h2.jar"));
        use("tomee.xml");
        Files.writeString(
                conf("system.properties"),
                Files.readString(conf("system.properties"))
                        + Files.readString(scripts.resolve("system.properties"))
                        // Without it /metrics answers 500, in every application.
                        + "tomee.mp.scan = all\n");
    }

    private Path conf(String file) {
        return home.resolve("conf").resolve(file);
    }

    private void use(String tomeeXml) throws IOException {
        Files.copy(scripts.resolve(tomeeXml), conf("tomee.xml"), StandardCopyOption.REPLACE_EXISTING);
    }

    private void replace(String file, String pattern, String replacement) throws IOException {
        String text = Files.readString(conf(file));
        String changed = text.replaceFirst(pattern, Matcher.quoteReplacement(replacement));
        if (!text.matches("(?s).*" + pattern + ".*")) {
            throw new IOException(file + " has no " + pattern);
        }
        Files.writeString(conf(file), changed);
    }

    private Command commands() {
        return new Command(
                site.directory(),
                site.environment(Map.of(
                        "CATALINA_HOME", home.toString(), "CATALINA_OPTS", "-Xmx768m " + String.join(" ", options))));
    }

    /** The distribution's scripts are not executable when they are unpacked from Maven Central. */
    private List<String> script(String name, String... arguments) {
        return Stream.concat(Stream.of("sh", home.resolve("bin").resolve(name).toString()), Stream.of(arguments))
                .toList();
    }

    @Override
    public void start(List<String> jvmOptions) throws IOException {
        options = jvmOptions;
        server.start(commands(), script("catalina.sh", "run"), "Server startup in");
    }

    @Override
    public void stop() throws IOException {
        if (server.isAlive()) {
            commands().run(script("catalina.sh", "stop"));
            server.awaitEnd();
        }
    }

    /** A test's agent would wait for its orders. */
    private void restart() throws IOException {
        stop();
        start(options.stream()
                .filter(option -> !option.startsWith("-javaagent:"))
                .toList());
    }

    @Override
    public ProcessHandle process() {
        return server.process();
    }

    @Override
    public String log() throws IOException {
        return server.log();
    }

    @Override
    public URI page() {
        return URI.create("http://127.0.0.1:" + httpPort + "/");
    }

    @Override
    public void deploySample(Path ear) throws IOException {
        Files.copy(ear, apps().resolve(SAMPLE));
    }

    private Path apps() {
        return home.resolve("apps");
    }

    /** It never sees half of an archive. */
    @Override
    public void redeploySample(Path ear) throws IOException {
        Path aside = Files.copy(ear, home.resolve(SAMPLE));
        server.change(DEPLOYED, () -> Files.move(aside, apps().resolve(SAMPLE), StandardCopyOption.ATOMIC_MOVE));
    }

    @Override
    public void undeploySample() throws IOException {
        server.change(UNDEPLOYED, () -> Files.delete(apps().resolve(SAMPLE)));
    }

    /** What an application brings is not used, so that the pool of system.properties would be. */
    @Override
    public void deployPlain(Path ear) throws IOException {
        String answer = server.change(DEPLOYED_OR_NOT, () -> deploySample(ear));
        if (answer.contains(FAILED)) {
            String refusal = answer.lines()
                    .filter(line -> line.contains(UNKNOWN_ELEMENT))
                    .map(line -> line.replaceAll(".*(Unexpected element [^,]*),.*", "application.xml is refused: $1"))
                    .findFirst()
                    .orElseThrow(() -> new IOException(answer));
            removeSample();
            throw new NotOfferedException(refusal);
        }
        Set<String> pools = javaVm().operations(POOLS).keySet();
        if (pools.stream().noneMatch(pool -> pool.contains("mail/orders"))) {
            await("the application")
                    .atMost(PATIENCE)
                    .until(() -> Http.get(page().resolve("api/orders")).statusCode() == HttpURLConnection.HTTP_OK);
            removeSample();
            throw new NotOfferedException(
                    "the application is deployed, but the annotation ignored: the only pools are " + pools);
        }
    }

    private void removeSample() throws IOException {
        server.change(REMOVED, () -> Files.delete(apps().resolve(SAMPLE)));
        Directories.delete(apps().resolve(SAMPLE.replace(".ear", "")));
    }

    @Override
    public void deployBystander(Path ear) throws IOException {
        server.change(DEPLOYED, () -> deploySample(ear));
    }

    @Override
    public void undeployPlain(Path ear) throws IOException {
        undeploySample();
    }

    @Override
    public void deployStandalone(Path rar, Path earWithout) throws IOException {
        Files.delete(home.resolve(LOGGING));
        try (FileSystem archive = FileSystems.newFileSystem(rar);
                DirectoryStream<Path> jars = Files.newDirectoryStream(archive.getPath("/"), "*.jar")) {
            for (Path jar : jars) {
                Files.copy(jar, home.resolve("lib").resolve(jar.getFileName().toString()));
            }
        }
        use("tomee-standalone.xml");
        restart();
        deploySample(earWithout);
    }

    /** The adapter's jars stay in the server, without use: nothing is tried after this. */
    @Override
    public void undeployStandalone(Path rar, Path earWithout) throws IOException {
        undeploySample();
        use("tomee.xml");
        restart();
    }

    @Override
    public String setProperty(String name, String value) throws IOException {
        write(name, value);
        restart();
        return "";
    }

    private void write(String name, String value) throws IOException {
        replace(
                "system.properties",
                "(?m)^postbound\\.rar\\.%s = .*$".formatted(name),
                "postbound.rar.%s = %s".formatted(name, value));
    }

    @Override
    public void setAccount(String user, String password) throws IOException {
        String encoded = commands().run(script("tomee.sh", "cipher", "-c", "Static3DES", password));
        write("UserName", user);
        write("Password", "cipher:Static3DES:" + encoded.lines().reduce("", (first, last) -> last));
        restart();
    }

    @Override
    public List<Path> configuration() {
        return List.of(home.resolve("conf"), home.resolve("logs"));
    }

    @Override
    public String ping() throws IOException {
        Map<String, List<String>> operations = javaVm().operations(POOL);
        if (operations.isEmpty()) {
            throw new IOException("there is no " + POOL);
        }
        List<String> names = operations.values().stream()
                .flatMap(List::stream)
                .distinct()
                .sorted()
                .toList();
        if (!names.equals(POOL_OPERATIONS)) {
            throw new IOException("the MBean of the pool has the operations " + names);
        }
        throw new NotOfferedException("the MBean of the pool has the operations " + names + ", and none that tries it");
    }

    /** With the JMX agent of the Java virtual machine, which is started where it runs. */
    @Override
    public String operate(String... words) throws IOException {
        jcmd("ManagementAgent.start_local");
        Matcher url = Pattern.compile("URL *: *(service:\\S+)").matcher(jcmd("ManagementAgent.status"));
        if (!url.find()) {
            throw new IOException("the status has no URL");
        }
        return site.operate(List.of(), url.group(1), Map.of(), words);
    }

    private String jcmd(String command) throws IOException {
        return commands()
                .run(
                        site.javaHome().resolve("bin/jcmd").toString(),
                        String.valueOf(server.process().pid()),
                        command);
    }

    private JavaVm javaVm() {
        return new JavaVm(server.process(), site.javaHome(), commands());
    }

    @Override
    public Figure poolFigure() throws IOException {
        String count = "ConnectionCount";
        return Figure.in(count + javaVm().beans(POOL, count).values(), count, "\\[");
    }

    @Override
    public Figure messagesSent() throws IOException {
        HttpResponse<String> answer = Http.get(page().resolve("metrics"));
        if (answer.statusCode() != HttpURLConnection.HTTP_OK || !answer.body().contains("base_thread_count")) {
            throw new IOException("/metrics answers " + answer.statusCode() + ": " + answer.body());
        }
        String own =
                answer.body().lines().filter(line -> line.contains("postbound")).collect(Collectors.joining("\n"));
        if (own.isEmpty()) {
            throw new NotOfferedException(
                    "with `tomee.mp.scan = all`, `/metrics` has figures of the Java virtual machine, and no MBean of an adapter");
        }
        return Figure.in(own, "postbound_messages_sent_total", "\\{[^}]*} ");
    }

    @Override
    public boolean recovers() {
        return false;
    }

    @Override
    public Optional<KnownFault> knownFault(Capability capability) {
        return capability == Capability.TWO_PHASE
                ? Optional.of(new KnownFault(
                        MatrixIT.NOT_PREPARED,
                        "the mail is prepared and then committed, but the database of `@DataSourceDefinition` is not asked to"
                                + " prepare: TomEE does not use the XA resource of its driver"))
                : Optional.empty();
    }

    /** In a map of CDI contexts by class loader, and in others. */
    @Override
    public boolean keepsClasses() {
        return true;
    }

    @Override
    public Console console() throws IOException {
        try (Stream<Path> folders = Files.list(site.distributions().resolve(DISTRIBUTION + "/webapps"))) {
            Set<String> applications = folders.map(
                            folder -> folder.getFileName().toString())
                    .collect(Collectors.toCollection(TreeSet::new));
            // ROOT is a page of links, manager deploys applications, host-manager knows virtual hosts.
            if (!applications.equals(Set.of("ROOT", "docs", "host-manager", "manager"))) {
                throw new IOException("the distribution has the applications " + applications);
            }
            throw new NotOfferedException(
                    "the distribution has the applications %s, and none for resources".formatted(applications));
        }
    }

    @Override
    public void close() throws IOException {
        stop();
    }
}
