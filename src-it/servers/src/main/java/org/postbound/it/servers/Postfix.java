package org.postbound.it.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A Postfix of the tests' own: its own configuration, queue and ports on the loopback interface, and maildirs of
 * example.org. It knows no other domain, and sends nothing anywhere. {@code refused@example.org} is refused for good, {@code
 * later@example.org} for the moment; a message with the header {@code X-Refuse} after its last octet.
 */
public final class Postfix implements RealServer {
    private static final String PROGRAM = "/usr/sbin/postfix";
    private static final int ATTEMPTS = 3;

    private final Path home;
    private final Mailboxes mailboxes;
    private final Map<PostfixPort, Integer> ports = new HashMap<>();

    private Postfix(Path home, List<String> named) throws IOException {
        this.home = home;
        Files.createDirectories(mail());
        mailboxes = new Mailboxes(mail(), named);
    }

    /**
     * Starts one with ports that need nothing else.
     *
     * @param ports where it listens
     * @param named mailboxes beside the numbered ones
     * @return one that listens
     * @throws IOException if it cannot be started
     */
    public static Postfix start(Collection<PostfixPort> ports, List<String> named) throws IOException {
        Postfix postfix = new Postfix(Commands.home("postfix"), named);
        postfix.configure(Map.of());
        postfix.listen(ports);
        return postfix;
    }

    /**
     * Starts one with ports that need certificates and passwords.
     *
     * @param ports where it listens
     * @param certificates what it shows
     * @param dovecot asked by some ports
     * @param cyrus asked by others
     * @return one that listens
     * @throws IOException if it cannot be started
     */
    public static Postfix start(
            Collection<PostfixPort> ports, ServerCertificates certificates, Dovecot dovecot, CyrusSasl cyrus)
            throws IOException {
        Postfix postfix = new Postfix(Commands.home("postfix"), List.of());
        postfix.configure(Map.of(
                "certificates", certificates.folder(),
                "smtpd_sasl_path", dovecot.socket(),
                "cyrus_sasl_config_path", cyrus.folder()));
        // Debian's Postfix looks here, whatever the parameter says.
        Files.createSymbolicLink(postfix.home.resolve("etc/sasl"), cyrus.folder());
        postfix.listen(ports);
        return postfix;
    }

    private void configure(Map<String, Path> parameters) throws IOException {
        for (String folder : List.of("etc", "queue", "data")) {
            Files.createDirectory(home.resolve(folder));
        }
        Files.writeString(
                home.resolve("etc/main.cf"),
                mainConfiguration()
                        + parameters.entrySet().stream()
                                .map(parameter -> parameter.getKey() + " = " + parameter.getValue() + "\n")
                                .collect(Collectors.joining()));
        Files.write(
                home.resolve("etc/mailboxes"),
                mailboxes.all().stream()
                        .map(mailbox ->
                                mailbox.address() + " " + mailbox.folder().getFileName() + "/")
                        .toList());
        Files.writeString(home.resolve("etc/headers"), "/^X-Refuse:/ REJECT 5.7.1 not such a message\n");
        Commands.run("chown", "-R", "postfix", home.resolve("data").toString(), mail().toString());
    }

    private String mainConfiguration() throws IOException {
        return """
                compatibility_level = 3.6
                queue_directory = %1$s/queue
                data_directory = %1$s/data
                maillog_file = %1$s/log
                maillog_file_prefixes = %1$s
                mail_owner = postfix
                setgid_group = postdrop
                myhostname = mail.example.org
                inet_interfaces = 127.0.0.1
                inet_protocols = ipv4
                mydestination =
                mynetworks = 127.0.0.0/8
                default_transport = error:nothing leaves this machine
                relay_transport = error:nothing leaves this machine
                smtpd_relay_restrictions =
                smtpd_recipient_restrictions =
                    check_recipient_access inline:{refused@example.org=REJECT, later@example.org=DEFER}
                    permit_mynetworks, reject
                smtpd_data_restrictions = reject_unauth_pipelining
                smtpd_error_sleep_time = 0
                smtpd_tls_auth_only = yes
                smtpd_client_connection_rate_limit = 0
                smtpd_tls_received_header = yes
                header_checks = regexp:%1$s/etc/headers
                recipient_delimiter = +
                virtual_mailbox_domains = example.org
                virtual_mailbox_maps = texthash:%1$s/etc/mailboxes
                virtual_mailbox_base = %1$s/mail
                virtual_uid_maps = static:%2$s
                virtual_gid_maps = static:%3$s
                """.formatted(home, id("-u"), id("-g"));
    }

