package org.postbound.it.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What Cyrus SASL, a library inside Postfix, reads: the mechanisms, and a database with one user. */
public final class CyrusSasl implements AutoCloseable {
    private final Path home;

    private CyrusSasl(Path home) {
        this.home = home;
    }

    /**
     * Writes it.
     *
     * @param user who may sign on
     * @param password with what
     * @return where Postfix may look
     * @throws IOException if it cannot be written
     */
    public static CyrusSasl create(String user, String password) throws IOException {
        Path home = Commands.home("cyrus");
        Path users = home.resolve("users");
        Files.writeString(home.resolve("smtpd.conf"), """
                pwcheck_method: auxprop
                auxprop_plugin: sasldb
                sasldb_path: %s
                mech_list: PLAIN LOGIN CRAM-MD5 SCRAM-SHA-1 SCRAM-SHA-256
                """.formatted(users));
        // The realm is Postfix's name.
        Commands.run(
                List.of("/usr/sbin/saslpasswd2", "-p", "-c", "-f", users.toString(), "-u", "mail.example.org", user),
                password);
        Commands.run("chown", "postfix", users.toString());
        return new CyrusSasl(home);
    }

    /**
     * Returns where Postfix finds {@code smtpd.conf}.
     *
     * @return a folder
     */
    public Path folder() {
        return home;
    }

    @Override
    public void close() {
        try {
            Commands.delete(home);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
