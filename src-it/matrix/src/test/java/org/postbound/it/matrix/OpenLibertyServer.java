package org.postbound.it.matrix;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Open Liberty, through its configuration files, whose changes it takes up while it runs. */
final class OpenLibertyServer implements Server {
    private static final String SAMPLE = "postbound-ear-sample.ear";

    /** The server has taken up a change, or has found that there is none. */
    private static final Pattern CHANGED = Pattern.compile("CWWKG001[78]I");

    /** An application was started, anew or again, or could not be. */
    private static final Pattern STARTED = Pattern.compile("CWWKZ0001I|CWWKZ0003I|CWWKZ0002E");

    private static final Pattern STOPPED = Pattern.compile("CWWKZ0009I");

    /** The variables of postbound.xml, by the properties that they are for. */
    private static final Map<String, String> VARIABLES = Map.of(
            "ServerName", "smtp.host",
            "PortNumber", "smtp.port",
            "Security", "smtp.security");

    /** What an administrator can do with a pool. */
    private static final List<String> POOL_OPERATIONS = List.of("purgePoolContents", "showPoolContents");

    private final Site site;
    private final Path scripts;
    private final Path home;
    private final Path directory;
    private final int httpPort;
    private final Foreground server;
    private final Map<String, String> overrides = new LinkedHashMap<>();

    OpenLibertyServer(Site site) throws IOException {
        this.site = site;
        server = new Foreground(site.directory());
        scripts = site.scripts().resolve("openliberty");
        home = site.install("wlp");
        directory = Files.createDirectories(home.resolve("usr/servers/matrix"));
        httpPort = Ports.free(1).get(0);
        Files.createDirectories(directory.resolve("apps"));
        Files.copy(scripts.resolve("postbound.xml"), directory.resolve("postbound.xml"));
        site.copyDriver(directory.resolve("h2.jar"));
        configure("");
    }

    private void configure(String more) throws IOException {
        Files.writeString(directory.resolve("server.xml"), """
                <server>
                  <httpEndpoint id="defaultHttpEndpoint" host="127.0.0.1" httpPort="%d" httpsPort="-1"/>
                  <mpMetrics authentication="false"/>
                  <include location="postbound.xml"/>
                  %s
                </server>
                """.formatted(httpPort, more));
    }

