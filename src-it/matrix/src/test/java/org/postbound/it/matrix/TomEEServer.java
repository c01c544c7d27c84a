package org.postbound.it.matrix;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
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
import java.util.regex.Matcher;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** TomEE, through its configuration files, which it reads when it starts, and its folder for applications. */
final class TomEEServer implements Server {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String SAMPLE = "postbound-ear-sample.ear";

    /** What of the adapter goes into TomEE's own folder for jars. */
    private static final String JARS = "postbound-*.jar";

    /** The MBeans of all pools. */
    private static final String POOLS = "openejb.management:j2eeType=ConnectionFactory,*";

    /** The MBean of the sample's pool. */
    private static final String POOL = "openejb.management:j2eeType=ConnectionFactory,name=postbound.rar,*";

    private final Site site;
    private final Path scripts;
    private final Path home;
    private final int httpPort;
    private List<String> options = List.of();
    private ProcessHandle process;

    TomEEServer(Site site) throws IOException {
        this.site = site;
        scripts = site.scripts().resolve("tomee");
        home = site.install("apache-tomee-plume-9.0.0");
        List<Integer> ports = Ports.free(2);
        httpPort = ports.get(0);
        replace("server.xml", "port=\"8005\"", "port=\"%d\"".formatted(ports.get(1)));
        replace(
                "server.xml",
                "<Connector port=\"8080\" protocol",
                "<Connector address=\"127.0.0.1\" port=\"%d\" protocol".formatted(httpPort));
        // The sample's page takes its place.
        Directories.delete(home.resolve("webapps/ROOT"));
        Files.createDirectories(home.resolve("apps"));
        site.copyDriver(home.resolve("lib/h2.jar"));
        use("tomee.xml");
        Files.writeString(
                conf("system.properties"),
                Files.readString(conf("system.properties")) + Files.readString(scripts.resolve("system.properties")));
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
                Map.of(
                        "JAVA_HOME",
                        site.javaHome().toString(),
                        "CATALINA_HOME",
                        home.toString(),
                        "CATALINA_OPTS",
                        "-Xmx768m " + String.join(" ", options),
                        "SMTP_HOST",
                        "127.0.0.1",
                        "SMTP_PORT",
                        String.valueOf(site.relayPort()),
                        "SMTP_SECURITY",
                        "NONE"));
    }

    /** The distribution's scripts are not executable when they are unpacked from Maven Central. */
    private List<String> script(String name, String... arguments) {
        return Stream.concat(Stream.of("sh", home.resolve("bin").resolve(name).toString()), Stream.of(arguments))
                .toList();
    }

    @Override
    public void start(List<String> jvmOptions) throws IOException {
        options = jvmOptions;
        int before = log().length();
        Process shell = commands().start(script("catalina.sh", "run"), out());
        await("the server").atMost(PATIENCE).until(() -> isRunning(shell, before));
        process = Command.java(shell);
    }

    private boolean isRunning(Process shell, int before) throws IOException {
        if (!shell.isAlive()) {
            throw new IOException("the server has ended: " + log());
        }
        return log().substring(before).contains("Server startup in");
    }

    @Override
    public void stop() throws IOException {
        if (process != null && process.isAlive()) {
            commands().run(script("catalina.sh", "stop"));
            process.onExit().join();
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
        return process;
    }

    private Path out() {
        return site.directory().resolve("out.log");
    }

    @Override
    public String log() throws IOException {
        return Files.exists(out()) ? Files.readString(out()) : "";
    }

    @Override
    public URI page() {
        return URI.create("http://127.0.0.1:" + httpPort + "/");
    }

    private Path application(Path ear) {
        return home.resolve("apps").resolve(ear.getFileName());
    }

    @Override
    public void deploySample(Path ear) throws IOException {
        Files.copy(ear, application(ear));
    }

    @Override
    public void redeploySample(Path ear) throws IOException {
        undeploySample();
        deploySample(ear);
    }

    @Override
    public void undeploySample() throws IOException {
        remove("Completed Auto-Undeployment");
    }

    private void remove(String done) throws IOException {
        int before = log().length();
        Files.delete(home.resolve("apps").resolve(SAMPLE));
        await(done).atMost(PATIENCE).until(() -> log().substring(before).contains(done));
    }

    /** What an application brings is not used, so that the pool of system.properties would be. */
    @Override
    public void deployPlain(Path ear) throws IOException {
        int before = log().length();
        deploySample(ear);
        String answer = await("the application")
                .atMost(PATIENCE)
                .until(
                        () -> log().substring(before),
                        text -> text.contains("Deployed Application(") || text.contains("Failed Auto-Deployment"));
        Optional<String> unknown = answer.lines()
                .filter(line -> line.contains("Unexpected element"))
                .map(line -> line.replaceAll(".*(Unexpected element [^,]*),.*", "application.xml is refused: $1"))
                .findFirst();
        Set<String> pools = javaVm().operations(POOLS).keySet();
        if (unknown.isPresent() || pools.stream().noneMatch(pool -> pool.contains("mail/orders"))) {
            remove("File removed");
            throw new NotOfferedException(unknown.orElse("it is ignored: the only pools are " + pools));
        }
    }

    @Override
    public void undeployPlain(Path ear) throws IOException {
        undeploySample();
    }

    @Override
    public void deployStandalone(Path rar, Path earWithout) throws IOException {
        try (FileSystem archive = FileSystems.newFileSystem(rar);
                DirectoryStream<Path> jars = Files.newDirectoryStream(archive.getPath("/"), JARS)) {
            for (Path jar : jars) {
                Files.copy(jar, home.resolve("lib").resolve(jar.getFileName().toString()));
            }
        }
        use("tomee-standalone.xml");
        restart();
        deploySample(earWithout);
    }

    @Override
    public void undeployStandalone(Path rar, Path earWithout) throws IOException {
        undeploySample();
        use("tomee.xml");
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(home.resolve("lib"), JARS)) {
            for (Path jar : jars) {
                Files.delete(jar);
            }
        }
        restart();
    }

    @Override
    public String setProperty(String name, String value) throws IOException {
        replace(
                "system.properties",
                "(?m)^postbound\\.rar\\.%s = .*$".formatted(name),
                "postbound.rar.%s = %s".formatted(name, value));
        restart();
        return "";
    }

    @Override
    public void setPassword(String password) throws IOException {
        String encoded = commands().run(script("tomee.sh", "cipher", "-c", "Static3DES", password));
        setProperty("Password", "cipher:Static3DES:" + encoded.lines().reduce("", (first, last) -> last));
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
        if (operations.values().stream().allMatch(List::isEmpty)) {
            throw new NotOfferedException("the MBean of the pool has no operation");
        }
        return operations.toString();
    }

    private JavaVm javaVm() {
        return new JavaVm(process, site.javaHome(), commands());
    }

    @Override
    public String poolFigures() throws IOException {
        return javaVm().beans(POOL, "ConnectionCount").toString();
    }

    @Override
    public String metrics() throws IOException {
        int status = Http.get(page().resolve("metrics")).statusCode();
        if (status == 404) {
            throw new NotOfferedException("`/metrics` answers 404");
        }
        throw new IOException("/metrics answers " + status);
    }

    @Override
    public boolean recovers() {
        return false;
    }

    @Override
    public Console console() throws IOException {
        try (Stream<Path> applications = Files.list(home.resolve("webapps"))) {
            throw new NotOfferedException(applications
                    .map(folder -> folder.getFileName().toString())
                    .sorted()
                    .collect(Collectors.joining(
                            ", ", "the distribution has the applications ", ", and none for resources")));
        }
    }

    @Override
    public void close() throws IOException {
        stop();
    }
}
