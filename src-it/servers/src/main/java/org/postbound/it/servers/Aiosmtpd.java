package org.postbound.it.servers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * An aiosmtpd in a Python of its own: no PIPELINING, no CHUNKING, octets kept as they came. {@code refused@example.org} is
 * refused for good, {@code later@example.org} for the moment; a message with the header {@code X-Refuse} after its last
 * octet.
 */
public final class Aiosmtpd implements RealServer {
    private static final String SCRIPT = "aiosmtpd-server.py";

    private final Path home;
    private final Mailboxes mailboxes;
    private Process process;
    private List<Integer> ports;

    private Aiosmtpd(Path home, List<String> named) throws IOException {
        this.home = home;
        mailboxes = new Mailboxes(mail(), named);
    }

    /**
     * Starts one in plaintext, without AUTH.
     *
     * @param named mailboxes beside the numbered ones
     * @return one that listens
     * @throws IOException if it cannot be started
     */
    public static Aiosmtpd start(List<String> named) throws IOException {
        Aiosmtpd server = new Aiosmtpd(Commands.home("aiosmtpd"), named);
        server.launch("nobody", "nothing");
        return server;
    }

    /**
     * Starts one that has TLS, and AUTH for one user under TLS.
     *
     * @param certificates the server's, and who issues those of its clients
     * @param user who may sign on
     * @param password with what
     * @return one that listens
     * @throws IOException if it cannot be started
     */
    public static Aiosmtpd start(ServerCertificates certificates, String user, String password) throws IOException {
        Aiosmtpd server = new Aiosmtpd(Commands.home("aiosmtpd"), List.of());
        server.launch(
                user,
                password,
                certificates.file("good.pem").toString(),
                certificates.file("ca.pem").toString());
        return server;
    }

    private void launch(String... arguments) throws IOException {
        Path script = home.resolve(SCRIPT);
        try (InputStream resource = Aiosmtpd.class.getResourceAsStream(SCRIPT)) {
            Files.copy(resource, script);
        }
        ProcessBuilder command = new ProcessBuilder("/usr/bin/python3", script.toString(), mail().toString());
        command.command().addAll(List.of(arguments));
        process = command.redirectError(home.resolve("log").toFile()).start();
        BufferedReader output = process.inputReader();
        String line = output.readLine();
        if (line == null) {
            throw new IOException("aiosmtpd does not start: " + Files.readString(home.resolve("log")));
        }
        ports = Arrays.stream(line.split(" ")).map(Integer::valueOf).toList();
    }

    /**
     * Returns the port in plaintext.
     *
     * @return a TCP port on the loopback interface
     */
    public int plainPort() {
        return ports.get(0);
    }

    /**
     * Returns the port where STARTTLS is required, and AUTH.
     *
     * @return a TCP port on the loopback interface
     */
    public int startTlsPort() {
        return ports.get(1);
    }

    /**
     * Returns the port with TLS from the first octet, where AUTH is required.
     *
     * @return a TCP port on the loopback interface
     */
    public int tlsPort() {
        return ports.get(2);
    }

    /**
     * Returns the port with TLS from the first octet, where a certificate and AUTH EXTERNAL are required.
     *
     * @return a TCP port on the loopback interface
     */
    public int clientCertificatePort() {
        return ports.get(3);
    }

    /**
     * Returns where the maildirs are: {@code jo@example.org} has {@code jo/new}.
     *
     * @return a folder
     */
    public Path mail() {
        return home.resolve("mail");
    }

    @Override
    public Mailbox newMailbox() {
        return mailboxes.take();
    }

    /** Its standard input ends with it; the same would end it if the tests' JVM died. */
    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
        try {
            Commands.delete(home);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
