package org.postbound.it;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.util.List;

/** The receiving server of the demo, in a process of its own. */
final class DemoInbox implements AutoCloseable {
    private final Process process;

    private DemoInbox(Process process) {
        this.process = process;
    }

    /** Returns when the server says that it listens. */
    static DemoInbox open(File greenMail, int smtpPort, int apiPort) throws IOException {
        Process process = new ProcessBuilder(List.of(
                        new File(System.getProperty("java.home"), "bin/java").getPath(),
                        "-Dgreenmail.smtp.hostname=127.0.0.1",
                        "-Dgreenmail.smtp.port=" + smtpPort,
                        "-Dgreenmail.api.hostname=127.0.0.1",
                        "-Dgreenmail.api.port=" + apiPort,
                        "-Dgreenmail.auth.disabled",
                        "-jar",
                        greenMail.getPath()))
                .redirectErrorStream(true)
                .start();
        BufferedReader output = process.inputReader();
        StringBuilder said = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            said.append(line).append('\n');
            if (line.contains("Started GreenMail") || line.contains("API")) {
                drain(output);
                return new DemoInbox(process);
            }
        }
        throw new IOException("GreenMail did not start: " + said);
    }

    /** A full pipe would stop the server. */
    private static void drain(BufferedReader output) {
        Thread thread = new Thread(() -> output.lines().forEach(line -> {}), "inbox-output");
        thread.setDaemon(true);
        thread.start();
    }

    /** Waits, so that another one can have the ports. */
    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
