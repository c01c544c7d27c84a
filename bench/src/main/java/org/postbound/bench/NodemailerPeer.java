package org.postbound.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The client of Node.js, in a process of its own that serves all cases; the package is installed below target. */
final class NodemailerPeer implements Peer {
    static final String NAME = "nodemailer pool";

    private static final String RELEASE = "10.6";

    private final Path home;
    private final Path script;
    private Process node;
    private BufferedReader answers;

    NodemailerPeer(Settings settings) {
        home = settings.target().resolve("nodemailer").toAbsolutePath();
        script = settings.scripts().resolve("nodemailer.mjs").toAbsolutePath();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String version() {
        return "nodemailer " + RELEASE + ".x, Node.js "
                + Programs.output("node", "--version").orElse("");
    }

    @Override
    public Optional<String> missing() {
        if (Programs.find("node").isEmpty() || Programs.find("npm").isEmpty()) {
            return Optional.of("node or npm is not installed");
        }
        try {
            install();
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("npm could not install it: " + e.getMessage());
        }
    }

    private void install() throws IOException {
        if (Files.isDirectory(home.resolve("node_modules/nodemailer"))) {
            return;
        }
        Files.createDirectories(home);
        Process npm = new ProcessBuilder(
                        "npm", "install", "--no-audit", "--no-fund", "--no-save", "nodemailer@" + RELEASE)
                .directory(Files.writeString(home.resolve("package.json"), "{\"private\": true}")
                        .getParent()
                        .toFile())
                .redirectErrorStream(true)
                .start();
        npm.getOutputStream().close();
        String output = new String(npm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (npm.onExit().join().exitValue() != 0) {
            throw new IOException(output.strip());
        }
    }

    @Override
    public boolean takes(Case what) {
        return what.sink() == Sink.Kind.PLAIN;
    }

    @Override
    public Client open(Case what, TestMessage message, int port) throws Exception {
        start();
        Path rendered = Files.write(home.resolve("message.eml"), message.rendered());
        Path text = Files.writeString(home.resolve("message.txt"), message.text());
        ask("open %d %d %d %s %s".formatted(port, what.connections(), what.recipients(), what.prebuilt(), rendered)
                + " " + text);
        return new Client() {
            @Override
            public Sample run(Duration atLeast) throws IOException {
                String[] answer = ask("run " + atLeast.toMillis()).split(" ", -1);
                long messages = Long.parseLong(answer[0]);
                return new Sample(messages, Double.parseDouble(answer[1]));
            }

            @Override
            public void close() throws IOException {
                ask("close");
            }
        };
    }

    private void start() throws IOException {
        if (node != null && node.isAlive()) {
            return;
        }
        // A module is looked for beside the script, not where node was started.
        Path beside = Files.copy(
                script, home.resolve(script.getFileName()), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        // Its standard input ends with this process, and so does it.
        node = new ProcessBuilder("node", beside.toString())
                .directory(home.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        answers = node.inputReader(StandardCharsets.UTF_8);
    }

    private String ask(String question) throws IOException {
        try {
            node.outputWriter(StandardCharsets.UTF_8)
                    .append(question)
                    .append('\n')
                    .flush();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        String answer = answers.readLine();
        if (answer == null || !answer.startsWith("ok")) {
            throw new IOException("node answers " + answer + " to " + question);
        }
        return answer.substring("ok".length()).strip();
    }
}