    private void include(String file) throws IOException {
        Files.copy(scripts.resolve(file), directory.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        configure("<include location=\"%s\"/>".formatted(file));
    }

    private Path application(Path ear) {
        return directory.resolve("apps").resolve(ear.getFileName());
    }

    private void copy(Path ear) throws IOException {
        Files.copy(ear, application(ear), StandardCopyOption.REPLACE_EXISTING);
    }

    private Command commands(List<String> jvmOptions) {
        return new Command(
                site.directory(),
                site.environment(Map.of(
                        "JVM_ARGS",
                        "-Xmx768m " + String.join(" ", jvmOptions),
                        "WLP_LOGGING_CONSOLE_LOGLEVEL",
                        "INFO")));
    }

    private String program(String name) {
        return home.resolve("bin").resolve(name).toString();
    }

    @Override
    public void start(List<String> jvmOptions) throws IOException {
        server.start(commands(jvmOptions), List.of(program("server"), "run", "matrix"), "CWWKF0011I");
    }

    @Override
    public void stop() throws IOException {
        if (server.isAlive()) {
            // Otherwise it waits for half a minute, since couriers have threads as long as the adapter runs.
            commands(List.of()).run(program("server"), "stop", "matrix", "--force");
            server.awaitEnd();
        }
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
        copy(ear);
        server.change(CHANGED, () -> include("mail-pool.xml"));
    }

    @Override
    public void redeploySample(Path ear) throws IOException {
        server.change(STOPPED, () -> Files.delete(application(ear)));
        copy(ear);
    }

    @Override
    public void undeploySample() throws IOException {
        remove(STOPPED);
    }

    private void remove(Pattern told) throws IOException {
        server.change(told, () -> configure(""));
        Files.delete(directory.resolve("apps").resolve(SAMPLE));
    }

    @Override
    public void deployPlain(Path ear) throws IOException {
        copy(ear);
        String answer = server.change(STARTED, () -> configure("""
                <enterpriseApplication location="%s"><classloader commonLibraryRef="h2"/></enterpriseApplication>
                """.formatted(ear.getFileName())));
        Optional<String> failure =
                answer.lines().filter(line -> line.contains("CWNEN0011E")).findFirst();
        if (failure.isPresent()) {
            remove(CHANGED);
            throw new NotOfferedException(failure.get());
        }
    }

    /** The first letter is a small one, as in Liberty's own description of the adapter. */
    @Override
    public String definitionName(String property) {
        return Character.toLowerCase(property.charAt(0)) + property.substring(1);
    }

    @Override
    public void undeployPlain(Path ear) throws IOException {
        undeploySample();
    }

    @Override
    public void deployStandalone(Path rar, Path earWithout) throws IOException {
        Files.copy(rar, directory.resolve("postbound.rar"), StandardCopyOption.REPLACE_EXISTING);
        copy(earWithout);
        server.change(CHANGED, () -> include("mail-pool-standalone.xml"));
    }

    @Override
    public void undeployStandalone(Path rar, Path earWithout) throws IOException {
        undeploySample();
        Files.delete(directory.resolve("postbound.rar"));
    }

    @Override
    public String setProperty(String name, String value) throws IOException {
        overrides.put(VARIABLES.get(name), value);
        // Applications are started again only if they have the connection factory.
        return server.change(CHANGED, this::override);
    }

    private void override() throws IOException {
        Path folder = Files.createDirectories(directory.resolve("configDropins/overrides"));
        Files.writeString(
                folder.resolve("smtp.xml"),
                overrides.entrySet().stream()
                        .map(variable -> "  <variable name=\"%s\" value=\"%s\"/>%n"
                                .formatted(variable.getKey(), variable.getValue()))
                        .collect(Collectors.joining("", "<server>\n", "</server>\n")));
    }

    @Override
    public void setAccount(String user, String password) throws IOException {
        overrides.put("wlp.password.encryption.key", "key-of-this-test");
        List<String> encode = new ArrayList<>(List.of(program("securityUtility"), "encode", "--encoding=aes"));
        encode.addAll(List.of("--key=key-of-this-test", password));
        overrides.put("smtp.user", user);
        overrides.put("smtp.password", commands(List.of()).run(encode).strip());
        server.change(STARTED, this::override);
    }

    @Override
    public List<Path> configuration() {
        return List.of(directory);
    }

    @Override
    public String ping() throws IOException {
        List<String> operations = javaVm()
                .operations("WebSphere:type=com.ibm.ws.jca.cm.mbean.ConnectionManagerMBean,jndiName=eis/Mail,*")
                .values()
                .stream()
                .flatMap(List::stream)
                .toList();
        if (operations.stream().noneMatch(POOL_OPERATIONS::contains)) {
            throw new IOException("the MBean of the pool has the operations " + operations);
        }
        if (POOL_OPERATIONS.containsAll(operations)) {
            throw new NotOfferedException("the MBean of the pool has only " + String.join(", ", operations));
        }
        return operations.toString();
    }

    private JavaVm javaVm() {
        return new JavaVm(server.process(), site.javaHome(), commands(List.of()));
    }

    @Override
    public Figure poolFigure() throws IOException {
        return Figure.in(lines("datasource=\"eis_Mail\""), "connectionpool_create_total", "\\{[^}]*} ");
    }

    @Override
    public Figure messagesSent() throws IOException {
        String own = lines("postbound_messages");
        if (own.isEmpty()) {
            throw new NotOfferedException("`/metrics` has the pool's figures, and no MBean of an adapter");
        }
        return Figure.in(own, "postbound_messages_sent_total", "\\{[^}]*} ");
    }

    private String lines(String text) throws IOException {
        HttpResponse<String> answer = Http.get(page().resolve("metrics"));
        if (answer.statusCode() != 200) {
            throw new IOException("/metrics answers " + answer.statusCode());
        }
        return answer.body().lines().filter(line -> line.contains(text)).collect(Collectors.joining("\n"));
    }

    @Override
    public Console console() throws IOException {
        String prefix = "com.ibm.websphere.appserver.adminCenter.tool.";
        try (Stream<Path> features = Files.list(home.resolve("lib/features"))) {
            throw new NotOfferedException(
                    features.map(file -> file.getFileName().toString())
                            .filter(name -> name.startsWith(prefix))
                            .map(name -> name.substring(prefix.length()).replaceFirst("-.*", ""))
                            .sorted()
                            .collect(Collectors.joining(
                                    ", ",
                                    "its Admin Center has the tools ",
                                    ", with which files are edited; none is for pools")));
        }
    }

    @Override
    public void close() throws IOException {
        stop();
    }
}