    private static String id(String flag) throws IOException {
        return Commands.run("id", flag, "postfix").strip();
    }

    private static final String SERVICES = """
            pickup unix n - n 60 1 pickup
            cleanup unix n - n - 0 cleanup
            qmgr unix n - n 300 1 qmgr
            tlsmgr unix - - n 1000? 1 tlsmgr
            rewrite unix - - n - - trivial-rewrite
            bounce unix - - n - 0 bounce
            defer unix - - n - 0 bounce
            trace unix - - n - 0 bounce
            verify unix - - n - 1 verify
            flush unix n - n 1000? 0 flush
            proxymap unix - - n - - proxymap
            error unix - - n - - error
            retry unix - - n - - error
            virtual unix - n n - - virtual
            anvil unix - - n - 1 anvil
            scache unix - - n - 1 scache
            postlog unix-dgram n - n - 1 postlogd
            """;

    /** Postfix cannot be given a port 0: between our choice and its start, somebody else may have taken one. */
    private void listen(Collection<PostfixPort> wanted) throws IOException {
        for (int attempt = 1; ; attempt++) {
            choosePorts(wanted);
            Files.writeString(
                    home.resolve("etc/master.cf"),
                    ports.entrySet().stream()
                                    .map(port -> port.getKey().service(port.getValue()))
                                    .collect(Collectors.joining())
                            + SERVICES);
            try {
                control("start");
                return;
            } catch (IOException e) {
                if (attempt == ATTEMPTS || !log().contains("Address already in use")) {
                    throw new IOException(log(), e);
                }
            }
        }
    }

    private void choosePorts(Collection<PostfixPort> wanted) throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            for (PostfixPort port : wanted) {
                ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                sockets.add(socket);
                ports.put(port, socket.getLocalPort());
            }
        } finally {
            for (ServerSocket socket : sockets) {
                socket.close();
            }
        }
    }

    /**
     * Returns the number of a port.
     *
     * @param port one of those that it was started with
     * @return a TCP port on the loopback interface
     */
    public int port(PostfixPort port) {
        return ports.get(port);
    }

    /**
     * Returns where the maildirs are: {@code jo@example.org} has {@code jo/new}.
     *
     * @return a folder
     */
    public Path mail() {
        return home.resolve("mail");
    }

    /**
     * Waits until it has logged something.
     *
     * @param pattern matches it, somewhere in the log
     * @return what matched
     */
    public String awaitLogged(Pattern pattern) {
        try (WatchService watch = home.getFileSystem().newWatchService()) {
            home.register(watch, StandardWatchEventKinds.ENTRY_MODIFY);
            while (true) {
                Matcher matcher = pattern.matcher(log());
                if (matcher.find()) {
                    return matcher.group();
                }
                WatchKey key = watch.poll(30, TimeUnit.SECONDS);
                if (key == null) {
                    throw new AssertionError(pattern + " is not logged: " + log());
                }
                key.pollEvents();
                key.reset();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private String log() throws IOException {
        return Files.readString(home.resolve("log"));
    }

    @Override
    public Mailbox newMailbox() {
        return mailboxes.take();
    }

    /**
     * Has it read its configuration again; conversations go on.
     *
     * @throws IOException if it cannot
     */
    public void reload() throws IOException {
        control("reload");
    }

    /**
     * Stops and starts it, on the same ports; conversations end.
     *
     * @throws IOException if it does not start
     */
    public void restart() throws IOException {
        control("stop");
        control("start");
    }

    private void control(String command) throws IOException {
        Commands.run(PROGRAM, "-c", home.resolve("etc").toString(), command);
    }

    @Override
    public void close() {
        try {
            control("stop");
            Commands.delete(home);
        } catch (IOException e) {
            throw new IllegalStateException("Postfix in " + home + " cannot be stopped", e);
        }
    }
}
