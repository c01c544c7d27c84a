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
import java.util.Set;
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

    private static final Pattern UPDATED = Pattern.compile("CWWKZ0003I");

    private static final Pattern STOPPED = Pattern.compile("CWWKZ0009I");

    /** The variables of postbound.xml, by the properties that they are for. */
    private static final Map<String, String> VARIABLES = Map.of(
            "ServerName", "smtp.host",
            "PortNumber", "smtp.port",
            "Security", "smtp.security");

    private static final String NO_VALIDATION = "CWWKO1560_VALIDATION_NOT_IMPLEMENTED";

    private static final Set<String> TOOLS = Set.of("explore", "javaBatch", "serverConfig");

    private final Site site;
    private final Path scripts;
    private final Path home;
    private final Path directory;
    private final int httpPort;
    private final int httpsPort;
    private final LibertyAdmin admin;
    private final Foreground server;
    private final Map<String, String> overrides = new LinkedHashMap<>();

    OpenLibertyServer(Site site) throws IOException {
        this.site = site;
        server = new Foreground(site.directory());
        scripts = site.scripts().resolve("openliberty");
        home = site.install("wlp");
        directory = Files.createDirectories(home.resolve("usr/servers/matrix"));
        List<Integer> ports = Ports.free(2);
        httpPort = ports.get(0);
        httpsPort = ports.get(1);
        admin = new LibertyAdmin(httpsPort, directory.resolve("resources/security/key.p12"));
        Files.createDirectories(directory.resolve("apps"));
        Files.copy(scripts.resolve("postbound.xml"), directory.resolve("postbound.xml"));
        site.copyDriver(directory.resolve("h2.jar"));
        configure("");
    }

    private void configure(String more) throws IOException {
        Files.writeString(
                directory.resolve("server.xml"), """
                <server>
                  <httpEndpoint id="defaultHttpEndpoint" host="127.0.0.1" httpPort="%d" httpsPort="%d"/>
                  %s
                  <mpMetrics authentication="false"/>
                  <include location="postbound.xml"/>
                  %s
                </server>
                """.formatted(httpPort, httpsPort, admin.configuration(), more));
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

    /** It never sees half of an archive. */
    @Override
    public void redeploySample(Path ear) throws IOException {
        Path aside = Files.copy(ear, directory.resolve(ear.getFileName()));
        server.change(UPDATED, () -> Files.move(aside, application(ear), StandardCopyOption.ATOMIC_MOVE));
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
        start(ear);
    }

    private String start(Path ear) throws IOException {
        copy(ear);
        return server.change(STARTED, () -> configure("""
                <enterpriseApplication location="%s"><classloader commonLibraryRef="h2"/></enterpriseApplication>
                """.formatted(ear.getFileName())));
    }

    @Override
    public Optional<String> refusalOfElement(Path ear) throws IOException {
        String answer = start(ear);
        String refusal = answer.lines()
                .filter(line -> line.contains("CWNEN0011E") && line.contains("Bundle.getBundleId()"))
                .findFirst()
                .orElseThrow(() -> new IOException("it takes the element with the adapter inside by now: " + answer));
        remove(CHANGED);
        return Optional.of(refusal.replaceFirst("^\\[ERROR +] ", ""));
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
        return validation("`%s` answers `%s`: it tries databases, JMS and the common client interface alone");
    }

    /** What the server's validation says of the pool; where it says that it has none, the text with its path and answer. */
    private String validation(String notOffered) throws IOException {
        String path = "/ibm/api/validation/connectionFactory/mail";
        String answer = admin.get(path);
        if (answer.contains(NO_VALIDATION)) {
            throw new NotOfferedException(notOffered.formatted(path, NO_VALIDATION));
        }
        if (!answer.contains("\"successful\": true")) {
            throw new IOException(path + " answers " + answer);
        }
        return answer;
    }

    /** From the machine of the server. */
    @Override
    public String operate(String... words) throws IOException {
        String address = Files.readString(directory.resolve("logs/state/com.ibm.ws.jmx.local.address"));
        return site.operate(List.of(), address.strip(), Map.of(), words);
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
        Set<String> tools;
        try (Stream<Path> features = Files.list(home.resolve("lib/features"))) {
            tools = features.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith(prefix))
                    .map(name -> name.substring(prefix.length()).replaceFirst("-.*", ""))
                    .collect(Collectors.toSet());
        }
        if (!tools.equals(TOOLS)) {
            throw new IOException("its Admin Center has the tools " + tools);
        }
        throw new IOException("the tool serverConfig has a test of connections: "
                + validation("its Admin Center has the tools explore, javaBatch and serverConfig, and none for pools;"
                        + " serverConfig edits the files of the configuration, and has connections tested by `%s`,"
                        + " which answers `%s`"));
    }

    @Override
    public void close() throws IOException {
        stop();
    }
}
